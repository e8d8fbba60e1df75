import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { answerOf, api, newIdempotencyKey } from "../../api.ts";
import { GROUPS_KEY, type Group } from "../../app/rota.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { LookAlikeHint } from "../../parts/look-alike-hint.tsx";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useWords } from "../../words/index.ts";
import { inWords } from "./refusal.ts";

interface AddGroupProps {
  opened: boolean;
  /** Of groups that there are. */
  names: readonly string[];
  onClose: () => void;
  onAdded: (group: Group) => void;
}

/** Makes a group; members come next, in its detail. */
export function AddGroup({ opened, names, onClose, onAdded }: AddGroupProps) {
  const { t } = useWords();
  return (
    <Sheet opened={opened} onClose={onClose} title={t("groups.add")} kind="dialog">
      <Fields names={names} onAdded={onAdded} />
    </Sheet>
  );
}

function Fields({ names, onAdded }: Pick<AddGroupProps, "names" | "onAdded">) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [isBusy, setBusy] = useState(false);
  useUnsaved(name !== "" && !isBusy);
  const [faults, setFaults] = useState<Faults>({ fields: {} });
  const element = useShownFault(faults);
  const attempt = useRef({ key: newIdempotencyKey(), name: "" });

  async function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === "") return setFaults({ fields: { name: t("groups.nameMissing") } });
    // Another name is another group.
    if (attempt.current.name !== wanted) attempt.current = { key: newIdempotencyKey(), name: wanted };
    setBusy(true);
    setFaults({ fields: {} });
    try {
      const params = { header: { "Idempotency-Key": attempt.current.key } };
      const group = await answerOf(api.POST("/api/v1/groups", { params, body: { name: wanted } }));
      await queries.invalidateQueries({ queryKey: GROUPS_KEY });
      onAdded(group);
    } catch (error) {
      setFaults(faultsOf(inWords(error), ["name"]));
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="sheet-form" ref={element} noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t("groups.name")}
        description={t("groups.nameHelp")}
        autoComplete="off"
        data-autofocus
        value={name}
        error={faults.fields.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <LookAlikeHint name={name} names={names} />
      {faults.rest !== undefined && <ErrorState title={t("groups.notAdded")}>{faults.rest}</ErrorState>}
      <div className="sheet-bar">
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy}>
          {t("groups.add")}
        </Button>
      </div>
    </form>
  );
}
