import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError, answerOf, api } from "../api.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { type Faults, faultsOf } from "../parts/faults.ts";
import { StateBadge, type Tone } from "../parts/state-badge.tsx";
import { useWords } from "../words/index.ts";
import { Step } from "./step.tsx";
import { type Strength, strengthOf } from "./strength.ts";

interface AdministratorProps {
  code: string;
  /** The administrator is there, and signed in. */
  onDone: () => void;
  /** The code is not valid any more. */
  onOver: () => void;
}

/** The first step: whoever may do everything here. */
export function Administrator({ code, onDone, onOver }: AdministratorProps) {
  const { t } = useWords();
  const [name, setName] = useState("admin");
  const [password, setPassword] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Faults>({ fields: {} });

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFaults({ fields: {} });
    try {
      await answerOf(api.POST("/api/v1/setup", { body: { code, name, password } }));
      await answerOf(api.POST("/api/v1/sessions", { body: { name: name.trim(), password } }));
      onDone();
    } catch (error) {
      if (error instanceof ApiError && error.status === 403) onOver();
      else setFaults(faultsOf(error, ["name", "password"]));
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <p className="quiet">{t("setup.intro")}</p>
      <Step number={1} title={t("setup.administrator")} state="open">
        <form className="setup-fields" onSubmit={(event) => void submit(event)}>
          <TextInput
            label={t("signIn.name")}
            autoComplete="username"
            required
            withAsterisk={false}
            maxLength={64}
            value={name}
            error={faults.fields.name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <div>
            <PasswordInput
              label={t("signIn.password")}
              autoComplete="new-password"
              required
              withAsterisk={false}
              minLength={6}
              maxLength={256}
              autoFocus
              value={password}
              error={faults.fields.password}
              visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            <StrengthText strength={strengthOf(password, name)} />
          </div>
          {faults.rest !== undefined && <ErrorState title={t("setup.notMade")}>{faults.rest}</ErrorState>}
          <Button type="submit" variant="filled" loading={isBusy}>
            {t("setup.make")}
          </Button>
        </form>
      </Step>
      <Step number={2} title={t("setup.home")} state="later" />
      <Step number={3} title={t("setup.modem")} state="later" />
    </>
  );
}

const TONES: Readonly<Record<Strength, Tone>> = {
  none: "grey",
  short: "red",
  name: "red",
  weak: "amber",
  fair: "green",
  strong: "green",
};
const SHAPES = { grey: "ring", red: "triangle", amber: "diamond", green: "dot", accent: "half" } as const;

function StrengthText({ strength }: { strength: Strength }) {
  const { t } = useWords();
  const tone = TONES[strength];
  return (
    <p className="setup-strength" role="status">
      <StateBadge shape={SHAPES[tone]} tone={tone}>
        {t(`setup.strength.${strength}`)}
      </StateBadge>
    </p>
  );
}
