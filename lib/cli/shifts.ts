import type { Shift, Weekday } from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";

const DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/** Letters that tell the days of the week apart. */
const SHORT = 3;

/** `mon-fri`, `sat,sun`, `fri-mon`, `all`. */
export function parseDays(text: string): Result<readonly Weekday[]> {
  const wrong = no("must be days such as mon-fri, sat,sun or all");
  const given = text.trim().toLowerCase();
  if (given === "all") return ok(DAYS.map((_, index) => (index + 1) as Weekday));
  const found = new Set<number>();
  for (const item of given.split(",")) {
    const [first, last = first, ...more] = item.split("-").map(dayOf);
    if (first === undefined || last === undefined || first < 0 || last < 0 || more.length > 0) return wrong;
    for (let day = first; ; day = (day + 1) % 7) {
      found.add(day + 1);
      if (day === last) break;
    }
  }
  return ok([...found].sort((a, b) => a - b) as Weekday[]);
}

/** Its place in the week; -1 for what is no day. */
function dayOf(text: string): number {
  const given = text.trim();
  return given.length < SHORT ? -1 : DAYS.findIndex((day) => day.startsWith(given));
}

/** `08:00`, `8:30`, `24:00`, as minutes after midnight. */
export function parseTimeOfDay(text: string): Result<number> {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  const minutes = Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && minutes <= 1440 ? ok(minutes) : no("must be a time such as 08:30");
}

/** Days and hours, as they are typed. */
export function describeShift({ weekdays, fromMinute, toMinute }: Shift): [days: string, hours: string] {
  const days = weekdays.length === 7 ? "all" : runsOf(weekdays).join(",");
  return [days, `${timeOf(fromMinute)}-${timeOf(toMinute)}`];
}

function runsOf(weekdays: readonly Weekday[]): string[] {
  const runs: Weekday[][] = [];
  for (const day of weekdays) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: Weekday | undefined) => DAYS[(day ?? 1) - 1]?.slice(0, SHORT) ?? "";
  return runs.map((run) =>
    run.length === 1 ? name(run[0]) : `${name(run[0])}${run.length > 2 ? "-" : ","}${name(run.at(-1))}`,
  );
}

function timeOf(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
