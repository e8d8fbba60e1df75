const DAY_MS = 24 * 3_600_000;
/** `2026-01-31`, or with a time, with or without a zone. A blank may stand for the `+` of a zone, or for the `T`. */
const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(\.\d{1,9})?)?(Z|[+ -]\d\d:?\d\d)?$/i;

/**
 * Reads a time of a query: ISO 8601, or seconds since 1970. Without a zone it is UTC. Gives milliseconds since 1970;
 * `null`: it is none.
 *
 * @param side  which moment a whole day or second means, as the bound of a range
 */
export function readTime(text: string, side: "first" | "last"): number | null {
  if (/^\d{1,12}(\.\d+)?$/.test(text)) {
    const ms = Math.floor(Number(text) * 1000);
    return side === "first" || text.includes(".") ? ms : ms + 999;
  }
  const [, day, clock, seconds, fraction, zone] = ISO.exec(text) ?? [];
  if (day === undefined) return null;
  const offset = (zone ?? "Z").replace(/^ /, "+").replace(/^([+-]\d\d):?(\d\d)$/, "$1:$2");
  const time = Date.parse(
    `${day}T${clock ?? "00:00"}${seconds ?? ":00"}${(fraction ?? "").slice(0, 4)}${offset.toUpperCase()}`,
  );
  if (Number.isNaN(time)) return null;
  if (side === "first" || fraction !== undefined) return time;
  if (clock === undefined) return time + DAY_MS - 1;
  return time + (seconds === undefined ? 60_000 : 1_000) - 1;
}
