import { wallClock } from "../routing/index.ts";

/** `2026-11-29 18:37:07`, with what a database may write behind: fractions, an offset. */
const TIME = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:(Z)|([+-])(\d{2})(?::?(\d{2}))?)?$/;

/**
 * The moment that a clock on a wall in a time zone showed, in milliseconds since 1970; `undefined` when the text is no time. Of an hour
 * that comes twice, when summer time ends, it is the first.
 */
export function instantOf(text: string | null | undefined, timeZone: string): number | undefined {
  const match = TIME.exec(text?.trim() ?? "");
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
  const [sign, hours, minutes] = match.slice(8);
  if (year < 1990 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59) return undefined;
  if (match[7] !== undefined) return asUtc;
  if (sign !== undefined) {
    const offset = (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000;
    return sign === "+" ? asUtc - offset : asUtc + offset;
  }
  if (timeZone === "UTC") return asUtc;
  // The offset of the day before is that of the hour before a change too; the second look finds the one after it.
  const before = asUtc - offsetAt(asUtc - DAY_MS, timeZone);
  if (shown(before, timeZone) === asUtc) return before;
  return asUtc - offsetAt(asUtc + DAY_MS, timeZone);
}

const DAY_MS = 86_400_000;

const offsetAt = (at: number, timeZone: string) => shown(at, timeZone) - Math.floor(at / 1_000) * 1_000;

/** What the wall shows, as if it were UTC. */
const shown = (at: number, timeZone: string) => Date.parse(`${wallClock(timeZone, at).text.replace(" ", "T")}Z`);
