import type { Clock, Timer } from "../clock.ts";
import type { Log } from "../log.ts";
import type { CheckSettlement, CheckStore, ClaimWrite } from "../messages/index.ts";

/** Writes results: what tells nothing new together, every few seconds. Owns what waits to be written. */
export interface Settler {
  /** How many wait. */
  readonly size: number;
  /** Writes it with others, soon. */
  add(settlement: CheckSettlement): void;
  /** Writes it now, with all that waits. Rejects with a StoreFailure. */
  write(settlement: CheckSettlement): Promise<ClaimWrite>;
  /** Writes what waits. Never rejects: what cannot be written is run again. */
  stop(): Promise<void>;
  /** Writes nothing more. */
  abandon(): void;
}

/** 20 s: one transaction for 67 results where 200 checks run each minute; a gateway that is killed runs those again. */
export const SETTLED_WITHIN_MS = 20_000;

export function createSettler({ store, clock, log }: { store: CheckStore; clock: Clock; log: Log }): Settler {
  let waiting: CheckSettlement[] = [];
  let timer: Timer | undefined;
  let isAbandoned = false;

  async function flush(): Promise<void> {
    timer?.cancel();
    timer = undefined;
    const now = waiting;
    if (now.length === 0) return;
    waiting = [];
    try {
      await store.settle(now);
    } catch (error) {
      log.warn({ err: error, results: now.length }, "results of checks cannot be written; trying again");
      waiting = [...now, ...waiting];
      later();
    }
  }

  function later(): void {
    if (isAbandoned) return;
    timer ??= clock.setTimer(SETTLED_WITHIN_MS, () => {
      timer = undefined;
      void flush();
    });
  }

  return {
    get size() {
      return waiting.length;
    },
    add(settlement) {
      waiting.push(settlement);
      later();
    },
    async write(settlement) {
      const now = waiting;
      waiting = [];
      try {
        return (await store.settle([...now, settlement])).at(-1) ?? "claim-lost";
      } catch (error) {
        waiting = [...now, ...waiting];
        later();
        throw error;
      }
    },
    async stop() {
      await flush();
    },
    abandon() {
      isAbandoned = true;
      timer?.cancel();
    },
  };
}
