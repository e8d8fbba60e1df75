import type { Weekday } from "../../messages/index.ts";
import { MINUTES_OF_A_DAY, wallClock } from "../wall-clock.ts";

const MINUTE_MS = 60_000;
const DAY_MS = MINUTES_OF_A_DAY * MINUTE_MS;

/** The whole minutes between 1970-01-01T00:00 and what people in a zone read, both without a zone: it jumps. */
const wallMinute = (timeZone: string, at: number): number =>
  Math.floor(Date.parse(`${wallClock(timeZone, at).text.replace(" ", "T")}Z`) / MINUTE_MS);

/** @param day  number of a day, 0 is 1970-01-01, a Thursday */
export const weekdayOf = (day: number): Weekday => (((((day + 3) % 7) + 7) % 7) + 1) as Weekday;

/** A time in which the clock runs evenly. */
interface Stretch {
  from: number;
  until: number;
  /** Minutes by which the wall clock is ahead of UTC. */
  offset: number;
}

/** Cuts a time where the clock of a zone jumps, to the minute. */
export function evenStretches(timeZone: string, from: number, until: number): Stretch[] {
  const offsetAt = (at: number) => wallMinute(timeZone, at) - Math.floor(at / MINUTE_MS);
  const found: Stretch[] = [];
  let begin = from;
  for (let at = from; at < until; ) {
    const next = Math.min(at + DAY_MS, until);
    const offset = offsetAt(at);
    if (offsetAt(next) === offset) {
      at = next;
      continue;
    }
    const jump = firstWhere((minute) => offsetAt(minute * MINUTE_MS) !== offset, at, next);
    if (jump > begin) found.push({ from: begin, until: jump, offset });
    begin = jump;
    at = jump;
  }
  if (begin < until) found.push({ from: begin, until, offset: offsetAt(begin) });
  return found;
}

/** The first minute between two moments of which something holds that holds at the end. Milliseconds. */
function firstWhere(holds: (minute: number) => boolean, from: number, until: number): number {
  let before = Math.floor(from / MINUTE_MS);
  let after = Math.ceil(until / MINUTE_MS);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (holds(middle)) after = middle;
    else before = middle;
  }
  return Math.min(after * MINUTE_MS, until);
}
