import { no, ok, type Result } from "../result.ts";

/** How many parts a SIM may send; absent: as the gateway's setting says, infinite: any number. */
export interface SimBudget {
  minute?: number;
  hour?: number;
  day?: number;
  month?: number;
}

/** As they are written, behind a modem or in the gateway's setting. */
export const BUDGET_KEYS = ["perMinute", "perHour", "perDay", "perMonth"] as const;

type BudgetKey = (typeof BUDGET_KEYS)[number];

const PERIODS = { perMinute: "minute", perHour: "hour", perDay: "day", perMonth: "month" } as const;
/** 10 million parts: no SIM sends as many in a month (four a second); a larger number is a mistake. */
const MOST = 10_000_000;

/** Reads `perDay=500` and its like out of names and values; the problem is the name of the first value that is none. */
export function readBudget(given: ReadonlyMap<string, string>): Result<SimBudget, BudgetKey> {
  const budget: SimBudget = {};
  for (const key of BUDGET_KEYS) {
    const text = given.get(key);
    if (text === undefined) continue;
    const parts = text === "none" ? Number.POSITIVE_INFINITY : /^\d{1,8}$/.test(text) ? Number(text) : 0;
    if (parts < 1 || (parts > MOST && text !== "none")) return no(key);
    budget[PERIODS[key]] = parts;
  }
  return ok(budget);
}

/** What a value may be, for messages. */
export const BUDGET_VALUES = `a number of parts from 1 to ${MOST}, or none`;
