import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { EventRecorder, OutboxStore, OutgoingMessage } from "../../messages/index.ts";
import type { LaneAssignment } from "../selection/lane-assignment.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { type Loop, startLoop } from "./loop.ts";
import type { OutboxSettings } from "./settings.ts";

/** What the queue needs besides sending: due times, validities, unknown outcomes. */
export interface QueueTimers {
  /** Starts all of them. */
  start(): void;
  /** The earliest due time may have changed, or a lane may hold what none did before. */
  lookForDue(): void;
  /** A message is in state *unknown*: apply the policy after the grace. */
  unknown(): void;
  /** Resolves when the steps in progress have ended. Never rejects. */
  stop(): Promise<void>;
}

/** 30 s: validities are minutes to days, and expired messages are not sent in any case. */
const EXPIRE_EVERY_MS = 30_000;
/** 100 expired messages have an event of their own; a whole queue that expires must not fill the event log. */
const NAMED_AT_ONCE = 100;
/** 5 s: a wait for a SIM ends at most this much late; mostly this is one look at an empty index. */
const SIM_WAITS_EVERY_MS = 5_000;
/** 1 s until a message that is due, but that nobody could claim (another pool, busy recipient), is looked for again. */
const OVERDUE_MS = 1_000;
/**
 * 30 s: the longest delay when an announcement of another gateway gets lost, as through PgBouncer's transaction
 * pooling.
 */
const LOOK_ANYWAY_MS = 30_000;
/** 5 s for a lone gateway, whom nobody tells what a command has queued: mostly this is one look at an empty index. */
const LOOK_ALONE_MS = 5_000;
/** One hour: nothing is to be done; the loop only has to wait for something. */
const NOTHING_MS = 3_600_000;

/** Those that hold something due. */
export function lanesDue(queued: readonly { lane?: string; dueAt: number }[], now: number): string[] {
  return queued.flatMap(({ lane, dueAt }) => (lane !== undefined && dueAt <= now ? [lane] : []));
}

/** 40 days: the longest budget is a calendar month, of 31 days. */
const USAGE_KEPT_MS = 40 * 24 * 3_600_000;
/**
 * At 100 messages a second the counters have some 20,000 rows by then, which a look goes through in a few
 * milliseconds.
 */
const SUM_COUNTS_EVERY_MS = 60_000;
/** 30 s: at 100 messages a second a search looks at 3,000 that are not indexed yet. */
const INDEX_EVERY_MS = 30_000;
/** 50 ms between steps of 128, which take some 5 ms: after a flood, nobody waits for them. */
const INDEX_NEXT_MS = 50;
/** 6 h between deletions of old counts, which are kept for 40 days. */
const FORGET_EVERY_MS = 6 * 3_600_000;

/** @param options.dispatcher  told when messages may have fallen due, or may go elsewhere than before */
export function createQueueTimers(options: {
  store: Pick<
    OutboxStore,
    "queuedLanes" | "expireDue" | "settleUnknown" | "endSimWaits" | "forgetParts" | "sumCounts" | "indexTexts"
  >;
  clock: Clock;
  log: Log;
  events: EventRecorder;
  settings: OutboxSettings;
  dispatcher: Pick<Dispatcher, "changed">;
  assignment: Pick<LaneAssignment, "noteQueued">;
  laneOf: (message: OutgoingMessage) => string;
}): QueueTimers {
  const { store, clock, log, events, settings, dispatcher, assignment, laneOf } = options;
  const lookAnywayMs = settings.alone ? LOOK_ALONE_MS : LOOK_ANYWAY_MS;
  const loops: Loop[] = [];
  let dueLoop: Loop | undefined;
  let unknownLoop: Loop | undefined;
  let nextWakeAt = Number.POSITIVE_INFINITY;
  let settleUnknownAt: number | undefined;

  function begin(name: string, firstMs: number, step: () => Promise<number>): Loop {
    const loop = startLoop(step, { clock, log, name, firstMs });
    loops.push(loop);
    return loop;
  }

  async function lookForDue(): Promise<number> {
    if (clock.now() >= nextWakeAt) {
      nextWakeAt = Number.POSITIVE_INFINITY;
      dispatcher.changed();
    }
    const lanes = await store.queuedLanes();
    if (lanes.length === 0) return lookAnywayMs;
    const now = clock.now();
    if (assignment.noteQueued(lanesDue(lanes, now))) dispatcher.changed();
    const dueAt = Math.min(...lanes.map((lane) => lane.dueAt));
    nextWakeAt = dueAt > now ? dueAt : Math.min(nextWakeAt, now + OVERDUE_MS);
    return Math.min(nextWakeAt - now, lookAnywayMs);
  }

  async function expire(): Promise<number> {
    let named = 0;
    const expired = await store.expireDue(clock.now(), (messages) => {
      for (const { id, recipient } of messages.slice(0, NAMED_AT_ONCE - named)) {
        events.record({ kind: "message.expired", messageId: id, number: recipient });
      }
      named = Math.min(NAMED_AT_ONCE, named + messages.length);
    });
    if (expired > named) events.record({ kind: "message.expired", details: { messages: expired - named } });
    return EXPIRE_EVERY_MS;
  }

  async function settleUnknown(): Promise<number> {
    const now = clock.now();
    if (settleUnknownAt === undefined) return NOTHING_MS;
    if (now < settleUnknownAt && settleUnknownAt - now <= settings.unknownGraceMs) return settleUnknownAt - now;
    const settled = await store.settleUnknown(settings.unknownPolicy, { now });
    settleUnknownAt = undefined;
    if (settled.length > 0) {
      log.info({ messages: settled.length, policy: settings.unknownPolicy }, "unknown outcomes settled");
      queuedAgain();
    }
    return NOTHING_MS;
  }

  async function endSimWaits(): Promise<number> {
    const now = clock.now();
    const ended = await store.endSimWaits({ before: now - settings.simPatienceMs, now, laneOf });
    if (ended > 0) {
      log.warn({ messages: ended }, "a SIM has not come back: its long messages go whole by another, marked");
      queuedAgain();
    }
    return SIM_WAITS_EVERY_MS;
  }

  function queuedAgain(): void {
    dueLoop?.wake();
    dispatcher.changed();
  }

  return {
    start() {
      // Whatever an earlier life left has waited long enough for its report, but reports may be on the SIM.
      settleUnknownAt = clock.now() + settings.unknownGraceMs;
      dueLoop = begin("due", 0, lookForDue);
      begin("expiry", 0, expire);
      unknownLoop = begin("unknown", 0, settleUnknown);
      // As with a start every SIM may come back, the wait begins again.
      begin("sim-waits", settings.simPatienceMs, endSimWaits);
      begin("usage", FORGET_EVERY_MS, async () => {
        await store.forgetParts(clock.now() - USAGE_KEPT_MS);
        return FORGET_EVERY_MS;
      });
      begin("counts", SUM_COUNTS_EVERY_MS, async () => {
        await store.sumCounts();
        return SUM_COUNTS_EVERY_MS;
      });
      begin("search", INDEX_EVERY_MS, async () =>
        (await store.indexTexts(clock.now())) ? INDEX_NEXT_MS : INDEX_EVERY_MS,
      );
    },
    lookForDue: () => dueLoop?.wake(),
    unknown() {
      settleUnknownAt ??= clock.now() + settings.unknownGraceMs;
      unknownLoop?.wake();
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
