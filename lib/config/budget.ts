import { BUDGET_KEYS, BUDGET_VALUES, readBudget, type SimBudget } from "../modem/index.ts";
import { no, ok, type Result } from "../result.ts";
import { listed } from "./parsers.ts";

/** `none`, or `perMinute=10,perDay=500`. */
export function parseBudget(text: string): Result<SimBudget> {
  if (text.trim() === "none") return ok({});
  const given = new Map<string, string>();
  for (const word of text.split(",")) {
    const [key = "", value = ""] = word.split("=").map((side) => side.trim());
    if (!(BUDGET_KEYS as readonly string[]).includes(key) || given.has(key)) {
      return no(`must be none, or ${listed(BUDGET_KEYS)} with a number, such as perHour=60,perDay=500`);
    }
    given.set(key, value);
  }
  const read = readBudget(given);
  return read.ok ? read : no(`${read.problem} must be ${BUDGET_VALUES}`);
}
