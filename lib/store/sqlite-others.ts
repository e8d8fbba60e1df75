import { systemClock, type Timer } from "../clock.ts";

/** 1 s: what a command has done goes on within it. A look reads memory that SQLite's processes share, not the disk. */
const LOOK_EVERY_MS = 1_000;

/** Tells when another process has written to the database. */
interface OtherWriters {
  /** Calls `wake` after that. Returns the function that unsubscribes. */
  add(wake: () => void): () => void;
  stop(): void;
}

/**
 * Looks while there are subscribers: nobody announces anything through a file.
 *
 * @param version  differs once another connection than the one that is asked has written
 */
export function createOtherWriters(version: () => number): OtherWriters {
  const subscribers = new Set<() => void>();
  let timer: Timer | undefined;
  let known = 0;

  function look(): void {
    timer = systemClock.setTimer(LOOK_EVERY_MS, look);
    const now = versionNow();
    if (now === known) return;
    known = now;
    for (const wake of subscribers) wake();
  }

  /** What is wrong with the database, whoever uses it next learns. */
  function versionNow(): number {
    try {
      return version();
    } catch {
      return known;
    }
  }

  function stop(): void {
    timer?.cancel();
    timer = undefined;
  }

  return {
    add(wake) {
      if (timer === undefined) {
        known = versionNow();
        timer = systemClock.setTimer(LOOK_EVERY_MS, look);
      }
      const subscriber = () => wake();
      subscribers.add(subscriber);
      return () => {
        subscribers.delete(subscriber);
        if (subscribers.size === 0) stop();
      };
    },
    stop,
  };
}
