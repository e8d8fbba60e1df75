import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answerOf, api, type Permission } from "../../api.ts";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { LookAlikeHint } from "../../parts/look-alike-hint.tsx";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { StrengthHint } from "../../parts/strength-hint.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useWords } from "../../words/index.ts";
import { Presets } from "./permission-boxes.tsx";
import { USERS_KEY, type User } from "./queries.ts";

interface AddUserProps {
  opened: boolean;
  /** Of users that there are. */
  names: readonly string[];
  onClose: () => void;
  onAdded: (user: User) => void;
}

/** Adds a system user: a name, a password, and a preset; single permissions come with the pencil. */
export function AddUser({ opened, names, onClose, onAdded }: AddUserProps) {
  const { t } = useWords();
  return (
    <Sheet opened={opened} onClose={onClose} title={t("users.add")}>
      <Fields names={names} onAdded={onAdded} />
    </Sheet>
  );
}

const NO_FAULTS: Faults = { fields: {} };

function Fields({ names, onAdded }: Pick<AddUserProps, "names" | "onAdded">) {
  const { t } = useWords();
  const { may } = useSession();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [permissions, setPermissions] = useState<readonly Permission[]>([]);
  const [isBusy, setBusy] = useState(false);
  useUnsaved((name !== "" || password !== "" || permissions.length > 0) && !isBusy);
  const [faults, setFaults] = useState(NO_FAULTS);
  const element = useShownFault(faults);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setFaults(NO_FAULTS);
    try {
      const body = { name: name.trim(), password, permissions: [...permissions] };
      const added = await answerOf(api.POST("/api/v1/users", { body }));
      await queries.invalidateQueries({ queryKey: USERS_KEY });
      tellDone(t("users.added", { name: added.name }));
      onAdded(added);
    } catch (error) {
      setFaults(faultsOf(error, ["name", "password"]));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form className="sheet-form" ref={element} onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t("users.name")}
        description={t("users.nameHelp")}
        autoComplete="off"
        autoCapitalize="none"
        data-autofocus
        required
        withAsterisk={false}
        value={name}
        error={faults.fields.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <LookAlikeHint name={name} names={names} />
      <PasswordInput
        label={t("users.password")}
        description={t("users.passwordHelp")}
        autoComplete="new-password"
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ "aria-label": t("signIn.show"), tabIndex: 0 }}
        value={password}
        error={faults.fields.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <StrengthHint password={password} name={name} />
      {may("permissions") ? (
        <Presets value={permissions} onChange={setPermissions} />
      ) : (
        <p className="quiet">{t("users.noPresets")}</p>
      )}
      {faults.rest !== undefined && <ErrorState title={t("users.notAdded")}>{faults.rest}</ErrorState>}
      <div className="sheet-bar">
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy}>
          {t("users.add")}
        </Button>
      </div>
    </form>
  );
}
