import type { Clock } from "../../clock.ts";

/** Lets one loop wait for "something may have changed". A call to `wake` before the wait is not lost. */
interface Waker {
  wake(): void;
  /** Forgets what was woken for until now: call it before looking. */
  reset(): void;
  /** Resolves when woken, or after `ms`; gives `true` when woken. One waiter at a time. Never rejects. */
  wait(ms: number): Promise<boolean>;
}

/** A timer cannot be set for longer than about 24 days; nobody needs more than an hour. */
const LONGEST_WAIT_MS = 3_600_000;

export function createWaker(clock: Clock): Waker {
  let woken = false;
  let waiting: (() => void) | undefined;
  return {
    wake() {
      woken = true;
      waiting?.();
    },
    reset() {
      woken = false;
    },
    wait(ms) {
      if (woken) {
        woken = false;
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const timer = clock.setTimer(Math.min(LONGEST_WAIT_MS, Math.max(0, ms)), done);
        function done() {
          timer.cancel();
          waiting = undefined;
          const wasWoken = woken;
          woken = false;
          resolve(wasWoken);
        }
        waiting = done;
      });
    },
  };
}
