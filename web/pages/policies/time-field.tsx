import { NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../words/index.ts";

const UNITS = ["86400", "3600", "60", "1"] as const;
type Unit = (typeof UNITS)[number];

interface TimeFieldProps {
  label: string;
  seconds: number;
  error: string | undefined;
  onChange: (seconds: number) => void;
}

/** A length of time: a number and its unit. */
export function TimeField({ label, seconds, error, onChange }: TimeFieldProps) {
  const { t } = useWords();
  const [unit, setUnit] = useState<Unit>(() => UNITS.find((each) => seconds % Number(each) === 0) ?? "1");
  const count = seconds / Number(unit);
  return (
    <div className="policy-time">
      <NumberInput
        label={label}
        min={1}
        allowDecimal={false}
        value={count}
        error={error}
        onChange={(next) => onChange(Math.max(1, Number(next)) * Number(unit))}
      />
      <Select
        aria-label={t("policies.unitOf", { label })}
        allowDeselect={false}
        data={UNITS.map((value) => ({ value, label: t(`routing.unit.${value}`) }))}
        value={unit}
        onChange={(next) => {
          const chosen = UNITS.find((each) => each === next);
          if (chosen === undefined) return;
          setUnit(chosen);
          onChange(Math.max(1, Math.round(count)) * Number(chosen));
        }}
      />
    </div>
  );
}
