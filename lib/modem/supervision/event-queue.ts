import type { Clock, Timer } from "../../clock.ts";

/** Hands things from callbacks to one waiting loop; the latest counts when nobody waits. */
export interface EventQueue<T> {
  post(item: T): void;
  /** Resolves with what was posted, at once if something lies there. Only one may wait at a time. */
  next(): Promise<T>;
  /** As `next`, or undefined when `ms` pass first. */
  nextWithin(ms: number): Promise<T | undefined>;
  /** What lies there, taken out. */
  take(): T | undefined;
}

/** Makes an empty mailbox. */
export function createEventQueue<T>(clock: Clock): EventQueue<T> {
  let waiting: ((item: T) => void) | undefined;
  let kept: { item: T } | undefined;

  function take(): T | undefined {
    const item = kept?.item;
    kept = undefined;
    return item;
  }

  function wait<R>(begin: (resolve: (item: T | R) => void) => Timer | undefined): Promise<T | R> {
    return new Promise((resolve) => {
      const timer = begin((item) => {
        waiting = undefined;
        resolve(item);
      });
      waiting = (item) => {
        waiting = undefined;
        timer?.cancel();
        resolve(item);
      };
      if (kept) waiting(take() as T);
    });
  }

  return {
    post(item) {
      if (waiting) waiting(item);
      else kept = { item };
    },
    next: () => wait<never>(() => undefined),
    nextWithin: (ms) => wait<undefined>((resolve) => clock.setTimer(ms, () => resolve(undefined))),
    take,
  };
}
