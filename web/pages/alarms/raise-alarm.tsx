import { Button, Select, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { ALARMS_KEY, type Alarm, policiesQuery } from "../../app/alarms.ts";
import { useSession } from "../../app/session.tsx";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { NameField } from "../../parts/name-field.tsx";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useOnce } from "../../parts/use-once.ts";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useWords } from "../../words/index.ts";

interface RaiseAlarmProps {
  opened: boolean;
  onClose: () => void;
  /** @param id  of the alarm */
  onRaised: (id: number) => void;
}

/** Somebody has noticed something and calls whoever is on call. */
export function RaiseAlarm({ opened, onClose, onRaised }: RaiseAlarmProps) {
  const { t } = useWords();
  return (
    <Sheet opened={opened} onClose={onClose} title={t("alarms.raise")}>
      <Fields onRaised={onRaised} />
    </Sheet>
  );
}

const SEVERITIES = ["info", "warning", "critical"] as const satisfies readonly Alarm["severity"][];

function Fields({ onRaised }: Pick<RaiseAlarmProps, "onRaised">) {
  const { t } = useWords();
  const queries = useQueryClient();
  const { may } = useSession();
  const { once, isBusy } = useOnce();
  const { data: policies = [] } = useQuery({ ...policiesQuery, enabled: may("alarm-policies") });
  const [typed, setTyped] = useState<string>();
  const [values, setValues] = useState({ text: "", severity: "warning" as Alarm["severity"] });
  // Where there is one, nothing is to be chosen.
  const policy = typed ?? (policies.length === 1 ? policies[0]?.name : undefined) ?? "";
  const [faults, setFaults] = useState<Faults>({ fields: {} });
  const element = useShownFault(faults);
  useUnsaved(values.text !== "" && !isBusy);
  const set = (change: Partial<typeof values>) => setValues({ ...values, ...change });

  function submit(event: FormEvent) {
    event.preventDefault();
    const body = { ...values, policy: policy.trim() };
    const fields = {
      ...(body.policy === "" && { policy: t("alarms.policyMissing") }),
      ...(body.text.trim() === "" && { text: t("alarms.textMissing") }),
    };
    setFaults({ fields });
    if (Object.keys(fields).length > 0) return;
    void once(async (key) => {
      try {
        const params = { header: { "Idempotency-Key": key } };
        const alarm = await answerOf(api.POST("/api/v1/alarms", { params, body }));
        await queries.invalidateQueries({ queryKey: ALARMS_KEY });
        onRaised(alarm.id);
      } catch (error) {
        const found = faultsOf(error, ["policy", "text"]);
        const noPolicy = found.fields.policy !== undefined && { policy: t("alarms.noSuchPolicy") };
        setFaults({ ...found, fields: { ...found.fields, ...noPolicy } });
      }
    }, JSON.stringify(body));
  }
  return (
    <form className="sheet-form" ref={element} noValidate onSubmit={submit}>
      <p className="quiet">{t("alarms.raiseHelp")}</p>
      <NameField
        of="policy"
        label={t("alarms.policy")}
        value={policy}
        onChange={setTyped}
        error={faults.fields.policy}
      />
      <Textarea
        label={t("alarms.text")}
        autosize
        minRows={3}
        maxLength={2_000}
        value={values.text}
        error={faults.fields.text}
        onChange={(event) => set({ text: event.currentTarget.value })}
      />
      <Select
        label={t("alarms.severity")}
        allowDeselect={false}
        data={SEVERITIES.map((value) => ({ value, label: t(`alarms.severity.${value}`) }))}
        value={values.severity}
        onChange={(value) => value !== null && set({ severity: value as Alarm["severity"] })}
      />
      {faults.rest !== undefined && <ErrorState title={t("alarms.notRaised")}>{faults.rest}</ErrorState>}
      <div className="sheet-bar">
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy}>
          {t("alarms.raise")}
        </Button>
      </div>
    </form>
  );
}
