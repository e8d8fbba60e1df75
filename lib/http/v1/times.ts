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
