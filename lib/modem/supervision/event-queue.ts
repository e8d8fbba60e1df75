import type { Clock, Timer } from "../../clock.ts";

/** Hands events from callbacks to one waiting loop. While nobody waits the latest is pending. */
export interface EventQueue<T> {
  post(event: T): void;
  /**
   * Resolves with what is posted, at once if something is pending; with undefined when `ms` pass first. Only one may
   * wait at a time. Never rejects.
   */
  next(ms?: number): Promise<T | undefined>;
  /** What the next one to wait gets. */
  readonly pending: T | undefined;
  /** Nothing is pending any more. */
  clear(): void;
}

/** Makes an empty queue. */
export function createEventQueue<T extends object>(clock: Clock): EventQueue<T> {
  let waiting: ((event: T | undefined) => void) | undefined;
  let pending: T | undefined;

  return {
    post(event) {
      if (waiting) waiting(event);
      else pending = event;
    },
    next(ms) {
      if (pending !== undefined) {
        const event = pending;
        pending = undefined;
        return Promise.resolve(event);
      }
      return new Promise((resolve) => {
        let timer: Timer | undefined;
        waiting = (event) => {
          waiting = undefined;
          timer?.cancel();
          resolve(event);
        };
        if (ms !== undefined) timer = clock.setTimer(ms, () => waiting?.(undefined));
      });
    },
    get pending() {
      return pending;
    },
    clear() {
      pending = undefined;
    },
  };
}
