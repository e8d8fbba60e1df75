import { currentLanguage } from "../../words/index.ts";

const UNITS = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** `5 minutes`, `90 minutes`: in the largest unit in which it is a whole number. */
export function useTimes(): (seconds: number) => string {
  return (seconds) => {
    const [unit, size] = UNITS.find(([, each]) => seconds % each === 0) ?? ["second", 1];
    const format = new Intl.NumberFormat(currentLanguage(), { style: "unit", unit, unitDisplay: "long" });
    return format.format(seconds / size);
  };
}
