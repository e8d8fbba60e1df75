import { type Clock, withSleep } from "../../lib/clock.ts";

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /**
   * Goes on by `ms`, running each timer at its own time, in order. Between two timers everything that can happen
   * without time passing happens.
   */
  advance(ms: number): Promise<void>;
  /** Goes from timer to timer until `promise` settles. @throws Error when `limitMs` have passed without that */
  runUntil<T>(promise: Promise<T>, limitMs?: number): Promise<T>;
  /** Before time goes on, this has come to rest too: what is asked of a real database is answered first. */
  waitFor(rest: () => Promise<void>): void;
  /** Timers and sleepers that wait now. */
  readonly sleeping: number;
}

/** Makes a clock that stands at `startMs`. */
export function createManualClock(startMs = 1_700_000_000_000): ManualClock {
  interface Waiting {
    at: number;
    order: number;
    run: () => void;
  }
  const waiting = new Set<Waiting>();
  const rests: (() => Promise<void>)[] = [];
  let now = startMs;
  let order = 0;

  async function settle(): Promise<void> {
    await settleHere();
    for (const rest of rests) await rest();
  }

  const clock = withSleep({
    now: () => now,
    setTimer(ms, run) {
      // A real clock tells whole milliseconds, and no timer fires before its time.
      const timer: Waiting = { at: now + Math.max(0, Math.ceil(ms)), order: order++, run };
      waiting.add(timer);
      return { cancel: () => void waiting.delete(timer) };
    },
  });

  function nextBefore(limit: number): Waiting | undefined {
    let next: Waiting | undefined;
    for (const timer of waiting) {
      if (timer.at > limit) continue;
      if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
    }
    return next;
  }

  function fire(timer: Waiting): void {
    waiting.delete(timer);
    now = Math.max(now, timer.at);
    timer.run();
  }

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    await settle();
    for (let next = nextBefore(end); next; next = nextBefore(end)) {
      fire(next);
      await settle();
    }
    now = end;
  }

  async function runUntil<T>(promise: Promise<T>, limitMs = 3_600_000): Promise<T> {
    const end = now + limitMs;
    let settled = false;
    const mark = () => {
      settled = true;
    };
    promise.then(mark, mark);
    await settle();
    while (!settled) {
      const next = nextBefore(end);
      if (!next) throw new Error(`nothing left to wait for within ${limitMs} ms, and the promise has not settled`);
      fire(next);
      await settle();
    }
    return promise;
  }

  return {
    ...clock,
    advance,
    runUntil,
    waitFor: (rest) => void rests.push(rest),
    get sleeping() {
      return waiting.size;
    },
  };
}

/** Lets microtasks, stream hops and immediates run out. */
async function settleHere(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
