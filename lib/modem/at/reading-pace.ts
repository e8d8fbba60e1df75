import type { Clock } from "../../clock.ts";
import { MODEM_OCTETS, MODEM_OCTETS_A_TURN } from "../../limits.ts";
import { createTokenBucket } from "../../rate-limit.ts";

/** How fast what a modem says is read. What waits meanwhile waits in the port, which then takes no more from the line. */
interface ReadingPace {
  /** Called when this many octets were processed. Resolves when more may be read, never rejects; undefined: at once. */
  after(octets: number): Promise<void> | undefined;
}

/**
 * Makes a pace that no modem notices which says what modems have to say.
 *
 * @param signal  ends all waiting; `after` then rejects
 */
export function createReadingPace(clock: Clock, signal: AbortSignal): ReadingPace {
  const bucket = createTokenBucket(MODEM_OCTETS, clock.now);
  let sinceTurn = 0;

  return {
    after(octets) {
      const waitMs = bucket.reserve(octets);
      if (waitMs > 0) return clock.sleep(waitMs, signal);
      sinceTurn += octets;
      if (sinceTurn < MODEM_OCTETS_A_TURN) return undefined;
      sinceTurn = 0;
      // Others get their turn of the event loop in between.
      return new Promise((resolve) => setImmediate(resolve));
    },
  };
}
