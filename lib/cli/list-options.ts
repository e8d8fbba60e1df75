import { parseDuration, parseWhole } from "../config/index.ts";
import { defined } from "../defined.ts";
import { SEARCH_CHARACTERS } from "../limits.ts";
import type { AnyMessage, MessageArchive, MessagePlace, SearchFilter } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { option, text, toggle } from "./options.ts";

/** 10,000 rows: more than a person reads; the list is held in memory. */
const MOST_LISTED = 10_000;
/** 20 rows without `--limit`: they fit on a screen. */
export const USUALLY_LISTED = 20;

/** `--number`, the same for every list of messages. */
export const number = text("number", "NUMBER", "Only messages to or from this number.");

/** `--search`, the same for every list of messages. */
export const search = option("search", "TEXT", {
  documentation: "Only messages whose text or number contains this, in whatever case.",
  parse: (text) =>
    text.length > 0 && text.length <= SEARCH_CHARACTERS
      ? ok(text)
      : no(`must have 1 to ${SEARCH_CHARACTERS} characters`),
});

/** `--limit`, the same for every list. */
export const limit = option("limit", "N", {
  documentation: `At most this many, the newest; ${USUALLY_LISTED} by default.`,
  parse: parseWhole(1, MOST_LISTED),
});

/** `--json`, the same for every command that also has a form for programs. */
export const json = toggle("json", "Print everything as JSON; times are milliseconds since 1970.");

/** A time as it was given: a moment, with the last millisecond of the day or second that was named, or a time before now. */
type GivenTime = { first: number; last: number } | { agoMs: number };

/** `--since`: `2h` ago, a date, or a date with a time, in UTC unless it names an offset. */
export const since = option<GivenTime>("since", "TIME", {
  documentation: "Nothing older: 30m, 12h or 7d ago, or a date such as 2026-01-05 or 2026-01-05T08:00:00Z (UTC).",
  parse: parseTime,
});

/** `--until`, written as `--since`. */
export const until = option<GivenTime>("until", "TIME", {
  documentation: "Nothing newer, written as --since; a date means all of that day.",
  parse: parseTime,
});

/** `--since` and `--until` as bounds of a list, milliseconds since 1970, both within it. */
export function boundsOf(
  flags: { since?: GivenTime | undefined; until?: GivenTime | undefined },
  now: number,
): { from?: number; until?: number } {
  const at = (given: GivenTime, side: "first" | "last") => ("agoMs" in given ? now - given.agoMs : given[side]);
  return {
    ...(flags.since === undefined ? {} : { from: at(flags.since, "first") }),
    ...(flags.until === undefined ? {} : { until: at(flags.until, "last") }),
  };
}

/** The newest messages of the list, page by page: a search may take several to find them. @throws StoreFailure */
export async function newestOf(
  archive: Pick<MessageArchive, "page">,
  filter: SearchFilter,
  limit = USUALLY_LISTED,
): Promise<AnyMessage[]> {
  const found: AnyMessage[] = [];
  let after: MessagePlace | undefined;
  do {
    const page = { limit: limit - found.length, order: "newest" as const, ...defined({ after }) };
    const { messages, next } = await archive.page(filter, page);
    found.push(...messages);
    after = next;
  } while (after !== undefined && found.length < limit);
  return found;
}

const DAY_MS = 24 * 3_600_000;

/** `2h`, a date, or a date with a time. */
export function parseTime(text: string): Result<GivenTime> {
  const ago = parseDuration(text);
  if (ago.ok) return ok({ agoMs: ago.value });
  const [, day, time, zone = "Z"] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d)?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const first = day === undefined ? Number.NaN : Date.parse(`${day}${time ?? "T00:00:00"}${zone}`);
  // Date.parse takes 30 February for 2 March.
  const isReal = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day);
  return isReal && !Number.isNaN(first)
    ? ok({ first, last: first + (time === undefined ? DAY_MS : 1_000) - 1 })
    : no("must be a time such as 2h, 2026-01-05 or 2026-01-05T08:00:00Z");
}
