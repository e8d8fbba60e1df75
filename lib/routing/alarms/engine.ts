import type { Clock } from "../../clock.ts";
import type { Log } from "../../log.ts";
import {
  type AlarmCase,
  type AlarmStore,
  type Compose,
  type Decide,
  type EventRecorder,
  isOutage,
} from "../../messages/index.ts";
import { type Loop, startLoop } from "../queue/loop.ts";
import { createSetAside } from "../router/set-aside.ts";
import { next, nextStep } from "./decide.ts";
import type { Reports } from "./end.ts";
import { alarmEvents } from "./events.ts";
import { calledIn, type FindPeople } from "./people.ts";

/** Does what alarms have to do at their times, on whichever gateway looks first. */
export interface AlarmEngine {
  start(): void;
  /** Something may be due: look now. Cheap. */
  wake(): void;
  /** Resolves when what is under way has ended. Never rejects. */
  stop(): Promise<void>;
}

/** 5 s: what a gateway that has ended would have done is done by another one within that. */
const LOOK_EVERY_MS = 5_000;
/**
 * 30 s for a lone gateway: it knows when something happens, but for what a command does, such as `aldis alarm drill`. Where nothing is open
 * these are four short queries by indexes that are empty, of pages that SQLite keeps in memory: nothing is read from the disk.
 */
const LOOK_ANYWAY_MS = 30_000;
const STEP = 50;
const FORGET_EVERY_MS = 3_600_000;
/** 400 days: last year's alarm is found, and what it was about is not kept forever. */
const KEPT_MS = 400 * 24 * 3_600_000;
const FORGET_STEP = 100;

/**
 * Makes the engine.
 *
 * @param options.sent  called when messages and jobs may be in their queues
 * @param options.alone  no other gateway works on the database
 */
export function createAlarmEngine(options: {
  store: AlarmStore;
  findPeople: FindPeople;
  reportsOf: (found: AlarmCase, now: number) => Promise<Reports>;
  compose: Compose;
  sent: () => void;
  alone: boolean;
  clock: Clock;
  log: Log;
  events: EventRecorder;
}): AlarmEngine {
  const { store, findPeople, reportsOf, compose, alone, clock, log, events } = options;
  const setAside = createSetAside();
  const loops: Loop[] = [];
  let looking: Loop | undefined;
  let isStopped = false;

  async function look(): Promise<number> {
    while (!isStopped) {
      const now = clock.now();
      const ready = ({ alarm }: AlarmCase) => !setAside.has(alarm.id, now);
      const due = (await store.due({ now, limit: STEP })).filter(ready);
      const stuck = (await store.unreached(STEP)).filter(ready);
      for (const found of due) await attempt(found, () => stepOf(found));
      for (const found of stuck) await attempt(found, () => changeTo(found, { kind: "unreached" }));
      if ((await store.tell({ now: clock.now(), compose })) > 0) options.sent();
      if (due.length === 0 && stuck.length === 0) break;
    }
    const now = clock.now();
    const nextAt = await store.nextDue(now);
    return Math.max(0, Math.min(alone ? LOOK_ANYWAY_MS : LOOK_EVERY_MS, (nextAt ?? Number.POSITIVE_INFINITY) - now));
  }

  /** One alarm must not hold up the others. Rejects with a StoreFailure while the database is away. */
  async function attempt({ alarm }: AlarmCase, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isOutage(error)) throw error;
      log.error({ err: error, alarm: alarm.id }, "a step of an alarm failed by a mistake in the gateway");
      setAside.add(alarm.id, clock.now());
    }
  }

  async function stepOf(found: AlarmCase): Promise<void> {
    const { alarm, policy } = found;
    const now = clock.now();
    if (alarm.state !== "open") return changeTo(found, { kind: "due" });
    const at = nextStep(found);
    if (at === undefined) return changeTo(found, { kind: "due", reports: await reportsOf(found, now) });
    const step = policy.steps[at.step - 1];
    const people = step && (await findPeople(step, { called: calledIn(found, at.round), now }));
    return changeTo(found, { kind: "due", people });
  }

  /** Whoever comes second, here or on another gateway, finds another version and changes nothing. */
  async function changeTo(
    { alarm: { id, version } }: AlarmCase,
    event: { kind: "unreached" } | Omit<Extract<Parameters<typeof next>[1], { kind: "due" }>, "version">,
  ): Promise<void> {
    const now = clock.now();
    const decide: Decide = (found) => next(found, { ...event, version }, now);
    const changed = await store.change(id, { now, compose, decide });
    if (changed === undefined) return;
    for (const each of alarmEvents(changed)) events.record(each);
    options.sent();
  }

  async function forget(): Promise<number> {
    const forgotten = await store.forget({ before: clock.now() - KEPT_MS, limit: FORGET_STEP });
    return forgotten >= FORGET_STEP ? 0 : FORGET_EVERY_MS;
  }

  return {
    start() {
      looking = startLoop(look, { clock, log, name: "alarms", firstMs: 0 });
      loops.push(looking, startLoop(forget, { clock, log, name: "old alarms", firstMs: FORGET_EVERY_MS }));
    },
    wake: () => looking?.wake(),
    async stop() {
      isStopped = true;
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
