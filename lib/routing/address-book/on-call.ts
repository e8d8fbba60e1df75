import type { Group, Member, Override, Schedule } from "../../messages/index.ts";
import { covers, isTimeZone, MINUTES_OF_A_DAY, wallClock } from "../wall-clock.ts";

/**
 * Who of a group is meant at a moment: all members without a schedule, otherwise those whose shift covers it, or who are
 * there instead of them, in the order of the members. Nobody when the schedule has a gap.
 *
 * @param now  milliseconds since 1970
 */
export function onCall(group: Group, now: number): readonly Member[] {
  const { schedule } = group;
  if (schedule === undefined) return group.members;
  const clock = wallClock(schedule.timeZone, now);
  const at = group.overrides.filter(({ from, until }) => from <= now && now < until);
  const meant = schedule.shifts.filter((shift) => covers(shift, clock)).map((shift) => standIn(shift.contactId, at));
  const ids = new Set([...meant, ...besides(at).map(({ contactId }) => contactId)]);
  return group.members.filter((member) => ids.has(member.id));
}

/** Who is there for a member, of the overrides of that moment. */
export const standIn = (contactId: number, overrides: readonly Override[]): number =>
  overrides.findLast(({ insteadOf }) => insteadOf === contactId)?.contactId ?? contactId;

/** Those who are on call in nobody's place. */
export const besides = (overrides: readonly Override[]): Override[] =>
  overrides.filter(({ insteadOf }) => insteadOf === undefined);

/** Why a schedule cannot be kept; `undefined` when it can. */
export function scheduleProblem({ timeZone, shifts }: Schedule): string | undefined {
  if (!isTimeZone(timeZone)) return "unknown time zone; write it like Europe/Berlin";
  for (const { weekdays, fromMinute, toMinute } of shifts) {
    if (weekdays.length === 0) return "a shift needs at least one weekday";
    if (!isWhole(fromMinute, 0, MINUTES_OF_A_DAY - 1)) return "a shift begins between 00:00 and 23:59";
    if (!isWhole(toMinute, 1, MINUTES_OF_A_DAY)) return "a shift ends between 00:01 and 24:00";
    if (weekdays.some((day) => !isWhole(day, 1, 7))) return "weekdays are 1 (Monday) to 7 (Sunday)";
  }
  return undefined;
}

/** Why overrides cannot be kept; `undefined` when they can. */
export function overridesProblem(overrides: readonly Override[]): string | undefined {
  for (const { contactId, insteadOf, from, until } of overrides) {
    if (!(Number.isSafeInteger(from) && Number.isSafeInteger(until) && from < until))
      return "an override ends after it begins";
    if (contactId === insteadOf) return "nobody stands in for themselves";
  }
  return undefined;
}

const isWhole = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;
