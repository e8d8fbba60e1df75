import { type Clock, within } from "../../clock.ts";
import type { Log } from "../../log.ts";
import { createLru } from "../../lru.ts";
import {
  type DeliveryReport,
  type EventRecorder,
  isSimLane,
  type OutboxStore,
  type QueuePlace,
  type ReportMatch,
} from "../../messages/index.ts";
import type { TransportSource } from "../channels/transport.ts";
import { createBudgets, type SpentBudget } from "../selection/budgets.ts";
import { createLaneAssignment } from "../selection/lane-assignment.ts";
import { createRecentUsage } from "../selection/recent-usage.ts";
import { createRouteFailover } from "../selection/route-failover.ts";
import { createRoutes, type Routes } from "../selection/routes.ts";
import { startTelegramWorker, type TelegramWorker } from "../telegram/sending/worker.ts";
import { NO_TELEGRAM, type TelegramTransport } from "../telegram/transport.ts";
import { createAccepting } from "./accepting.ts";
import type { OutboxContext } from "./context.ts";
import { createDispatcher } from "./dispatcher.ts";
import { createReferenceSource } from "./encoding.ts";
import { createLeaseKeeper } from "./lease-keeper.ts";
import { type Loop, startLoop } from "./loop.ts";
import { createQueueTimers, lanesDue } from "./queue-timers.ts";
import { type OutboxSettings, withDefaults } from "./settings.ts";
import { startWorker, type Worker } from "./worker.ts";

/** Sends what is in the queue by the transports that there are, and by Telegram. */
export interface Outbox {
  /** Takes back what an earlier life left and begins to send. @throws what the store throws */
  start(): Promise<void>;
  /**
   * Claims nothing more, lets the parts on the wire finish (`stopGraceMs`), gives every other claim back. Calling it
   * again gives the same promise. Never rejects.
   */
  stop(): Promise<void>;
  /**
   * As {@link OutboxStore}, each message in the lane that the rules say, and begins to send. @throws what the store throws
   */
  accept: OutboxStore["accept"];
  acceptOnce: OutboxStore["acceptOnce"];
  /** Anything may have changed, such as the time: look now. Cheap. */
  wake(): void;
  /** Resolves when transports that were taken out have sent the message in hand and given every other claim back. Never rejects. */
  left(): Promise<unknown>;
  /** Why nothing is sent at all, in one sentence; absent while messages are sent. */
  readonly problem: string | undefined;
  /** The limits of the SIM in the transport of this name, with what counts against them. Never rejects. */
  spentOf(transport: string): Promise<readonly SpentBudget[]>;
  /** Records a delivery report durably. @throws what the store throws */
  recordReport(report: DeliveryReport): Promise<ReportMatch>;
}

/** 30 s, or a tenth of the patience if that is shorter: a route is left at most that much too late. */
const WATCH_EVERY_MS = 30_000;
/** One hour: nothing is left to do; the loop only has to wait for something. */
const NEVER_MS = 3_600_000;
/** 2 s after the grace for a transport to give up its part; then stopping goes on without it. */
const GIVE_UP_MS = 2_000;

/**
 * Makes an outbox: one worker for each transport, and one for Telegram.
 *
 * @param options.transports  the ways out of an SMS; they may come and go
 * @param options.telegram  without it, everything that was to go by Telegram goes another way or fails
 * @param options.routes  which messages take which transports; none by default
 * @param options.node  this gateway's name on the database, the same after a restart
 * @param options.random  gives 0 ≤ x < 1, for concatenation references and jitter
 */
