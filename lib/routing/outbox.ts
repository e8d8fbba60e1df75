import type { Clock } from "../clock.ts";
import type { EventLog, Log } from "../log.ts";
import { createReferenceSource } from "./encoding.ts";
import { startHousekeeping } from "./housekeeping.ts";
import type { OutboxContext } from "./job.ts";
import { createLeaseKeeper } from "./lease-keeper.ts";
import type { FailureClass, LineSource } from "./lines.ts";
import { createLru } from "./lru.ts";
import { DEFAULT_OUTBOX_SETTINGS, type OutboxSettings } from "./settings.ts";
import { NO_TELEGRAM, type TelegramLine } from "./telegram/line.ts";
import { startTelegramWorker, type TelegramWorker } from "./telegram/worker.ts";
import type { DeliveryReport, OutboxStore, ReportMatch } from "./types.ts";
import { type Crew, startWorker, type Worker } from "./worker.ts";

/** Sends what is in the queue over the lines that there are, and by Telegram. */
export interface Outbox {
  /** Takes back what an earlier life left and begins to send. @throws what the store throws */
  start(): Promise<void>;
  /**
   * Claims nothing more, lets the parts on the wire finish (`stopGraceMs`), gives every other claim back. Calling it
   * again gives the same promise.
   */
  stop(): Promise<void>;
  /** Messages were accepted: look now. Cheap, may be called for every request. */
  wake(): void;
  /** Records a delivery report durably. */
  recordReport(report: DeliveryReport): Promise<ReportMatch>;
}

/** After the grace a line has this long to give up a part. */
const GIVE_UP_MS = 2_000;

/**
 * Makes an outbox: one worker for each line, and one for Telegram.
 *
 * @param options.lines  the ways out of an SMS; they may come and go
 * @param options.telegram  without it, everything that was to go by Telegram goes another way or fails
 * @param options.node  this gateway's name on the database, the same after a restart
 * @param options.random  gives 0 ≤ x < 1, for concatenation references and jitter
 */
export function createOutbox(options: {
  store: OutboxStore;
  lines: LineSource;
  telegram?: TelegramLine;
  clock: Clock;
  log: Log;
  events: EventLog;
  node: string;
  random?: () => number;
  settings?: Partial<OutboxSettings>;
}): Outbox {
  const { store, lines, clock, log, events, node } = options;
  const random = options.random ?? Math.random;
  const settings = { ...DEFAULT_OUTBOX_SETTINGS, ...options.settings };
  const abandon = new AbortController();
  const workers = new Map<string, Worker>();
  const leaving = new Set<Promise<void>>();
  const unsubscribe: (() => void)[] = [];
  let telegram: TelegramWorker | undefined;
  let housekeeping: ReturnType<typeof startHousekeeping> | undefined;
  let started = false;
  let stopped: Promise<void> | undefined;

  const lease = createLeaseKeeper({
    store,
    clock,
    log,
    events,
    node,
    leaseMs: settings.leaseMs,
    holding: () =>
      [...workers.values()].filter((worker) => !worker.emptyHanded).length + leaving.size + (telegram?.holding ?? 0),
    available: wake,
    recovered(found) {
      if (found.unknown > 0) housekeeping?.unknown();
      wake();
    },
  });
  const context: OutboxContext = {
    store,
    clock,
    random,
    log,
    events,
    settings,
    references: createReferenceSource(random),
    lease,
    abandoned: abandon.signal,
  };
  const crew: Crew = {
    others: (line) => [...workers.values()].filter((other) => other.line !== line && other.line.pool === line.pool),
    becameIdle: () => housekeeping?.lookForDue(),
    gaveBack: wake,
    unknown: () => housekeeping?.unknown(),
  };
  const failures = createLru<number, Partial<Record<FailureClass, number>>>(10_000);

  function wake(): void {
    for (const worker of workers.values()) worker.wake();
    telegram?.wake();
  }

  function follow(): void {
    if (!started || stopped !== undefined) return;
    const now = new Set(lines.lines());
    for (const [name, worker] of workers) {
      if (now.has(worker.line)) continue;
      workers.delete(name);
      const leave = worker.stop().finally(() => leaving.delete(leave));
      leaving.add(leave);
    }
    for (const line of now) {
      if (!workers.has(line.name)) workers.set(line.name, startWorker(context, { line, crew, failures }));
    }
    wake();
  }

  async function stop(): Promise<void> {
    for (const end of unsubscribe) end();
    const ending = Promise.all([...leaving, ...[...workers.values()].map((worker) => worker.stop()), telegram?.stop()]);
    const gaveUp = Promise.withResolvers<void>();
    const timers = [
      clock.setTimer(settings.stopGraceMs, () => abandon.abort(new Error("the gateway stops"))),
      clock.setTimer(settings.stopGraceMs + GIVE_UP_MS, () => gaveUp.resolve()),
    ];
    await Promise.race([ending, gaveUp.promise]);
    for (const timer of timers) timer.cancel();
    await Promise.all([housekeeping?.stop(), lease.stop()]);
  }

  return {
    async start() {
      await lease.start();
      started = true;
      housekeeping = startHousekeeping({ store, clock, log, settings, wake });
      unsubscribe.push(lines.onChange(follow), store.onAccepted(wake));
      telegram = startTelegramWorker(context, { line: options.telegram ?? NO_TELEGRAM, ...crew });
      follow();
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
    wake,
    async recordReport(report) {
      const match = await store.recordReport(report);
      // It settled an unknown part of a message that has more to send.
      if (match.matched && match.messageState === "queued") wake();
      return match;
    },
  };
}
