import { randomUUID } from "node:crypto";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import type { ClockMark, Store } from "../store/index.ts";
import type { Machine } from "./machine.ts";

/** Less is a clock that is being adjusted. */
const STEP_MS = 5_000;
/** 30 s between stored readings, since a step across a restart is measured from the last one. */
const KEEP_EVERY_MS = 30_000;
/** 15 min while nothing else is written: each reading wears an SD card. */
const KEEP_IDLE_MS = 15 * 60_000;
/** Until then every gateway on the database has noticed a step, and every request begun before it has ended. */
const LATE_MS = 30_000;

/** Notices when the clock that a gateway goes by was set, and moves what waits with it. */
interface ClockSteps {
  /**
   * The clock shows `time`: `goBy` is called so that the gateway goes by it, after a step in the transaction that moves what
   * waits. `true`: it was a step. @throws StoreFailure when nothing could be moved; the step is found again with the next call
   */
  follow(time: number, goBy: () => void): Promise<boolean>;
  /** Keeps where the clock stands. @throws StoreFailure */
  keep(time: number): Promise<void>;
}

/**
 * Compares the clock with how long the machine has been up. Over a restart of the gateway that works as well; after a start
 * of the machine only a clock that is behind where it stood before can be noticed: how long the machine was off is not known.
 */
export function createClockSteps(
  store: Pick<Store, "clock" | "commits">,
  { events, log, machine, whose }: { events: EventRecorder; log: Log; machine: Machine; whose: "server" | "machine" },
): ClockSteps {
  const by = randomUUID();
  let last: ClockMark | undefined;
  let keptAt = Number.NEGATIVE_INFINITY;
  let keptCommits = 0;
  let late: { byMs: number; after: number; from: number } | undefined;

  const markOf = (time: number): ClockMark => ({
    at: Math.round(time),
    uptimeMs: Math.round(machine.uptimeMs()),
    ...defined({ boot: machine.boot }),
  });

  async function move(byMs: number, { mark, goBy, isStart }: { mark: ClockMark; goBy: () => void; isStart: boolean }) {
    const moved = await store.clock.move({ byMs, mark, by, begin: goBy });
    if (moved === undefined) {
      log.warn({ byMs }, "the clock was set; another gateway moved what waits");
      return;
    }
    late = { byMs, after: moved.lastId, from: machine.monotonicMs() };
    events.record({ kind: "clock.step", clock: whose, byMs, messages: moved.messages, whileStopped: isStart });
  }

  async function moveLate(time: number): Promise<void> {
    if (late === undefined || machine.monotonicMs() - late.from < LATE_MS) return;
    const { byMs, after } = late;
    late = undefined;
    const messages = await store.clock.moveLate({ byMs, now: Math.round(time), after });
    if (messages > 0) log.info({ messages }, "messages accepted while the clock was set were moved with it");
  }

  async function keep(time: number): Promise<void> {
    keptAt = machine.monotonicMs();
    await store.clock.keep(markOf(time));
    keptCommits = store.commits();
  }

  return {
    keep,
    async follow(time, goBy) {
      const mark = markOf(time);
      const isStart = last === undefined;
      const before = last ?? (await store.clock.last());
      const byMs = before === undefined ? 0 : Math.round(stepBetween(before, mark, isStart));
      const isStep = Math.abs(byMs) >= STEP_MS;
      if (isStep) await move(byMs, { mark, goBy, isStart });
      else goBy();
      last = mark;
      if (isStep) keptAt = machine.monotonicMs();
      await moveLate(time);
      const isIdle = store.commits() === keptCommits;
      if (machine.monotonicMs() - keptAt >= (isIdle ? KEEP_IDLE_MS : KEEP_EVERY_MS)) await keep(time);
      return isStep;
    },
  };
}

function stepBetween(before: ClockMark, now: ClockMark, isStart: boolean): number {
  const wasUp = before.uptimeMs;
  const isUp = now.uptimeMs;
  // Less: a container that shows its own, and was started since.
  const isSameBoot = before.boot === now.boot && (!isStart || now.boot !== undefined);
  if (isSameBoot && wasUp !== undefined && isUp !== undefined && isUp >= wasUp) {
    return now.at - before.at - (isUp - wasUp);
  }
  return Math.min(0, now.at - before.at);
}