export function createOutbox(options: {
  store: OutboxStore;
  transports: TransportSource;
  telegram?: TelegramTransport;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  node: string;
  random?: () => number;
  routes?: Routes;
  settings?: Partial<OutboxSettings>;
}): Outbox {
  const { store, transports, clock, log, events, node } = options;
  const random = options.random ?? Math.random;
  const settings = withDefaults(options.settings);
  const routes = options.routes ?? createRoutes([]);
  const { laneOf } = routes;
  const workers = new Map<string, Worker>();
  const assignment = createLaneAssignment(routes, () => [...workers.values()].map((worker) => worker.transport));
  const watch = createRouteFailover({ assignment, routes, patienceMs: settings.routePatienceMs, events });
  const usage = createRecentUsage(clock.now);
  const dispatcher = createDispatcher({ workers, wakeTelegram: () => telegram?.wake(), assignment, usage, clock });
  const budgets = createBudgets({
    store,
    clock,
    log,
    events,
    usual: settings.budget,
    timeZone: settings.timeZone,
    wake: dispatcher.changed,
  });
  const timers = createQueueTimers({ store, clock, log, events, settings, dispatcher, assignment, laneOf });
  const abandon = new AbortController();
  const leaving = new Map<Worker, Promise<void>>();
  const unsubscribe: (() => void)[] = [];
  const loops: Loop[] = [];
  let telegram: TelegramWorker | undefined;
  let movedUpTo: QueuePlace | undefined;
  let isMoved = false;
  let stopped: Promise<void> | undefined;

  const lease = createLeaseKeeper({
    store,
    clock,
    log,
    events,
    node,
    settings,
    holding: () =>
      [...workers.values()].filter((worker) => !worker.emptyHanded).length + leaving.size + (telegram?.holding ?? 0),
    available: dispatcher.changed,
    recovered(found) {
      if (found.unknown > 0) timers.unknown();
      timers.lookForDue();
      dispatcher.changed();
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
    dispatcher,
    timers,
    budgets,
    usage,
    failures: createLru(10_000),
    abandoned: abandon.signal,
  };

  async function watchLanes(): Promise<number> {
    const now = clock.now();
    // Whoever waits for a SIM waits for a short while only.
    const due = lanesDue(await store.queuedLanes(), now).filter((lane) => !isSimLane(lane));
    const changed = watch.look(due, [...workers.values()], now);
    if (changed) dispatcher.changed();
    return Math.min(WATCH_EVERY_MS, settings.routePatienceMs / 10);
  }

  /** Rules may have changed since the messages that wait were accepted: nothing is sent by the old ones. */
  async function moveLanes(): Promise<number> {
    const next = await store.moveLanes({ after: movedUpTo, laneOf });
    if (next === undefined) {
      isMoved = true;
      follow();
      return NEVER_MS;
    }
    movedUpTo = next;
    return 0;
  }

  function follow(): void {
    if (!isMoved || stopped !== undefined) return;
    const now = new Set(transports.transports());
    for (const [name, worker] of workers) {
      if (now.has(worker.transport)) continue;
      workers.delete(name);
      const left = worker.leave().finally(() => leaving.delete(worker));
      leaving.set(worker, left);
    }
    for (const transport of now) {
      if (!workers.has(transport.name)) workers.set(transport.name, startWorker(context, transport));
    }
    dispatcher.changed();
  }

  async function stop(): Promise<void> {
    for (const end of unsubscribe) end();
    const ending = Promise.all([
      ...[...leaving.keys(), ...workers.values()].map((worker) => worker.stop()),
      telegram?.stop(),
    ]);
    const grace = clock.setTimer(settings.stopGraceMs, () => abandon.abort(new Error("the gateway stops")));
    await within(clock, ending, settings.stopGraceMs + GIVE_UP_MS);
    grace.cancel();
    await Promise.all([timers.stop(), ...loops.map((loop) => loop.stop()), budgets.stop(), lease.stop()]);
  }

  return {
    async start() {
      await lease.start();
      timers.start();
      loops.push(startLoop(watchLanes, { clock, log, name: "routes", firstMs: 0 }));
      unsubscribe.push(
        transports.onChange(follow),
        store.onAccepted(() => dispatcher.arrived()),
      );
      telegram = startTelegramWorker(context, options.telegram ?? NO_TELEGRAM);
      // A long queue is gone through while requests are taken already.
      const pauseMs = await moveLanes();
      if (!isMoved) loops.push(startLoop(moveLanes, { clock, log, name: "lanes", firstMs: pauseMs }));
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
    ...createAccepting({ store, laneOf, dispatcher }),
    wake: dispatcher.changed,
    left: () => Promise.all(leaving.values()),
    spentOf: (name) => budgets.spentOf(workers.get(name)?.transport),
    get problem() {
      return lease.superseded ? "Another gateway runs under this one's name: this one sends nothing." : undefined;
    },
    async recordReport(report) {
      const match = await store.recordReport(report);
      // It settled an unknown part of a message that has more to send.
      if (match.matched && match.messageState === "queued") {
        timers.lookForDue();
        dispatcher.changed();
      }
      return match;
    },
  };
}
