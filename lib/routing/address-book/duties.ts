import type { Override, Rota, Shift } from "../../messages/index.ts";
import { MINUTES_OF_A_DAY } from "../wall-clock.ts";
import { evenStretches, weekdayOf } from "./even-stretches.ts";
import { besides, standIn } from "./on-call.ts";

const MINUTE_MS = 60_000;
/** Two days: longer than any shift, also on a day on which the clock is put back. */
const LONGEST_MS = 2 * MINUTES_OF_A_DAY * MINUTE_MS;

interface Period {
  /** Milliseconds since 1970. */
  from: number;
  /** Just before this. */
  until: number;
}

/** A time for which one member is on call. */
interface Duty extends Period {
  contactId: number;
  /** Whose it is by the schedule, when that is somebody else. */
  insteadOf?: number;
  /** Its place in the list of shifts; absent for somebody who is on call besides. */
  shift?: number;
}

/**
 * Who is on call at some time within a period: each shift once a day, from its beginning to its end, cut where somebody stands
 * in for a part of it. In the order of their beginnings. Nothing without a schedule, where everybody is meant at all times.
 */
export function dutiesOf(rota: Pick<Rota, "schedule" | "overrides">, { from, until }: Period): Duty[] {
  const { schedule, overrides } = rota;
  if (schedule === undefined) return [];
  const isWithin = (period: Period) => period.from < until && period.until > from;
  const stretches = evenStretches(schedule.timeZone, from - LONGEST_MS, until + LONGEST_MS);
  const duties = schedule.shifts.flatMap((shift, index) =>
    stretches
      .flatMap((stretch) => occurrencesOf(shift, stretch))
      .reduce(joined, [])
      .filter(isWithin)
      .flatMap((period) => cutBy(overrides, period, shift.contactId).map((duty) => ({ ...duty, shift: index }))),
  );
  return [...duties, ...besides(overrides)].filter(isWithin).toSorted((a, b) => a.from - b.from || a.until - b.until);
}

/** Times of a schedule at which nobody is on call. */
export function gapsOf(duties: readonly Duty[], { from, until }: Period): Period[] {
  const gaps: Period[] = [];
  let covered = from;
  for (const duty of duties) {
    if (duty.from > covered) gaps.push({ from: covered, until: duty.from });
    covered = Math.max(covered, duty.until);
  }
  if (covered < until) gaps.push({ from: covered, until });
  return gaps;
}

interface Occurrence extends Period {
  /** Number of the day on which it begins. */
  day: number;
}

function occurrencesOf(shift: Shift, { from, until, offset }: Period & { offset: number }): Occurrence[] {
  const { fromMinute: begin, toMinute } = shift;
  const end = toMinute > begin ? toMinute : toMinute + MINUTES_OF_A_DAY;
  const instantOf = (wall: number) => (wall - offset) * MINUTE_MS;
  const dayOf = (at: number) => Math.floor((at / MINUTE_MS + offset) / MINUTES_OF_A_DAY);
  const found: Occurrence[] = [];
  for (let day = dayOf(from) - 1; day <= dayOf(until); day += 1) {
    if (!shift.weekdays.includes(weekdayOf(day))) continue;
    const first = Math.max(from, instantOf(day * MINUTES_OF_A_DAY + begin));
    const last = Math.min(until, instantOf(day * MINUTES_OF_A_DAY + end));
    if (first < last) found.push({ day, from: first, until: last });
  }
  return found;
}

/** A shift that goes on while the clock jumps is one. */
function joined(before: Occurrence[], next: Occurrence): Occurrence[] {
  const last = before.at(-1);
  if (last?.day === next.day && last.until === next.from) last.until = next.until;
  else before.push({ ...next });
  return before;
}

/** Splits the duty of a member at the edges of overrides that take it over. */
function cutBy(overrides: readonly Override[], { from, until }: Period, contactId: number): Duty[] {
  const mine = overrides.filter(
    (override) => override.insteadOf === contactId && override.from < until && override.until > from,
  );
  const edges = mine
    .flatMap((override) => [override.from, override.until])
    .filter((edge) => edge > from && edge < until);
  const ends = [...new Set([...edges, until])].toSorted((a, b) => a - b);
  return ends.map((end, index) => {
    const begin = ends[index - 1] ?? from;
    const covering = mine.filter((override) => override.from <= begin && begin < override.until);
    const there = standIn(contactId, covering);
    return { contactId: there, from: begin, until: end, ...(there === contactId ? {} : { insteadOf: contactId }) };
  });
}
