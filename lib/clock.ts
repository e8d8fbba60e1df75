/** Time as a value that is passed in, so that tests and virtual networks need not wait. */

export interface Timer {
  /** Has no effect once the timer ran. */
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds. The caller owns the timer. */
  setTimer(ms: number, run: () => void): Timer;
  /** @throws the signal's reason, at once when it is aborted already */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. */
export const systemClock: Clock = withSleep({
  now: () => Date.now(),
  setTimer(ms, run) {
    const timer = setTimeout(run, ms);
    return { cancel: () => clearTimeout(timer) };
  },
});

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /**
   * Goes on by `ms`, running each timer at its own time, in order. Between two timers everything that can happen
   * without time passing happens.
   */
  advance(ms: number): Promise<void>;
  /** Goes from timer to timer until `promise` settles. @throws Error when `limitMs` have passed without that */
  runUntil<T>(promise: Promise<T>, limitMs?: number): Promise<T>;
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
  let now = startMs;
  let order = 0;

  const clock = withSleep({
    now: () => now,
    setTimer(ms, run) {
      const timer: Waiting = { at: now + Math.max(0, ms), order: order++, run };
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
    get sleeping() {
      return waiting.size;
    },
  };
}

/** Lets microtasks, stream hops and immediates run out. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}

function withSleep(clock: Omit<Clock, "sleep">): Clock {
  return {
    ...clock,
    sleep(ms, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          timer.cancel();
          reject(signal?.reason);
        };
        const timer = clock.setTimer(ms, () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        });
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}
