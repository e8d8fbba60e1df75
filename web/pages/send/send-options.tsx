import { Button, Select } from "@mantine/core";
import { DatesProvider, DateTimePicker } from "@mantine/dates";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useState } from "react";
import "dayjs/locale/de";
import { useSession } from "../../app/session.tsx";
import { momentText, zoneText } from "../../format.ts";
import { useNarrow } from "../../parts/narrow.ts";
import { Sheet } from "../../parts/sheet.tsx";
import { useWords } from "../../words/index.ts";
import { type Draft, instantOf, localText } from "./draft.ts";

interface SendOptionsProps {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  /** The time has passed. */
  isPast: boolean;
}

/** When and how it is sent: fields in a row; on a telephone a button that says it, and opens them. */
export function SendOptions(props: SendOptionsProps) {
  const { t } = useWords();
  const isNarrow = useNarrow();
  const [isOpen, setOpen] = useState(false);
  if (!isNarrow) {
    return (
      <div className="send-options">
        <OptionFields {...props} />
      </div>
    );
  }
  return (
    <>
      <Button
        fullWidth
        justify="start"
        fw={400}
        color={props.isPast ? "red" : "gray"}
        leftSection={<IconAdjustmentsHorizontal size={18} stroke={1.5} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        <OptionsText {...props} />
      </Button>
      <Sheet
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t("send.options")}
        footer={
          <Button variant="filled" onClick={() => setOpen(false)}>
            {t("send.optionsDone")}
          </Button>
        }
      >
        <OptionFields {...props} />
      </Sheet>
    </>
  );
}

/** *Now · SMS · Normal* */
function OptionsText({ draft: { at, kind, channel, priority }, isPast }: SendOptionsProps) {
  const { t } = useWords();
  const { me } = useSession();
  const when = at === null ? t("send.whenNow") : isPast ? t("send.past") : momentText(instantOf(at));
  const how = [
    when,
    ...(kind === "text" ? [] : [t(`send.kind.${kind}`)]),
    ...(kind === "text" && me.telegram ? [t(`send.channel.${channel}`)] : []),
    ...(priority === "normal" && kind !== "text" ? [] : [t(`send.priorityShort.${priority}`)]),
  ];
  return how.join(" · ");
}

const KINDS = ["text", "flash", "ring"] as const satisfies readonly Draft["kind"][];
const CHANNELS = ["sms", "telegram", "auto"] as const satisfies readonly Draft["channel"][];
const PRIORITIES = ["high", "normal", "low"] as const satisfies readonly Draft["priority"][];
const HOUR_MS = 3_600_000;

function OptionFields({ draft, onChange, isPast }: SendOptionsProps) {
  const { t, language } = useWords();
  const { me } = useSession();
  const { at, kind, channel, priority } = draft;
  return (
    <>
      <Select
        label={t("send.when")}
        value={at === null ? "now" : "at"}
        data={[
          { value: "now", label: t("send.whenNow") },
          { value: "at", label: t("send.whenAt") },
        ]}
        onChange={(value) => onChange({ at: value === "at" ? nextFullHour() : null })}
      />
      {at !== null && (
        <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
          <DateTimePicker
            size="sm"
            label={t("send.at", { zone: zoneText() })}
            value={at}
            valueFormat="D MMM YYYY, HH:mm"
            minDate={localText(new Date())}
            error={isPast ? t("send.past") : undefined}
            submitButtonProps={{ "aria-label": t("send.atDone") }}
            onChange={(value) => value !== null && onChange({ at: value })}
          />
        </DatesProvider>
      )}
      <Choice
        label={t("send.kind")}
        value={kind}
        values={KINDS}
        wordOf={(value) => t(`send.kind.${value}`)}
        onChange={(value) => onChange({ kind: value })}
      />
      {me.telegram && kind === "text" && (
        <Choice
          label={t("send.channel")}
          value={channel}
          values={CHANNELS}
          wordOf={(value) => t(`send.channel.${value}`)}
          onChange={(value) => onChange({ channel: value })}
        />
      )}
      <Choice
        label={t("send.priority")}
        value={priority}
        values={PRIORITIES}
        wordOf={(value) => t(`send.priority.${value}`)}
        onChange={(value) => onChange({ priority: value })}
      />
    </>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  values: readonly Value[];
  wordOf: (value: Value) => string;
  onChange: (value: Value) => void;
}

function Choice<Value extends string>({ label, value, values, wordOf, onChange }: ChoiceProps<Value>) {
  const data = values.map((each) => ({ value: each, label: wordOf(each) }));
  return <Select<Value> label={label} value={value} data={data} onChange={(next) => next !== null && onChange(next)} />;
}

function nextFullHour(): string {
  const hour = Math.ceil((Date.now() + HOUR_MS / 2) / HOUR_MS) * HOUR_MS;
  return localText(new Date(hour));
}
