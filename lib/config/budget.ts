import { BUDGET_KEYS, BUDGET_VALUES, readBudget, type SimBudget } from "../modem/index.ts";
import type { Parsed } from "./option.ts";
import { listed } from "./parsers.ts";

/** `none`, or `perMinute=10,perDay=500`. */
export function parseBudget(text: string): Parsed<SimBudget> {
  if (text.trim() === "none") return { value: {} };
  const given = new Map<string, string>();
  for (const word of text.split(",")) {
    const [key = "", value = ""] = word.split("=").map((side) => side.trim());
    if (!(BUDGET_KEYS as readonly string[]).includes(key) || given.has(key)) {
      return { problem: `must be none, or ${listed(BUDGET_KEYS)} with a number, such as perHour=60,perDay=500` };
    }
    given.set(key, value);
  }
  const read = readBudget(given);
  return "wrong" in read ? { problem: `${read.wrong} must be ${BUDGET_VALUES}` } : { value: read.budget ?? {} };
}
