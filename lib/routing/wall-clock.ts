import { createLru } from "../lru.ts";
import type { Weekday, WeeklyHours } from "../messages/index.ts";

export const MINUTES_OF_A_DAY = 1440;
const WEEKDAYS: readonly string[] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** What people in a time zone read from clock and calendar. */
interface WallClock {
  weekday: Weekday;
  /** After midnight. */
  minute: number;
  /** `2026-01-14 08:00:00` */
  text: string;
}

/** Whether a moment is within hours that repeat every week. */
export function covers(
  { weekdays, fromMinute, toMinute }: WeeklyHours,
  { weekday, minute }: Pick<WallClock, "weekday" | "minute">,
): boolean {
  const today = weekdays.includes(weekday);
  if (fromMinute < toMinute) return today && minute >= fromMinute && minute < toMinute;
  const dayBefore = weekday === 1 ? 7 : ((weekday - 1) as Weekday);
  return (today && minute >= fromMinute) || (weekdays.includes(dayBefore) && minute < toMinute);
}

/** 64: more than a gateway's rules and groups name. A name has many spellings, and some come with requests: a dry run's, say. */
const ZONES_KEPT = 64;
const clocks = createLru<string, Intl.DateTimeFormat>(ZONES_KEPT);

/** What people in a time zone read at a moment: summer time is in it. @param timeZone  a known one */
export function wallClock(timeZone: string, at: number): WallClock {
  let clock = clocks.get(timeZone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    clocks.set(timeZone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  const { weekday = "", year, month, day, hour, minute, second } = parts;
  return {
    weekday: (WEEKDAYS.indexOf(weekday) + 1) as Weekday,
    minute: Number(hour) * 60 + Number(minute),
    text: `${year}-${month}-${day} ${hour}:${minute}:${second}`,
  };
}

/** Whether this is the IANA name of a time zone, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-GB", { timeZone: name });
    return name !== "";
  } catch {
    return false;
  }
}
