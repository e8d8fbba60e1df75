import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError, answerOf, api } from "../api.ts";
import { ErrorState } from "../parts/error-state.tsx";
import { type Faults, faultsOf } from "../parts/faults.ts";
import { StrengthHint } from "../parts/strength-hint.tsx";
import { useShownFault } from "../parts/use-shown-fault.ts";
import { useWords } from "../words/index.ts";
import { Step } from "./step.tsx";

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
  const element = useShownFault(faults);

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
        <form className="setup-fields" ref={element} onSubmit={(event) => void submit(event)}>
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
          <StrengthHint password={password} name={name} />
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
