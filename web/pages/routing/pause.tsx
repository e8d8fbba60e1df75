import { NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { useWords } from "../../words/index.ts";

const UNITS = ["86400", "3600", "60", "1"] as const;
type Unit = (typeof UNITS)[number];
const USUAL_SECONDS = 3_600;

interface PauseProps {
  /** Left out: the gateway's, an hour. */
  seconds: number | undefined;
  error: string | undefined;
  onChange: (seconds: number | undefined) => void;
}

/** How long a sender gets no second automatic answer. */
export function Pause({ seconds, error, onChange }: PauseProps) {
  const { t } = useWords();
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds ?? USUAL_SECONDS));
  const size = Number(unit);
  const count = (seconds ?? USUAL_SECONDS) / size;
  return (
    <div className="pause">
      <NumberInput
        label={t("routing.pause")}
        min={1}
        allowDecimal={false}
        value={count}
        error={error}
        onChange={(next) => onChange(next === "" ? undefined : Number(next) * size)}
      />
      <Select
        aria-label={t("routing.pauseUnit")}
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

/** The largest in which it is a whole number. */
const unitOf = (seconds: number): Unit => UNITS.find((unit) => seconds % Number(unit) === 0) ?? "1";
