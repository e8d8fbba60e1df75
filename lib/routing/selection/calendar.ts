/** The spans of time that a budget is for. */
export const BUDGET_PERIODS = ["minute", "hour", "day", "month"] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** How many parts a SIM may send in each period; absent or infinite for any number. */
export type Budget = Readonly<Partial<Record<BudgetPeriod, number>>>;

/** From `start` to before `end`, milliseconds since 1970. */
export interface Span {
  start: number;
  end: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * The minute, hour, day or month around `at`, by the clocks and calendars of a time zone. On the days on which clocks
 * are changed an hour or a day is longer or shorter than usual.
 *
 * @param zone  IANA name, such as Europe/Berlin
 */
export function spanAround(period: BudgetPeriod, at: number, zone: string): Span {
  switch (period) {
    case "minute":
    case "hour": {
      // No zone is off by less than a quarter of an hour, and none changes its clocks by less.
      const length = period === "minute" ? MINUTE_MS : HOUR_MS;
      const local = at + offsetMs(at, zone);
      const start = at - (((local % length) + length) % length);
      return { start, end: start + length };
    }
    case "day": {
      const local = new Date(at + offsetMs(at, zone));
      const day = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate());
      return { start: instantOf(day, zone), end: instantOf(day + DAY_MS, zone) };
    }
    case "month": {
      const local = new Date(at + offsetMs(at, zone));
      const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()];
      return { start: instantOf(Date.UTC(year, month), zone), end: instantOf(Date.UTC(year, month + 1), zone) };
    }
    default:
      return period satisfies never;
  }
}

/** When the clocks first show a local time, or the first instant after it when they jump over it. */
function instantOf(local: number, zone: string): number {
  const before = local - offsetMs(local - DAY_MS, zone);
  const after = local - offsetMs(local + DAY_MS, zone);
  const shows = [before, after].filter((at) => at + offsetMs(at, zone) === local);
  return shows.length > 0 ? Math.min(...shows) : before;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** How much a zone's clocks are ahead of UTC. */
function offsetMs(at: number, zone: string): number {
  const second = Math.floor(at / 1_000) * 1_000;
  const parts = formatOf(zone).formatToParts(second);
  const field = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const [year, month, day] = [field("year"), field("month"), field("day")];
  return Date.UTC(year, month - 1, day, field("hour"), field("minute"), field("second")) - second;
}

/** Making one takes a millisecond. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(zone, made);
  return made;
}
