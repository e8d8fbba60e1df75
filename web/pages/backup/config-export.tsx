import { Button, Checkbox, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { saveFile } from "../../parts/save-file.ts";
import { useOnce } from "../../parts/use-once.ts";
import { useWords } from "../../words/index.ts";

/** As the gateway takes it: whoever has the file can try at leisure. */
const SHORTEST = 12;

/** What people have set, as a file; secrets only with a passphrase. */
export function ConfigExport() {
  const { t } = useWords();
  const { may } = useSession();
  const [passwords, setPasswords] = useState(false);
  const [passphrase, setPassphrase] = useState("");
  const { once, isBusy } = useOnce();
  const [failure, setFailure] = useState<string>();
  const isShort = passphrase !== "" && passphrase.length < SHORTEST;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isShort) return;
    setFailure(undefined);
    try {
      await once(async () => {
        const body = { passwords, ...(passphrase !== "" && { passphrase }) };
        const text = await answerOf(api.POST("/api/v1/configuration/export", { body, parseAs: "text" }));
        saveFile(text, { name: "aldis-configuration.json", type: "application/json" });
      });
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <form className="config-form" onSubmit={(event) => void submit(event)}>
      <h3>{t("backup.export")}</h3>
      <p className="quiet">{t("backup.exportHelp")}</p>
      {may("users") && (
        <Checkbox
          label={t("backup.passwords")}
          description={t("backup.passwordsHelp")}
          checked={passwords}
          onChange={(event) => setPasswords(event.currentTarget.checked)}
        />
      )}
      {may("permissions") && (
        <PasswordInput
          label={t("backup.passphrase")}
          visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
          description={t("backup.passphraseHelp")}
          autoComplete="new-password"
          value={passphrase}
          error={isShort ? t("backup.passphraseShort", { number: SHORTEST }) : undefined}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
        />
      )}
      <Button type="submit" loading={isBusy}>
        {t("backup.exportNow")}
      </Button>
      {failure !== undefined && <ErrorState title={t("backup.notExported")}>{failure}</ErrorState>}
    </form>
  );
}
