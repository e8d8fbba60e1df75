import type { Clock, Timer } from "../clock.ts";
import type { CheckClaim, StoredCheck } from "../messages/index.ts";

/** The claims in a gateway's hands that wait for their time, and what the last runs have left. Owns both. */
interface Hand {
  /** How many wait. */
  readonly size: number;
  /** Lets a claim begin after so many milliseconds. Of two claims of a check the earlier one is void, and does not begin. */
  wait(claimed: CheckClaim, ms: number, options: { goesOn: boolean }): void;
  /** Keeps what a run has left, until the next one under this claim. */
  keep(claimed: CheckClaim): void;
  forget(claimed: CheckClaim): void;
  /** The check as the last run left it, where that is later than what is stored. */
  latest(stored: StoredCheck): StoredCheck;
  /** Lets go of all, and returns those that waited. */
  empty(): CheckClaim[];
}

/** @param begin  called when it is time */
export function createHand(clock: Clock, begin: (claimed: CheckClaim, options: { goesOn: boolean }) => void): Hand {
  const waiting = new Map<number, { claimed: CheckClaim; timer: Timer }>();
  const kept = new Map<number, CheckClaim>();

  return {
    get size() {
      return waiting.size;
    },
    wait(claimed, ms, options) {
      const { id } = claimed.check;
      const other = waiting.get(id);
      if (other !== undefined && other.claimed.fence > claimed.fence) return;
      other?.timer.cancel();
      const timer = clock.setTimer(ms, () => {
        waiting.delete(id);
        begin(claimed, options);
      });
      waiting.set(id, { claimed, timer });
    },
    keep: (claimed) => void kept.set(claimed.check.id, claimed),
    forget({ check: { id }, fence }) {
      if (kept.get(id)?.fence === fence) kept.delete(id);
    },
    latest(stored) {
      const after = kept.get(stored.id)?.check;
      const isLater = (after?.memory.last?.at ?? 0) > (stored.memory.last?.at ?? 0);
      if (after === undefined || after.version !== stored.version || !isLater) return stored;
      return { ...stored, memory: after.memory, nextAt: after.nextAt };
    },
    empty() {
      const claims = [...waiting.values()].map(({ claimed, timer }) => {
        timer.cancel();
        return claimed;
      });
      waiting.clear();
      kept.clear();
      return claims;
    },
  };
}
