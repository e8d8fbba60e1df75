import { Button, Checkbox, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { StrengthHint } from "../../parts/strength-hint.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useWords } from "../../words/index.ts";

const EMPTY = { currentPassword: "", password: "", again: "" };

/** Another password; other sessions end, tokens stay if wanted. */
export function PasswordSection() {
  const { t } = useWords();
  const { me } = useSession();
  const [values, setValues] = useState(EMPTY);
  const [keepTokens, setKeepTokens] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [faults, setFaults] = useState<Faults>({ fields: {} });
  const element = useShownFault(faults);
  useUnsaved(Object.values(values).some((value) => value !== "") && !isBusy);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { again, ...passwords } = values;
    if (again !== passwords.password) {
      setFaults({ fields: { again: t("account.passwordsDiffer") } });
      return;
    }
    setBusy(true);
    setFaults({ fields: {} });
    try {
      await answerOf(api.PUT("/api/v1/me/password", { body: { ...passwords, keepTokens } }));
      setValues(EMPTY);
      tellDone(t("account.passwordChanged"));
    } catch (error) {
      setFaults(faultsOf(error, Object.keys(values)));
    } finally {
      setBusy(false);
    }
  }

  const field = (name: keyof typeof EMPTY, autoComplete: string) => ({
    name,
    autoComplete,
    required: true,
    withAsterisk: false,
    value: values[name],
    error: faults.fields[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setValues((before) => ({ ...before, [name]: value }));
    },
    visibilityToggleButtonProps: { "aria-label": t("signIn.show"), tabIndex: 0 },
  });
  return (
    <section aria-labelledby="account-password">
      <h2 id="account-password">{t("account.password")}</h2>
      <p className="quiet">{t("account.passwordHelp")}</p>
      <form ref={element} onSubmit={(event) => void submit(event)}>
        <input type="hidden" name="username" autoComplete="username" value={me.name} />
        <PasswordInput label={t("account.currentPassword")} {...field("currentPassword", "current-password")} />
        <PasswordInput
          label={t("account.newPassword")}
          description={t("account.newPasswordHelp")}
          minLength={6}
          {...field("password", "new-password")}
        />
        <StrengthHint password={values.password} name={me.name} />
        <PasswordInput label={t("account.again")} {...field("again", "new-password")} />
        <Checkbox
          label={t("account.keepTokens")}
          checked={keepTokens}
          onChange={(event) => setKeepTokens(event.currentTarget.checked)}
        />
        {faults.rest !== undefined && <ErrorState title={t("account.passwordNotChanged")}>{faults.rest}</ErrorState>}
        <Button type="submit" loading={isBusy}>
          {t("account.changePassword")}
        </Button>
      </form>
    </section>
  );
}
