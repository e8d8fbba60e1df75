import { Button, Checkbox, PasswordInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { StrengthHint } from "../../parts/strength-hint.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useWords } from "../../words/index.ts";
import { USERS_KEY, type User } from "./queries.ts";

interface PasswordSheetProps {
  user: User;
  etag: string;
  opened: boolean;
  onClose: () => void;
}

/** Gives a user another password; says what ends by that. */
export function PasswordSheet({ opened, onClose, user, etag }: PasswordSheetProps) {
  const { t } = useWords();
  return (
    <Sheet opened={opened} onClose={onClose} title={t("users.passwordTitle", { name: user.name })}>
      <Fields user={user} etag={etag} onClose={onClose} />
    </Sheet>
  );
}

function Fields({ user, etag, onClose }: Omit<PasswordSheetProps, "opened">) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const [keepTokens, setKeepTokens] = useState(false);
  const [isBusy, setBusy] = useState(false);
  useUnsaved(password !== "" && !isBusy);
  const [faults, setFaults] = useState<Faults>({ fields: {} });

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFaults({ fields: {} });
    try {
      const params = { path: { id: user.id } };
      const headers = { "if-match": etag };
      await answerOf(api.PUT("/api/v1/users/{id}/password", { params, headers, body: { password, keepTokens } }));
      await queries.invalidateQueries({ queryKey: USERS_KEY });
      tellDone(t("users.passwordSet", { name: user.name }));
      onClose();
    } catch (error) {
      const { fields, rest } = faultsOf(error, ["password"]);
      setFaults({ fields, ...(rest === undefined || !(error instanceof Error) ? {} : { rest: error.message }) });
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="sheet-form" onSubmit={(event) => void submit(event)}>
      <p className="quiet">{t("users.passwordLost")}</p>
      <PasswordInput
        label={t("users.password")}
        description={t("users.passwordHelp")}
        autoComplete="new-password"
        data-autofocus
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
        value={password}
        error={faults.fields.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <StrengthHint password={password} name={user.name} />
      <Checkbox
        label={t("users.keepTokens")}
        checked={keepTokens}
        onChange={(event) => setKeepTokens(event.currentTarget.checked)}
      />
      {faults.rest !== undefined && <ErrorState title={t("users.passwordNotSet")}>{faults.rest}</ErrorState>}
      <div className="sheet-bar">
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy}>
          {t("users.setPassword")}
        </Button>
      </div>
    </form>
  );
}
