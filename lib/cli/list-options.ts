import { type Option, type Parsed, parseDuration, parseWhole, single } from "../config/index.ts";

const MOST_LISTED = 10_000;
/** Rows of a list without `--limit`: a screen. */
export const USUALLY_LISTED = 20;

/** `--limit`, the same for every list. */
export const limit: Option<number> = {
  flag: "limit",
  placeholder: "N",
  documentation: `At most this many, the newest; ${USUALLY_LISTED} by default.`,
  repeatable: false,
  parse: single(parseWhole(1, MOST_LISTED)),
};

/** `--json`, the same for every command that also has a form for programs. */
export const json: Option<boolean> = {
  flag: "json",
  documentation: "Print everything as JSON; times are milliseconds since 1970.",
  repeatable: false,
  parse: () => ({ value: true }),
};

/** A moment, or a time before now. */
export type Since = { at: number } | { agoMs: number };

/** `--since`: `2h` ago, a date, or a date with a time, in UTC unless it names an offset. */
export const since: Option<Since> = {
  flag: "since",
  placeholder: "TIME",
  documentation: "Nothing older: 30m, 12h or 7d ago, or a date such as 2026-01-05 or 2026-01-05T08:00:00Z (UTC).",
  repeatable: false,
  parse: single((text): Parsed<Since> => {
    const ago = parseDuration(text);
    if ("value" in ago) return { value: { agoMs: ago.value } };
    const [, day, time = "T00:00:00", zone = "Z"] =
      /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
    const at = day === undefined ? Number.NaN : Date.parse(`${day}${time}${zone}`);
    // Date.parse takes 30 February for 2 March.
    const isReal = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
    return isReal && !Number.isNaN(at)
      ? { value: { at } }
      : { problem: "must be a time such as 2h, 2026-01-05 or 2026-01-05T08:00:00Z" };
  }),
};
