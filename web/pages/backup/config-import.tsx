import { Button, PasswordInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { answerOf, api, type Schemas } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";
import { ConfigPlan } from "./config-plan.tsx";

type Plan = Schemas["ConfigurationPlan"];

/** 8 MiB, as the gateway takes it. */
const LARGEST_FILE = 8 * 1_048_576;

interface Chosen {
  name: string;
  json: Record<string, never>;
  hasSecrets: boolean;
}

/** A file of an export: first what it would do, then that. */
export function ConfigImport() {
  const { t } = useWords();
  const queries = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Chosen>();
  const [passphrase, setPassphrase] = useState("");
  const [plan, setPlan] = useState<Plan>();
  const { once, isBusy } = useOnce();
  const [failure, setFailure] = useState<string>();

  function forget() {
    setChosen(undefined);
    setPlan(undefined);
    setPassphrase("");
    setFailure(undefined);
  }

  async function take(file: File | undefined) {
    if (file === undefined) return;
    forget();
    if (file.size > LARGEST_FILE) return setFailure(t("backup.fileLarge", { number: 8 }));
    const json = readObject(await file.text());
    if (json === undefined) return setFailure(t("backup.notJson", { name: file.name }));
    setChosen({ name: file.name, json: json as Record<string, never>, hasSecrets: "secrets" in json });
  }

  const given = (of: Chosen) => ({ file: of.json, ...(passphrase !== "" && { passphrase }) });

  async function attempt(work: (of: Chosen) => Promise<void>) {
    if (chosen === undefined) return;
    setFailure(undefined);
    try {
      await once(() => work(chosen));
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }

  const look = (event: FormEvent) => {
    event.preventDefault();
    return attempt(async (of) => {
      setPlan(undefined);
      setPlan(await answerOf(api.POST("/api/v1/configuration/plan", { body: given(of) })));
    });
  };

  const apply = () =>
    attempt(async (of) => {
      if (plan === undefined) return;
      await answerOf(api.POST("/api/v1/configuration/import", { body: { ...given(of), plan: plan.id } }));
      forget();
      await queries.invalidateQueries();
      tellDone(t("backup.imported"));
    });

  return (
    <form className="config-form" onSubmit={(event) => void look(event)}>
      <h3>{t("backup.import")}</h3>
      <p className="quiet">{t("backup.importHelp")}</p>
      <input
        ref={field}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t("backup.file")}
        onChange={(event) => {
          void take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
      <div className="config-file">
        <Button onClick={() => field.current?.click()}>
          {t(chosen === undefined ? "backup.choose" : "backup.chooseOther")}
        </Button>
        {chosen !== undefined && <span>{chosen.name}</span>}
      </div>
      {chosen?.hasSecrets === true && (
        <PasswordInput
          label={t("backup.openPassphrase")}
          visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
          description={t("backup.openPassphraseHelp")}
          autoComplete="off"
          value={passphrase}
          onChange={(event) => {
            setPassphrase(event.currentTarget.value);
            setPlan(undefined);
          }}
        />
      )}
      {chosen !== undefined && plan === undefined && (
        <Button type="submit" variant="filled" loading={isBusy}>
          {t("backup.look")}
        </Button>
      )}
      {failure !== undefined && <ErrorState title={t("backup.notImported")}>{failure}</ErrorState>}
      {plan !== undefined && <ConfigPlan plan={plan} isBusy={isBusy} onApply={() => void apply()} onCancel={forget} />}
    </form>
  );
}

function readObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
