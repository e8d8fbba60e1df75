import { createAllowance } from "../../allowance.ts";
import type { Clock } from "../../clock.ts";
import { MODEM_OCTETS, MODEM_OCTETS_A_TURN } from "../../limits.ts";

/** How fast what a modem says is read. What waits meanwhile waits in the port, which then takes no more from the line. */
export interface ReadingPace {
  /** So many octets were dealt with. Resolves when more may be read; undefined: at once. */
  after(octets: number): Promise<void> | undefined;
}

/**
 * Makes a pace that no modem notices which says what modems have to say.
 *
 * @param signal  ends all waiting; `after` then rejects
 */
export function createReadingPace(clock: Clock, signal: AbortSignal): ReadingPace {
  const allowance = createAllowance(MODEM_OCTETS, clock.now);
  const refillMs = (MODEM_OCTETS_A_TURN / MODEM_OCTETS.perSecond) * 1_000;
  let sinceTurn = 0;

  async function wait(octets: number): Promise<void> {
    do await clock.sleep(refillMs, signal);
    while (!allowance.take(octets));
  }

  return {
    after(octets) {
      if (!allowance.take(octets)) return wait(octets);
      sinceTurn += octets;
      if (sinceTurn < MODEM_OCTETS_A_TURN) return undefined;
      sinceTurn = 0;
      // Others get their turn of the event loop in between.
      return new Promise((resolve) => setImmediate(resolve));
    },
  };
}
