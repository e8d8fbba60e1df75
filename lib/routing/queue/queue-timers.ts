import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder, OutboxStore, OutgoingMessage } from "../../messages/index.ts";
import { startLoop } from "./loop.ts";
import type { OutboxSettings } from "./settings.ts";

/** What the queue needs besides sending: due times, validities, unknown outcomes. */
export interface QueueTimers {
  /** The earliest due time may have changed. */
  lookForDue(): void;
  /** A message is in state *unknown*: apply the policy after the grace. */
  unknown(): void;
  stop(): Promise<void>;
}

const EXPIRE_EVERY_MS = 30_000;
/** Each expired message has an event of its own, but a whole queue that expires must not fill the event log. */
const NAMED_AT_ONCE = 100;
/** Most of the time there is nothing: one look at an empty index. */
const SIM_WAITS_EVERY_MS = 5_000;
/** A message that is due but that nobody could claim (another pool, recipient busy) is looked at again after this. */
const OVERDUE_MS = 1_000;
/** An announcement of another gateway can get lost: PgBouncer carries none when it pools transactions. */
const LOOK_ANYWAY_MS = 30_000;
const NOTHING_MS = 3_600_000;

/** Those that hold something due. */
export function lanesDue(queued: readonly { lane?: string; dueAt: number }[], now: number): string[] {
  return queued.flatMap(({ lane, dueAt }) => (lane !== undefined && dueAt <= now ? [lane] : []));
}

/** What a SIM has sent is of no use to any budget after this. */
const USAGE_KEPT_MS = 40 * 24 * 3_600_000;
/** At 100 messages a second the counters have some 20,000 rows by then, which a look goes through in a few milliseconds. */
const SUM_COUNTS_EVERY_MS = 60_000;
const FORGET_EVERY_MS = 6 * 3_600_000;

/**
 * @param options.wake  called when messages may have fallen due
 * @param options.queued  called with the lanes in which something is due
 */
export function startQueueTimers(options: {
  store: Pick<OutboxStore, "queuedLanes" | "expireDue" | "settleUnknown" | "endSimWaits" | "forgetParts" | "sumCounts">;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  settings: OutboxSettings;
  wake: () => void;
  queued: (lanes: readonly string[]) => void;
  laneOf: (message: OutgoingMessage) => string;
}): QueueTimers {
  const { store, clock, log, events, settings, wake } = options;
  let nextWakeAt = Number.POSITIVE_INFINITY;
  // Whatever an earlier life left has waited long enough for its report, but reports may be on the SIM.
  let settleUnknownAt: number | undefined = clock.now() + settings.unknownGraceMs;

  const due = startLoop(
    async () => {
      if (clock.now() >= nextWakeAt) {
        nextWakeAt = Number.POSITIVE_INFINITY;
        wake();
      }
      const lanes = await store.queuedLanes();
      if (lanes.length === 0) return LOOK_ANYWAY_MS;
      const now = clock.now();
      options.queued(lanesDue(lanes, now));
      const dueAt = Math.min(...lanes.map((lane) => lane.dueAt));
      nextWakeAt = dueAt > now ? dueAt : Math.min(nextWakeAt, now + OVERDUE_MS);
      return Math.min(nextWakeAt - now, LOOK_ANYWAY_MS);
    },
    { clock, log, name: "due", firstMs: 0 },
  );

  const expiry = startLoop(
    async () => {
      let named = 0;
      const expired = await store.expireDue(clock.now(), (messages) => {
        for (const { id, recipient } of messages.slice(0, NAMED_AT_ONCE - named)) {
          events.record({ kind: "message.expired", messageId: id, number: recipient });
        }
        named = Math.min(NAMED_AT_ONCE, named + messages.length);
      });
      if (expired > named) events.record({ kind: "message.expired", details: { messages: expired - named } });
      return EXPIRE_EVERY_MS;
    },
    { clock, log, name: "expiry", firstMs: 0 },
  );

  const unknown = startLoop(
    async () => {
      const now = clock.now();
      if (settleUnknownAt === undefined) return NOTHING_MS;
      if (now < settleUnknownAt && settleUnknownAt - now <= settings.unknownGraceMs) return settleUnknownAt - now;
      const settled = await store.settleUnknown(settings.unknownPolicy, { now });
      settleUnknownAt = undefined;
      if (settled.length > 0) {
        log.info({ messages: settled.length, policy: settings.unknownPolicy }, "unknown outcomes settled");
        due.wake();
        wake();
      }
      return NOTHING_MS;
    },
    { clock, log, name: "unknown", firstMs: 0 },
  );

  const simWaits = startLoop(
    async () => {
      const now = clock.now();
      const before = now - settings.simPatienceMs;
      const ended = await store.endSimWaits({ before, now, laneOf: options.laneOf });
      if (ended > 0) {
        log.warn({ messages: ended }, "a SIM has not come back: its long messages go whole by another, marked");
        due.wake();
        wake();
      }
      return SIM_WAITS_EVERY_MS;
    },
    // As with a start every SIM may come back, the wait begins again.
    { clock, log, name: "sim-waits", firstMs: settings.simPatienceMs },
  );

  const usage = startLoop(
    async () => {
      await store.forgetParts(clock.now() - USAGE_KEPT_MS);
      return FORGET_EVERY_MS;
    },
    { clock, log, name: "usage", firstMs: FORGET_EVERY_MS },
  );

  const counts = startLoop(
    async () => {
      await store.sumCounts();
      return SUM_COUNTS_EVERY_MS;
    },
    { clock, log, name: "counts", firstMs: SUM_COUNTS_EVERY_MS },
  );

  return {
    lookForDue: due.wake,
    unknown() {
      settleUnknownAt ??= clock.now() + settings.unknownGraceMs;
      unknown.wake();
    },
    async stop() {
      await Promise.all([due.stop(), expiry.stop(), unknown.stop(), simWaits.stop(), usage.stop(), counts.stop()]);
    },
  };
}
