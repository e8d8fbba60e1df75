import type { Clock, Timer } from "../clock.ts";
import type { Log } from "../log.ts";
import type { CheckClaim, CheckSettlement, CheckStore, ClaimWrite } from "../messages/index.ts";

/** Writes results: what tells nothing new together, now and then. Owns what waits to be written. */
export interface Settler {
  /** How many wait. */
  readonly size: number;
  /** Writes it with others: within 20 s what is urgent, within five minutes the rest. */
  add(settlement: CheckSettlement, options: { isUrgent: boolean }): void;
  /** Writes it now, with all that waits. Rejects with a StoreFailure. */
  write(settlement: CheckSettlement): Promise<ClaimWrite>;
  /** Writes what waits. Never rejects: what cannot be written is tried again. */
  flush(): Promise<void>;
  /** Writes nothing more. */
  abandon(): void;
}

/** 20 s: one transaction for 67 results where 200 checks run each minute; a gateway that is killed runs those again. */
export const SETTLED_WITHIN_MS = 20_000;
/** Five minutes: 200 checks are in some 15 pages of the database, and each of them is written twice (log and file). */
const QUIET_WITHIN_MS = 300_000;

export function createSettler({ store, clock, log }: { store: CheckStore; clock: Clock; log: Log }): Settler {
  let waiting: CheckSettlement[] = [];
  let timer: { timer: Timer; at: number } | undefined;
  let isAbandoned = false;

  async function flush(): Promise<void> {
    timer?.timer.cancel();
    timer = undefined;
    const now = waiting;
    if (now.length === 0) return;
    waiting = [];
    try {
      await store.settle(now);
    } catch (error) {
      log.warn({ err: error, results: now.length }, "results of checks cannot be written; trying again");
      waiting = [...now, ...waiting];
      flushWithin(SETTLED_WITHIN_MS);
    }
  }

  function flushWithin(ms: number): void {
    const at = clock.now() + ms;
    if (isAbandoned || (timer !== undefined && timer.at <= at)) return;
    timer?.timer.cancel();
    timer = { at, timer: clock.setTimer(ms, () => void flush()) };
  }

  return {
    get size() {
      return waiting.length;
    },
    add(settlement, { isUrgent }) {
      const at = waiting.findLastIndex(({ claim }) => isSame(claim, settlement.claim));
      const before = waiting[at];
      if (before === undefined || before.result !== undefined) waiting.push(settlement);
      // The claim says when the check was due by the database.
      else waiting[at] = { ...settlement, claim: before.claim };
      flushWithin(isUrgent ? SETTLED_WITHIN_MS : QUIET_WITHIN_MS);
    },
    async write(settlement) {
      const now = waiting;
      waiting = [];
      try {
        return (await store.settle([...now, settlement])).at(-1) ?? "claim-lost";
      } catch (error) {
        waiting = [...now, ...waiting];
        flushWithin(SETTLED_WITHIN_MS);
        throw error;
      }
    },
    flush,
    abandon() {
      isAbandoned = true;
      timer?.timer.cancel();
    },
  };
}

const isSame = (one: CheckClaim, other: CheckClaim) => one.check.id === other.check.id && one.fence === other.fence;
