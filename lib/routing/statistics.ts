import {
  type Channel,
  type EventRecorder,
  STATISTICS_OUTCOMES,
  type StatisticsDimension,
  type StatisticsOutcome,
  type StatisticsRow,
  type StatisticsStore,
} from "../messages/index.ts";
import { no, ok, type Result } from "../result.ts";
import { type Span, spanAround } from "./selection/calendar.ts";

export const STATISTICS_PERIODS = ["hour", "day", "month"] as const;
type StatisticsPeriod = (typeof STATISTICS_PERIODS)[number];

/** What is asked for. */
interface StatisticsRequest {
  per: StatisticsPeriod;
  /** Milliseconds since 1970; the periods around these two and all between them. */
  from: number;
  until: number;
  /** IANA name: decides when days and months begin. */
  timeZone: string;
  /** What is counted apart. */
  by: readonly StatisticsDimension[];
  userId?: number;
  modem?: string;
  channel?: Channel;
}

/** One period, or what one modem, user or channel had in it. */
export type StatisticsItem = Span &
  Record<StatisticsOutcome, number> & { modem?: string; userId?: number; channel?: Channel };

/** 1,000 periods: 41 days by the hour, 2.7 years by the day. */
const MOST_PERIODS = 1_000;
/** 20,000 rows: about 3 MB as JSON. */
const MOST_ROWS = 20_000;
/** 31 days in one query: 20 ms on a busy gateway; on SQLite everything else waits for a query. */
const MOST_AT_ONCE_MS = 31 * 86_400_000;

/** Without a value: the last day by the hour, the last 30 days, the last year by the month. */
const DAY_MS = 86_400_000;
export const USUAL_SPAN_MS: Readonly<Record<StatisticsPeriod, number>> = {
  hour: DAY_MS,
  day: 30 * DAY_MS,
  month: 365 * DAY_MS,
};

/**
 * How many messages there were in each period. Where nothing is counted apart every period is there, otherwise only what has
 * a number above zero.
 *
 * @throws StoreFailure
 */
export async function readStatistics(
  store: StatisticsStore,
  request: StatisticsRequest,
): Promise<Result<StatisticsItem[], "too-many-periods" | "too-many-rows">> {
  const { per, from, until, timeZone, by, ...only } = request;
  const periods: Span[] = [];
  for (let at = from; at <= until; ) {
    if (periods.length === MOST_PERIODS) return no("too-many-periods");
    const span = spanAround(per, at, timeZone);
    periods.push(span);
    at = span.end;
  }
  const rows: StatisticsRow[] = [];
  for (const some of inSteps(periods)) {
    rows.push(...(await store.count({ periods: some, by, ...only, limit: MOST_ROWS + 1 - rows.length })));
    if (rows.length > MOST_ROWS) return no("too-many-rows");
  }
  const items = new Map<string, StatisticsItem>();
  const itemOf = (span: Span, apart: Pick<StatisticsItem, "modem" | "userId" | "channel">) => {
    const key = JSON.stringify([span.start, apart]);
    const item = items.get(key) ?? { ...span, ...apart, ...NOTHING };
    items.set(key, item);
    return item;
  };
  if (by.length === 0) for (const span of periods) itemOf(span, {});
  const spans = new Map(periods.map((span) => [span.start, span]));
  for (const { start, outcome, count, modem, userId, channel } of rows) {
    const span = spans.get(start);
    if (span === undefined) continue;
    const item = itemOf(span, {
      ...(modem === "" ? {} : { modem }),
      ...(userId === 0 ? {} : { userId }),
      ...(channel === "" ? {} : { channel }),
    });
    item[outcome] += count;
  }
  return ok([...items.values()]);
}

const NOTHING = Object.fromEntries(STATISTICS_OUTCOMES.map((outcome) => [outcome, 0])) as Record<
  StatisticsOutcome,
  number
>;

/** Counts a user's messages from here on, and records that. @param by  the system user; absent on the command line @throws StoreFailure */
export async function resetStatistics(
  { statistics, events }: { statistics: Pick<StatisticsStore, "reset">; events: EventRecorder },
  user: { id: number; name: string },
  by?: string,
): Promise<void> {
  await statistics.reset(user.id);
  events.record({ kind: "user.statistics-reset", userName: by, name: user.name });
}

/** In order, at least one period in each step. */
function inSteps(periods: readonly Span[]): Span[][] {
  const steps: Span[][] = [];
  for (const period of periods) {
    const step = steps.at(-1);
    const start = step?.[0]?.start;
    if (step !== undefined && start !== undefined && period.end - start <= MOST_AT_ONCE_MS) step.push(period);
    else steps.push([period]);
  }
  return steps;
}
