import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import {
  type EventRecorder,
  type IncomingMessage,
  isOutage,
  type NewMessage,
  type Routed,
  type RoutedOutcome,
  type RoutingStore,
} from "../../messages/index.ts";
import type { AlarmReplies } from "../alarms/replies.ts";
import { type Loop, startLoop } from "../queue/loop.ts";
import { describeRefusals } from "../submission/refusals.ts";
import { type Consider, type Considered, routedOf, type Step } from "./consider.ts";
import type { ReadyRule } from "./rule-set.ts";
import { createSetAside } from "./set-aside.ts";

/** Shows every incoming message to the rules, once over all gateways, from what is stored. */
export interface Router {
  start(): void;
  /** A message is whole. Cheap. */
  arrived(incomingId: number): void;
  /** Resolves when what is under way has ended. Never rejects. */
  stop(): Promise<void>;
}

/** 50 messages share a transaction. */
const STEP = 50;
/** 15 s: then messages that another gateway has received and not routed are anybody's: it has ended. */
const OTHERS_MS = 15_000;
/** 30 s where no other gateway is: only a wake that got lost. */
const LOOK_ANYWAY_MS = 30_000;
const FORGET_EVERY_MS = 3_600_000;
/** 32 days: a day more than the longest pause between two automatic answers. */
const FORGET_AFTER_MS = 32 * 24 * 3_600_000;
const FORGET_STEP = 500;
/** 10,000 that this gateway has received lately: more are routed with those of others. */
const MOST_OWN = 10_000;

/**
 * Makes the router.
 *
 * @param options.rules  as they are now
 * @param options.replies  reads messages of people whom alarms have called
 * @param options.laneOf  of a message in the queue
 * @param options.sent  messages are in the queue
 * @param options.added  jobs are there
 * @param options.alone  no other gateway works on the database
 */
export function createRouter(options: {
  store: RoutingStore;
  rules: () => Promise<readonly ReadyRule[]>;
  consider: Consider;
  replies?: AlarmReplies | undefined;
  laneOf: (message: NewMessage) => string;
  sent: () => void;
  added: () => void;
  alone: boolean;
  clock: Clock;
  log: Log;
  events: EventRecorder;
}): Router {
  const { store, consider, replies, laneOf, alone, clock, log, events } = options;
  const own = new Set<number>();
  const setAside = createSetAside();
  const loops: Loop[] = [];
  let looking: Loop | undefined;
  let isStopped = false;

  async function look(): Promise<number> {
    let after = 0;
    let waitsForOthers = false;
    while (!isStopped) {
      const page = await store.unrouted({ limit: STEP, after });
      const now = clock.now();
      const due = page.filter(({ id }) => !setAside.has(id, now));
      const ours = due.filter(({ id, receivedAt }) => alone || own.has(id) || receivedAt <= now - OTHERS_MS);
      waitsForOthers ||= ours.length < due.length;
      if (ours.length > 0) await routeTogether(ours);
      const last = page.at(-1);
      if (page.length < STEP || last === undefined) break;
      after = last.id;
    }
    return waitsForOthers || !alone ? OTHERS_MS : LOOK_ANYWAY_MS;
  }

  /** Rejects with a StoreFailure while the database is away: nothing is lost then. */
  async function routeTogether(messages: readonly IncomingMessage[]): Promise<void> {
    try {
      const rules = await options.rules();
      const considered: (Considered & Pick<Routed, "alarm">)[] = [];
      for (const incoming of messages) {
        // What stands in the place of its text is not to be sent on, or taken as an answer.
        const reply = incoming.textUnreadable ? undefined : await replies?.read(incoming);
        const seen = await consider(incoming, reply?.isAnswer === true ? [] : rules);
        considered.push({ ...seen, alarm: reply?.reading });
      }
      const outcomes = await store.route(
        considered.map((each) => ({ ...routedOf(each, laneOf), alarm: each.alarm })),
        clock.now(),
      );
      for (const [at, each] of considered.entries()) tell(each, outcomes[at] ?? { kind: "already" });
      wake(outcomes);
      for (const { id } of messages) own.delete(id);
    } catch (error) {
      if (isOutage(error)) throw error;
      const [incoming, ...others] = messages;
      // One message, or a rule that was removed meanwhile, must not hold up the others.
      if (others.length > 0) for (const each of messages) await routeTogether([each]);
      else if (incoming !== undefined) failed(incoming.id, error);
    }
  }

  function failed(id: number, error: unknown): void {
    log.error({ err: error, incomingId: id }, "a message could not be routed; it is tried again later");
    if (setAside.add(id, clock.now()) > 1) return;
    events.record({ kind: "routing.failed", rule: undefined, details: { incoming: id } });
  }

  function wake(outcomes: readonly RoutedOutcome[]): void {
    const routed = outcomes.filter((outcome) => outcome.kind === "routed");
    if (routed.some(({ messages }) => messages.length > 0)) options.sent();
    if (routed.some(({ jobs }) => jobs > 0)) options.added();
  }

  function tell({ incoming, message, matched, steps }: Considered, outcome: RoutedOutcome): void {
    if (outcome.kind === "already") return;
    if (incoming.textUnreadable) {
      log.error({ incomingId: message.id }, "a message was not routed: its encrypted text does not open");
      events.record({ kind: "routing.failed", rule: undefined, details: { incoming: message.id } });
    }
    const { messages, jobs, unanswered, alarms } = outcome;
    replies?.changed(alarms);
    log.debug({ incomingId: message.id, matched, messages: messages.length, jobs, unanswered }, "message routed");
    for (const step of steps) tellStep(step, message.id);
  }

  function tellStep({ rule, refused, circle, failed }: Step, incoming: number): void {
    const [first] = refused;
    if (first !== undefined) {
      const recipient = "recipient" in first ? first.recipient : undefined;
      const explanation = `Rule ${rule}, incoming message in-${incoming}: ${describeRefusals(refused)}`;
      const more = refused.length > 1 ? { refusals: refused.length } : {};
      events.record({ kind: "routing.refused", explanation, details: { reason: first.kind, recipient, ...more } });
    }
    if (circle !== undefined) events.record({ kind: "routing.loop", rule, details: { incoming, forwarded: circle } });
    if (failed) events.record({ kind: "routing.failed", rule, details: { incoming } });
  }

  async function forget(): Promise<number> {
    const forgotten = await store.forget({ before: clock.now() - FORGET_AFTER_MS, limit: FORGET_STEP });
    return forgotten >= FORGET_STEP ? 0 : FORGET_EVERY_MS;
  }

  return {
    start() {
      looking = startLoop(look, { clock, log, name: "message routing", firstMs: 0 });
      loops.push(looking, startLoop(forget, { clock, log, name: "routing memory", firstMs: FORGET_EVERY_MS }));
    },
    arrived(incomingId) {
      if (!alone && own.size < MOST_OWN) own.add(incomingId);
      looking?.wake();
    },
    async stop() {
      isStopped = true;
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
