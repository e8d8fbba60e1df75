import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder, OutboxStore } from "../../messages/index.ts";
import type { Transport } from "../channels/transport.ts";
import { BUDGET_PERIODS, type Budget, type BudgetPeriod, type Span, spanAround } from "./calendar.ts";

/**
 * What each SIM has sent, and so whether its transport may begin another message. Owns the counts in memory. Warns
 * once in each period when a budget is nearly spent and once when it is; a gateway that restarts warns again.
 */
export interface Budgets {
  /** How long the transport must wait before it begins another message; 0 when it need not. */
  restMs(transport: Transport): number;
  /** The network has taken a part. */
  taken(transport: Transport): void;
  /** What each limit of the transport is and what counts against it; empty without limits or transport, or while the database does not answer. Never rejects. */
  spentOf(transport: Transport | undefined): Promise<readonly SpentBudget[]>;
  /** Ends reading counts. Never rejects. */
  stop(): Promise<void>;
}

/** A limit of a SIM in the period that runs. */
export interface SpentBudget {
  period: BudgetPeriod;
  /** Parts that the network has taken. */
  parts: number;
  limit: number;
  /** When the period ends, milliseconds since 1970. */
  until: number;
}

interface SimCount {
  spans: Partial<Record<BudgetPeriod, Span>>;
  parts: Partial<Record<BudgetPeriod, number>>;
  /** What has been warned of in each span. */
  warned: Partial<Record<BudgetPeriod, Warning>>;
  /** When the database was last asked; it also counts what reports tell later. */
  readAt: number;
}

type Warning = "low" | "spent";

/** 80 % used: a person can still act before the SIM stops sending. */
const WARN_AT = 0.8;
/** 60 s: other gateways' parts and late reports are counted after at most this long. */
const READ_AGAIN_MS = 60_000;
/** 1 s while a count is not known yet; the transport is woken as soon as it is. */
const UNKNOWN_REST_MS = 1_000;
/** 5 s until a count that failed is read again, so that a database that is down is not asked at every claim. */
const RETRY_MS = 5_000;

/**
 * @param options.usual  for transports that have no budget of their own, period by period
 * @param options.timeZone  whose calendar the periods follow
 * @param options.wake  called when a count has become known
 */
export function createBudgets(options: {
  store: Pick<OutboxStore, "countParts">;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  usual: Budget;
  timeZone: string;
  wake: () => void;
}): Budgets {
  const { store, clock, log, events, usual, timeZone } = options;
  const counts = new Map<string, SimCount>();
  const limits = new WeakMap<Transport, readonly [BudgetPeriod, number][]>();
  const reading = new Map<string, Promise<void>>();
  const failedAt = new Map<string, number>();
  let stopped = false;

  /** Asked for each transport at every claim, so worked out once. */
  function limitsOf(transport: Transport): readonly [BudgetPeriod, number][] {
    const known = limits.get(transport);
    if (known !== undefined) return known;
    const found = BUDGET_PERIODS.map((period): [BudgetPeriod, number] => [
      period,
      transport.budget?.[period] ?? usual[period] ?? Number.POSITIVE_INFINITY,
    ]).filter(([, limit]) => Number.isFinite(limit));
    limits.set(transport, found);
    return found;
  }

  /** `undefined` while it has to be read. */
  function countOf(transport: Transport, now: number): SimCount | undefined {
    const count = counts.get(transport.sim);
    if (count === undefined || now - count.readAt >= READ_AGAIN_MS || now < count.readAt) read(transport, now);
    if (count !== undefined) turn(count, now, timeZone);
    return count;
  }

  function read(transport: Transport, now: number): void {
    const { sim } = transport;
    if (stopped || reading.has(sim) || now < (failedAt.get(sim) ?? Number.NEGATIVE_INFINITY) + RETRY_MS) return;
    const ask = readCount(sim, now)
      .then((count) => {
        failedAt.delete(sim);
        // Another SIM may be in the modem by now.
        if (transport.sim === sim) warn(transport, count);
      })
      .catch((error: unknown) => {
        failedAt.set(sim, now);
        log.error({ err: error }, "what a SIM has sent could not be read");
      })
      .finally(() => {
        reading.delete(sim);
        if (!stopped) options.wake();
      });
    reading.set(sim, ask);
  }

  async function readCount(sim: string, now: number): Promise<SimCount> {
    const spans = BUDGET_PERIODS.map((period) => spanAround(period, now, timeZone));
    const found = await store.countParts(
      sim,
      spans.map(({ start }) => start),
    );
    const count: SimCount = counts.get(sim) ?? { spans: {}, parts: {}, warned: {}, readAt: now };
    // A span that was over while the database was asked stays over.
    turn(count, clock.now(), timeZone);
    for (const [at, period] of BUDGET_PERIODS.entries()) {
      // A part whose commit is under way is counted here and not there yet.
      if (count.spans[period]?.start !== spans[at]?.start) continue;
      count.parts[period] = Math.max(count.parts[period] ?? 0, found[at] ?? 0);
    }
    count.readAt = now;
    counts.set(sim, count);
    return count;
  }

  /** Counts jump when the database has more than was counted here, so a threshold is passed, not met. */
  function warn(transport: Transport, count: SimCount): void {
    for (const [period, limit] of limitsOf(transport)) {
      const parts = count.parts[period] ?? 0;
      const warning: Warning | undefined =
        parts >= limit ? "spent" : parts >= Math.ceil(limit * WARN_AT) ? "low" : undefined;
      const before = count.warned[period];
      if (warning === undefined || warning === before || before === "spent") continue;
      count.warned[period] = warning;
      events.record({
        kind: `budget.${warning}`,
        modem: transport.name,
        details: { period, parts, limit, sim: transport.sim },
      });
    }
  }

  return {
    restMs(transport) {
      const limited = limitsOf(transport);
      if (limited.length === 0) return 0;
      const now = clock.now();
      const count = countOf(transport, now);
      if (count === undefined) return UNKNOWN_REST_MS;
      const rests = limited
        .filter(([period, limit]) => (count.parts[period] ?? 0) >= limit)
        .map(([period]) => (count.spans[period]?.end ?? now) - now);
      return Math.max(0, ...rests);
    },
    taken(transport) {
      if (limitsOf(transport).length === 0) return;
      const count = countOf(transport, clock.now());
      if (count === undefined) return;
      for (const period of BUDGET_PERIODS) count.parts[period] = (count.parts[period] ?? 0) + 1;
      warn(transport, count);
    },
    async spentOf(transport) {
      const limited = transport === undefined ? [] : limitsOf(transport);
      if (transport === undefined || limited.length === 0) return [];
      if (countOf(transport, clock.now()) === undefined) await reading.get(transport.sim);
      return spentOf(limited, countOf(transport, clock.now()));
    },
    async stop() {
      stopped = true;
      await Promise.all(reading.values());
    },
  };
}

/** A span that is over begins again at nothing. */
function turn(count: SimCount, now: number, timeZone: string): void {
  for (const period of BUDGET_PERIODS) {
    const span = count.spans[period];
    if (span !== undefined && now >= span.start && now < span.end) continue;
    count.spans[period] = spanAround(period, now, timeZone);
    count.parts[period] = 0;
    delete count.warned[period];
  }
}

function spentOf(limited: readonly [BudgetPeriod, number][], count: SimCount | undefined): SpentBudget[] {
  return limited.flatMap(([period, limit]) => {
    const span = count?.spans[period];
    return span === undefined ? [] : [{ period, parts: count?.parts[period] ?? 0, limit, until: span.end }];
  });
}
