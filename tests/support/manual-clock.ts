import type { Clock } from "../../lib/clock.ts";

/** A clock that stands still until a test moves it. */
export interface ManualClock extends Clock {
  /** Moves on, waking sleepers in the order of their times; lets what they started settle in between. */
  advance(ms: number): Promise<void>;
  /** Sleepers that wait now. */
  readonly sleeping: number;
}

interface Sleeper {
  at: number;
  wake(): void;
}

export function createManualClock(startAt = Date.UTC(2026, 0, 5, 12)): ManualClock {
  let now = startAt;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => now,
    get sleeping() {
      return sleepers.size;
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const sleeper: Sleeper = {
          at: now + ms,
          wake() {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", onAbort);
            resolve();
          },
        };
        function onAbort() {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        }
        sleepers.add(sleeper);
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
    async advance(ms) {
      const until = now + ms;
      for (;;) {
        await turns();
        const next = [...sleepers].sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > until) break;
        now = Math.max(now, next.at);
        next.wake();
      }
      now = until;
      await turns();
    },
  };
}

/** A few turns of the event loop, so that writes that wait for the end of a turn are done. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
