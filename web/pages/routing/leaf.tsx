import { Checkbox, Chip, Select, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { NameField } from "../../parts/name-field.tsx";
import { SearchSelect } from "../../parts/search-select.tsx";
import { StateShape } from "../../parts/state-badge.tsx";
import { useWords } from "../../words/index.ts";
import { DAYS, type Hours, type LeafNode, type Operator, type Subject, TESTS } from "./draft.ts";
import { CHANNELS, dayName, leafText, MESSAGE_KINDS } from "./say.ts";

const SUBJECTS = Object.keys(TESTS) as Subject[];
const ZONES = Intl.supportedValuesOf("timeZone");

interface LeafProps {
  leaf: LeafNode;
  onChange: (leaf: LeafNode) => void;
  error: string | undefined;
  /** This test settled the outcome of the dry run. */
  decided: { held: boolean } | undefined;
  menu: ReactNode;
}

/** One test, as a sentence whose words can be chosen: what, how, which. */
export function Leaf({ leaf, onChange, error, decided, menu }: LeafProps) {
  const { t } = useWords();
  const { subject, operator, not } = leaf;
  const operators: readonly Operator[] = TESTS[subject];
  const set = (change: Partial<LeafNode>) => onChange({ ...leaf, ...change });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a flex box that wraps in every browser
    <div
      className="leaf"
      role="group"
      aria-label={leafText(leaf, t)}
      data-decided={decided === undefined ? undefined : decided.held ? "held" : "failed"}
    >
      <div className="leaf-words">
        <Select
          className="leaf-subject"
          aria-label={t("routing.what")}
          data={SUBJECTS.map((value) => ({ value, label: t(`routing.subject.${value}`) }))}
          value={subject}
          onChange={(value) => {
            const next = SUBJECTS.find((each) => each === value);
            if (next === undefined || next === subject) return;
            set({ subject: next, operator: TESTS[next][0], not: false, value: firstValue(next) });
          }}
        />
        <Select
          className="leaf-operator"
          aria-label={t("routing.how")}
          data={operators.flatMap((each) => [
            { value: each, label: t(`routing.op.${each}`) },
            { value: `not ${each}`, label: t(`routing.not.${each}`) },
          ])}
          value={not ? `not ${operator}` : operator}
          onChange={(value) => {
            const next = operators.find((each) => value === each || value === `not ${each}`);
            if (next !== undefined) set({ operator: next, not: value !== next });
          }}
        />
        <Value leaf={leaf} set={set} error={error} />
        {menu}
      </div>
      {subject === "text" && (
        <Checkbox
          className="leaf-case"
          label={t("routing.ignoreCase")}
          checked={leaf.ignoreCase}
          onChange={(event) => set({ ignoreCase: event.currentTarget.checked })}
        />
      )}
      {operator === "matches" && <p className="leaf-help quiet">{t("routing.patternHelp")}</p>}
      {subject === "during" && <HoursFields hours={leaf.hours} onChange={(hours) => set({ hours })} error={error} />}
      {decided !== undefined && (
        <p className="leaf-decided">
          <StateShape shape={decided.held ? "check" : "dash"} />
          {t(decided.held ? "routing.decidedHeld" : "routing.decidedFailed")}
        </p>
      )}
    </div>
  );
}

const firstValue = (subject: Subject): string => ({ channel: "sms", kind: "text" })[subject as string] ?? "";

interface ValueProps {
  leaf: LeafNode;
  set: (change: Partial<LeafNode>) => void;
  error: string | undefined;
}

function Value({ leaf: { subject, operator, value }, set, error }: ValueProps) {
  const { t } = useWords();
  const label = t("routing.which");
  if (operator === "known" || subject === "during") return <span className="leaf-value" />;
  if (operator === "contact" || operator === "group" || subject === "modem") {
    const of = operator === "contact" || operator === "group" ? operator : "modem";
    return (
      <div className="leaf-value">
        <NameField of={of} label={label} isBare value={value} onChange={(next) => set({ value: next })} error={error} />
      </div>
    );
  }
  if (subject === "channel" || subject === "kind") {
    const data =
      subject === "channel"
        ? CHANNELS.map((each) => ({ value: each, label: t(`routing.channel.${each}`) }))
        : MESSAGE_KINDS.map((each) => ({ value: each, label: t(`routing.kind.${each}`) }));
    return (
      <Select
        className="leaf-value"
        aria-label={label}
        data={data}
        value={value}
        error={error}
        onChange={(next) => next !== null && set({ value: next })}
      />
    );
  }
  return (
    <TextInput
      className="leaf-value"
      aria-label={label}
      autoComplete="off"
      spellCheck={false}
      data-code={operator === "matches" || undefined}
      value={value}
      error={error}
      onChange={(event) => set({ value: event.currentTarget.value })}
    />
  );
}

interface HoursFieldsProps {
  hours: Hours;
  onChange: (hours: Hours) => void;
  error: string | undefined;
}

function HoursFields({ hours, onChange, error }: HoursFieldsProps) {
  const { t } = useWords();
  const set = (change: Partial<Hours>) => onChange({ ...hours, ...change });
  return (
    <div className="leaf-hours">
      <Chip.Group
        multiple
        value={[...hours.weekdays]}
        onChange={(chosen) => set({ weekdays: DAYS.filter((day) => chosen.includes(day)) })}
      >
        <div className="leaf-days">
          {DAYS.map((day, index) => (
            <Chip key={day} value={day} size="xs">
              {dayName(index)}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <div className="leaf-times">
        <TextInput
          type="time"
          label={t("routing.from")}
          value={hours.from}
          onChange={(event) => set({ from: event.currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t("routing.until")}
          value={hours.to === "24:00" ? "00:00" : hours.to}
          onChange={(event) => set({ to: event.currentTarget.value })}
        />
        <SearchSelect
          label={t("routing.zone")}
          clearable
          limit={50}
          placeholder={t("routing.ownZone")}
          data={hours.timeZone === "" || ZONES.includes(hours.timeZone) ? ZONES : [hours.timeZone, ...ZONES]}
          value={hours.timeZone === "" ? null : hours.timeZone}
          onChange={(next) => set({ timeZone: next ?? "" })}
        />
      </div>
      {error !== undefined && <p className="leaf-error">{error}</p>}
    </div>
  );
}
