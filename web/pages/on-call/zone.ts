/** Days and times by the clock of a time zone. A day is `2026-11-30`; minutes are after its midnight. */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What the clock of a zone shows. */
export function wallAt(zone: string, instant: number): { day: string; minute: number } {
  const wall = new Date(asIfUtc(zone, instant)).toISOString();
  return { day: wall.slice(0, 10), minute: Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16)) };
}

/** When the clock of a zone shows that. A time that it leaves out is the moment after; of two it is the first. */
export function instantAt(zone: string, day: string, minute: number): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS;
  const offsetAt = (instant: number) => asIfUtc(zone, instant) - instant;
  // The clock before and after any change that is near.
  const offsets = [offsetAt(wanted - DAY_MS), offsetAt(wanted + DAY_MS)];
  const found = offsets.map((offset) => wanted - offset).filter((instant) => asIfUtc(zone, instant) === wanted);
  return found.length > 0 ? Math.min(...found) : wanted - Math.min(...offsets);
}

/** The day so many days later. */
export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The Monday of the week of a day. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** Whether a text of the URL is a day that there is. */
export const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true;

/** What the clock shows, to the minute, as the milliseconds of a clock without zone. */
function asIfUtc(zone: string, instant: number): number {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      hourCycle: "h23",
    });
    clocks.set(zone, clock);
  }
  const read: Record<string, number> = {};
  for (const { type, value } of clock.formatToParts(instant)) read[type] = Number(value);
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = read;
  return Date.UTC(year, month - 1, day, hour, minute);
}
