const DAY_MS = 86_400_000;

const RFC_3339 = /^(\d{4}-\d\d-\d\d)[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(\.\d{1,9})?(Z|[+ -]\d\d:\d\d)$/i;

/**
 * Reads a time of RFC 3339, to the millisecond since 1970; `undefined`: it is none, or has no zone. A `+` that a query
 * turned into a blank is read as one.
 */
export function readTime(text: string): number | undefined {
  const [, day, clock, fraction = "", zone = ""] = RFC_3339.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const time = Date.parse(`${day}T${clock}${fraction.slice(0, 4)}${zone.replace(" ", "+").toUpperCase()}`);
  return Number.isNaN(time) ? undefined : time;
}

/** Not the 30th of February, which some engines read as a day of March. */
function isDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}

/** ISO 8601, without months and years, which have no certain length. */
const DURATION = /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?$/;

/** Reads a length of time such as `PT4H` or `P1DT12H`. Milliseconds; `undefined`: it is none. */
export function readDuration(text: string): number | undefined {
  const [whole, weeks, days, hours, minutes, seconds] = DURATION.exec(text) ?? [];
  if (whole === undefined || whole === "P") return undefined;
  const day = Number(weeks ?? 0) * 7 + Number(days ?? 0);
  return day * DAY_MS + Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000 + Number(seconds ?? 0) * 1_000;
}
