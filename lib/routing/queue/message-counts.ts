import { type Clock, within } from "../../clock.ts";
import type { MessageState } from "../../messages/index.ts";
/** Of messages in each state, and of those that were given up lately and not acknowledged yet. */
export type MessageCounts = Record<MessageState | "failedLately", number>;

/** When a person last said that the failures are known; a setting of the store. Milliseconds since 1970. */
export const FAILURES_ACKNOWLEDGED = "check.failures-acknowledged-at";

/** 3 ms: a count that took longer is kept for a while; a shorter one can be repeated for every request. */
const CHEAP_MS = 3;
/** 2 s: monitoring gives up after a few seconds, and then an old count says more than none. */
const LONGEST_MS = 2_000;
/** A count is kept for 20 times as long as it took, so that counting takes at most 5 % of the time. */
const KEEP_FACTOR = 20;

/**
 * How many messages are in each state, for those who may be asked by anybody, as often as they like. While the database cannot be asked, or takes longer
 * than 2 s, it is the last count that there was.
 *
 * @throws what the store throws, when it has never been asked before
 */
export function createMessageCounts<Counts extends object>(
  store: { countByState: () => Promise<Counts> },
  clock: Pick<Clock, "now" | "setTimer">,
): () => Promise<Counts> {
  let kept: { until: number; counts: Promise<Counts> } | undefined;
  let last: Counts | undefined;

  function count(): Promise<Counts> {
    if (kept !== undefined && clock.now() < kept.until) return kept.counts;
    const startedAt = clock.now();
    // Whoever asks meanwhile gets the same.
    const counting = { until: Number.POSITIVE_INFINITY, counts: store.countByState() };
    kept = counting;
    counting.counts.then(
      (counts) => {
        last = counts;
        const took = clock.now() - startedAt;
        counting.until = took <= CHEAP_MS ? 0 : clock.now() + took * KEEP_FACTOR;
      },
      () => {
        counting.until = 0;
      },
    );
    return counting.counts;
  }

  return async () => {
    try {
      const counts = count();
      return (await within(clock, counts, LONGEST_MS)) ?? last ?? (await counts);
    } catch (error) {
      if (last === undefined) throw error;
      return last;
    }
  };
}
