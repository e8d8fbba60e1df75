import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answerOf, api } from "../../api.ts";
import { OPT_OUTS_KEY } from "../../app/opt-outs.tsx";
import { phoneText } from "../../format.ts";
import { ErrorState } from "../../parts/error-state.tsx";
import { type Faults, faultsOf } from "../../parts/faults.ts";
import { CancelButton, Sheet } from "../../parts/sheet.tsx";
import { tellDone } from "../../parts/undo.tsx";
import { useUnsaved } from "../../parts/unsaved.ts";
import { useShownFault } from "../../parts/use-shown-fault.ts";
import { useWords } from "../../words/index.ts";
import { Reason } from "./reason.tsx";

interface AddOptOutProps {
  opened: boolean;
  /** What stands in the field at first. */
  number: string;
  onClose: () => void;
  onAdded: (number: string) => void;
}

/** Opts a number out by hand. */
export function AddOptOut({ opened, ...fields }: AddOptOutProps) {
  const { t } = useWords();
  return (
    <Sheet opened={opened} onClose={fields.onClose} title={t("optOuts.add")}>
      <Fields {...fields} />
    </Sheet>
  );
}

function Fields({ number: given, onAdded }: Pick<AddOptOutProps, "number" | "onAdded">) {
  const { t } = useWords();
  const queries = useQueryClient();
  const [number, setNumber] = useState(given);
  const [reason, setReason] = useState("");
  const [isBusy, setBusy] = useState(false);
  useUnsaved((number !== given || reason !== "") && !isBusy);
  const [faults, setFaults] = useState<Faults>({ fields: {} });
  const element = useShownFault(faults);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!/\d/.test(number)) return setFaults({ fields: { number: t("optOuts.notNumber") } });
    setBusy(true);
    setFaults({ fields: {} });
    try {
      const why = reason.trim();
      const body = { number: number.trim(), ...(why !== "" && { reason: why }) };
      const added = await answerOf(api.POST("/api/v1/opt-outs", { body }));
      await queries.invalidateQueries({ queryKey: OPT_OUTS_KEY });
      const cancelled =
        added.cancelled === 0 ? t("optOuts.cancelledNone") : t("optOuts.cancelled", { count: added.cancelled });
      tellDone(`${t("optOuts.added", { number: phoneText(added.number) })} ${cancelled}`);
      onAdded(added.number);
    } catch (error) {
      const found = faultsOf(error, ["number", "reason"]);
      setFaults(found.fields.number === undefined ? found : { fields: { number: t("optOuts.notNumber") } });
    } finally {
      setBusy(false);
    }
  }
  return (
    <form className="sheet-form" ref={element} noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        type="tel"
        inputMode="tel"
        label={t("optOuts.number")}
        description={t("optOuts.numberHelp")}
        autoComplete="off"
        data-autofocus
        value={number}
        error={faults.fields.number}
        onChange={(event) => setNumber(event.currentTarget.value)}
      />
      <Reason value={reason} error={faults.fields.reason} onChange={setReason} />
      <p className="quiet">{t("optOuts.addHelp")}</p>
      {faults.rest !== undefined && <ErrorState title={t("optOuts.notAdded")}>{faults.rest}</ErrorState>}
      <div className="sheet-bar">
        <CancelButton />
        <Button type="submit" variant="filled" loading={isBusy}>
          {t("optOuts.add")}
        </Button>
      </div>
    </form>
  );
}
