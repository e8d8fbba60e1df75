import type { components } from "../../../clients/typescript/aldis-api.d.ts";
import { addDays, instantAt, wallAt } from "./zone.ts";

/** What the page decides without a browser: where duties are drawn, who is on call now, and what a swap changes. */

type OnCall = components["schemas"]["OnCall"];
type Duty = OnCall["duties"][number];
type Override = components["schemas"]["Overrides"]["overrides"][number];

const MINUTES_OF_A_DAY = 1440;

interface Times {
  from: string;
  until: string;
}

/** The part of something that is on one day. */
export interface Segment<Thing> {
  thing: Thing;
  /** Minutes of the wall clock. */
  begin: number;
  end: number;
  /** It begins on this day; otherwise it goes on from the day before. */
  isStart: boolean;
  isEnd: boolean;
  /** Things at the same time stand beside each other. */
  lane: number;
  lanes: number;
}

/** A day of the zone and what is on it. */
export interface Day {
  day: string;
  /** Milliseconds since 1970: 23 or 25 hours long when the clock is changed. */
  from: number;
  until: number;
  duties: Segment<Duty>[];
  gaps: Segment<Times>[];
}

/** Seven days from a Monday on, by the clock of a zone. */
export function weekOf(monday: string, zone: string, { duties, gaps }: Pick<OnCall, "duties" | "gaps">): Day[] {
  return Array.from({ length: 7 }, (_, index) => {
    const day = addDays(monday, index);
    const from = instantAt(zone, day, 0);
    const until = instantAt(zone, addDays(day, 1), 0);
    const on = <Thing extends Times>(things: readonly Thing[]) =>
      things.flatMap((thing) => segmentOf(thing, { zone, from, until }));
    return { day, from, until, duties: inLanes(on(duties)), gaps: on(gaps) };
  });
}

function segmentOf<Thing extends Times>(
  thing: Thing,
  { zone, from, until }: { zone: string; from: number; until: number },
): Segment<Thing>[] {
  const [first, last] = [Date.parse(thing.from), Date.parse(thing.until)];
  if (first >= until || last <= from) return [];
  const begin = first <= from ? 0 : wallAt(zone, first).minute;
  const end = last >= until ? MINUTES_OF_A_DAY : wallAt(zone, last).minute;
  // Where an hour comes twice, what lasts less than that hour ends before it began.
  const isBackwards = end <= begin;
  return [
    {
      thing,
      begin: isBackwards ? end : begin,
      end: isBackwards ? begin : end,
      isStart: first >= from,
      isEnd: last <= until,
      lane: 0,
      lanes: 1,
    },
  ];
}

/** Puts what is at the same time into lanes; all of one heap have as many. */
function inLanes<Thing>(segments: Segment<Thing>[]): Segment<Thing>[] {
  const sorted = segments.toSorted((a, b) => a.begin - b.begin || b.end - a.end);
  let heap: Segment<Thing>[] = [];
  let ends: number[] = [];
  const close = () => {
    for (const each of heap) each.lanes = ends.length;
    heap = [];
    ends = [];
  };
  for (const segment of sorted) {
    if (ends.every((end) => end <= segment.begin)) close();
    const free = ends.findIndex((end) => end <= segment.begin);
    segment.lane = free < 0 ? ends.length : free;
    ends[segment.lane] = segment.end;
    heap.push(segment);
  }
  close();
  return sorted;
}

/** Who is on call at a moment, and what comes next. */
interface NowAndNext {
  now: string[];
  /** Undefined: it stays so for as long as is known. */
  until: number | undefined;
  next: string[];
}

export function nowAndNext({ duties }: Pick<OnCall, "duties">, now: number): NowAndNext {
  const at = (instant: number) =>
    [...new Set(duties.filter((duty) => covers(duty, instant)).map(({ name }) => name))].toSorted();
  const present = at(now);
  const edges = duties
    .flatMap(({ from, until }) => [Date.parse(from), Date.parse(until)])
    .filter((edge) => edge > now)
    .toSorted((a, b) => a - b);
  const until = edges.find((edge) => at(edge).join("\n") !== present.join("\n"));
  return { now: present, until, next: until === undefined ? [] : at(until) };
}

export const covers = ({ from, until }: Times, instant: number): boolean =>
  Date.parse(from) <= instant && instant < Date.parse(until);

/** Times at which two or more are on call, with their names. */
export function overlapsOf(duties: readonly Duty[]): (Times & { names: string[] })[] {
  const edges = [...new Set(duties.flatMap(({ from, until }) => [from, until]))].toSorted();
  const found: (Times & { names: string[] })[] = [];
  edges.forEach((from, index) => {
    const until = edges[index + 1];
    if (until === undefined) return;
    const names = [...new Set(duties.filter((duty) => covers(duty, Date.parse(from))).map(({ name }) => name))];
    if (names.length < 2) return;
    const last = found.at(-1);
    if (last?.until === from && last.names.join("\n") === names.join("\n")) last.until = until;
    else found.push({ from, until, names });
  });
  return found;
}

/** A year: so long the calendar shows what was different from the schedule. */
const KEPT_MS = 366 * 86_400_000;

/** The overrides with which somebody has a duty that is another's so far. */
export function withDuty(overrides: readonly Override[], duty: Duty, contact: number): Override[] {
  const { from, until } = duty;
  const isExtra = duty.shift === undefined;
  const owner = duty.insteadOf ?? duty.contact;
  const isOfDuty = ({ insteadOf, contact: whose }: Override) =>
    isExtra ? insteadOf === undefined && whose === duty.contact : insteadOf === owner;
  const rest = overrides.flatMap((override) => (isOfDuty(override) ? without(override, duty) : [override]));
  const recent = rest.filter((override) => Date.parse(override.until) > Date.now() - KEPT_MS);
  if (isExtra) return [...recent, { contact, from, until }];
  return contact === owner ? recent : [...recent, { contact, insteadOf: owner, from, until }];
}

/** The overrides without that of a duty: as the schedule says, or nobody besides. */
export function withoutOverride(overrides: readonly Override[], duty: Duty): Override[] {
  if (duty.shift !== undefined) return withDuty(overrides, duty, duty.insteadOf ?? duty.contact);
  const isSame = (each: Override) =>
    each.insteadOf === undefined &&
    each.contact === duty.contact &&
    Date.parse(each.from) === Date.parse(duty.from) &&
    Date.parse(each.until) === Date.parse(duty.until);
  return overrides.filter((each) => !isSame(each));
}

/** Two have each other's duty. */
export const swapped = (overrides: readonly Override[], one: Duty, other: Duty): Override[] =>
  withDuty(withDuty(overrides, one, other.contact), other, one.contact);

/** What is left of an override besides a time. */
function without(override: Override, times: Times): Override[] {
  const [from, until] = [Date.parse(times.from), Date.parse(times.until)];
  if (Date.parse(override.until) <= from || Date.parse(override.from) >= until) return [override];
  return [
    ...(Date.parse(override.from) < from ? [{ ...override, until: times.from }] : []),
    ...(Date.parse(override.until) > until ? [{ ...override, from: times.until }] : []),
  ];
}
