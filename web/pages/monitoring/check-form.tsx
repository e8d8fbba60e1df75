import { Button, Select, Switch, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ApiError } from "../../api.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useOnce } from "../../parts/use-once.ts";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useWords } from "../../words/index.ts";
import { checkOf, type Draft, FAULT_FIELDS, type FieldsProps, KINDS } from "./draft.ts";
import { ProbeFields } from "./probe-fields.tsx";
import type { CheckDraft } from "./queries.ts";

interface CheckFormProps {
  initial: Draft;
  save: string;
  /** Stores it; `key` marks the attempt. */
  onSave: (check: CheckDraft, key: string) => Promise<void>;
  onClose: () => void;
}

const SPANS = ["30", "60", "120", "300", "600", "1800", "3600", "86400"] as const;

/** A check as a form: what it looks at, how often, who is told. */
export function CheckForm({ initial, save, onSave, onClose }: CheckFormProps) {
  const { t } = useWords();
  const [draft, setDraft] = useState(initial);
  const { once, isBusy } = useOnce();
  const [faults, setFaults] = useState<Faults>({ fields: {} });
  const element = useShownFault(faults);
  useUnsaved(JSON.stringify(draft) !== JSON.stringify(initial) && !isBusy);
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  async function submit(event: FormEvent) {
    event.preventDefault();
    setFaults({ fields: {} });
    const check = checkOf(draft);
    try {
      await once((key) => onSave(check, key), JSON.stringify(check));
    } catch (error) {
      const found = faultsOf(error, FAULT_FIELDS);
      const isTaken = error instanceof ApiError && error.status === 409 && found.fields.name !== undefined;
      setFaults(isTaken ? { fields: { name: t("monitoring.nameTaken") } } : found);
    }
  }
  const fields: FieldsProps = { draft, set, faults: faults.fields };
  return (
    <form className="sheet-form" ref={element} noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t("monitoring.name")}
        description={t("monitoring.nameHelp")}
        autoComplete="off"
        data-autofocus
        value={draft.name}
        error={faults.fields.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <Select
        label={t("monitoring.kind")}
        allowDeselect={false}
        data={KINDS.map((value) => ({ value, label: t(`monitoring.kind.${value}`) }))}
        value={draft.kind}
        onChange={(kind) => kind !== null && set({ kind, failures: kind === "heartbeat" ? "1" : "3" })}
      />
      <ProbeFields {...fields} />
      <Timing {...fields} />
      <Notify {...fields} />
      <Switch
        label={t("monitoring.enabled")}
        description={t("monitoring.enabledHelp")}
        checked={draft.enabled}
        onChange={(event) => set({ enabled: event.currentTarget.checked })}
      />
      {faults.rest !== undefined && <ErrorState title={t("monitoring.notSaved")}>{faults.rest}</ErrorState>}
      <div className="sheet-bar">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="submit" variant="filled" loading={isBusy}>
          {save}
        </Button>
      </div>
    </form>
  );
}

function Timing({ draft, set, faults }: FieldsProps) {
  const { t } = useWords();
  const known: readonly string[] = SPANS;
  const spans = known.includes(draft.everySeconds) ? known : [...known, draft.everySeconds];
  const spanLabel = (seconds: string) =>
    Number(seconds) % 3_600 === 0
      ? t("monitoring.hours", { count: Number(seconds) / 3_600 })
      : Number(seconds) % 60 === 0
        ? t("monitoring.minutes", { count: Number(seconds) / 60 })
        : t("monitoring.seconds", { count: Number(seconds) });
  const isHeartbeat = draft.kind === "heartbeat";
  return (
    <>
      <Select
        label={isHeartbeat ? t("monitoring.everyBeat") : t("monitoring.every")}
        allowDeselect={false}
        data={spans.map((value) => ({ value, label: spanLabel(value) }))}
        value={draft.everySeconds}
        error={faults.everySeconds}
        onChange={(everySeconds) => everySeconds !== null && set({ everySeconds })}
      />
      {!isHeartbeat && (
        <TextInput
          label={t("monitoring.timeout")}
          inputMode="numeric"
          value={draft.timeoutSeconds}
          error={faults.timeoutSeconds}
          onChange={(event) => set({ timeoutSeconds: event.currentTarget.value })}
        />
      )}
      <TextInput
        label={t("monitoring.failures")}
        description={t("monitoring.failuresHelp")}
        inputMode="numeric"
        value={draft.failures}
        error={faults.failures}
        onChange={(event) => set({ failures: event.currentTarget.value })}
      />
      <div className="check-pair">
        <TextInput
          label={t("monitoring.flappingChanges")}
          inputMode="numeric"
          value={draft.flappingChanges}
          error={faults["flapping.changes"]}
          onChange={(event) => set({ flappingChanges: event.currentTarget.value })}
        />
        <TextInput
          label={t("monitoring.flappingMinutes")}
          inputMode="numeric"
          value={draft.flappingMinutes}
          error={faults["flapping.minutes"]}
          onChange={(event) => set({ flappingMinutes: event.currentTarget.value })}
        />
        <p className="check-pair-help">{t("monitoring.flappingHelp")}</p>
      </div>
    </>
  );
}

function Notify({ draft, set, faults }: FieldsProps) {
  const { t } = useWords();
  return (
    <>
      <Select
        label={t("monitoring.notify")}
        allowDeselect={false}
        data={(["group", "policy", "nobody"] as const).map((value) => ({
          value,
          label: t(`monitoring.notify.${value}`),
        }))}
        value={draft.notify}
        onChange={(notify) => notify !== null && set({ notify })}
      />
      {draft.notify !== "nobody" && (
        <TextInput
          label={t(`monitoring.notified.${draft.notify}`)}
          autoComplete="off"
          value={draft.notified}
          error={faults.notify}
          onChange={(event) => set({ notified: event.currentTarget.value })}
        />
      )}
      {draft.notify !== "nobody" && (
        <Select
          label={t("alarms.severity")}
          allowDeselect={false}
          data={(["critical", "warning"] as const).map((value) => ({ value, label: t(`alarms.severity.${value}`) }))}
          value={draft.severity}
          onChange={(severity) => severity !== null && set({ severity })}
        />
      )}
    </>
  );
}
