import { type Allowance, createAllowance } from "../allowance.ts";
import type { Clock, Timer } from "../clock.ts";
import { MODEM_EVENTS } from "../limits.ts";
import type { EventLog, GatewayEvent } from "../log.ts";

/** A kind of event of one modem. */
interface Tally {
  allowance: Allowance;
  leftOut: number;
  /** The first that was left out. */
  example: GatewayEvent | undefined;
  due: Timer | undefined;
}

/** How long is counted before the count is told. */
const COUNT_MS = 60_000;

/**
 * An event log in which one modem cannot hide everything else: of each kind of its events a few are recorded, and of the
 * rest a count, once a minute and at `close`. Events without a modem pass.
 */
export function limitModemEvents(
  events: EventLog,
  clock: Pick<Clock, "now" | "setTimer">,
): EventLog & { close(): void } {
  const tallies = new Map<string, Tally>();

  function tallyOf(key: string): Tally {
    const known = tallies.get(key);
    if (known) return known;
    const allowance = createAllowance(MODEM_EVENTS, clock.now);
    const tally: Tally = { allowance, leftOut: 0, example: undefined, due: undefined };
    tallies.set(key, tally);
    return tally;
  }

  function tell(tally: Tally): void {
    const { leftOut, example } = tally;
    tally.due?.cancel();
    tally.leftOut = 0;
    if (example === undefined) return;
    const { messageId: _, ...about } = example;
    events.record({
      ...about,
      message: `${leftOut} more events of this kind were left out: the modem causes too many.`,
      details: { leftOut },
    });
    tally.example = undefined;
  }

  return {
    record(event) {
      if (event.modem === undefined) return events.record(event);
      const tally = tallyOf(`${event.modem} ${event.kind}`);
      if (tally.example === undefined && tally.allowance.take()) return events.record(event);
      if (tally.example === undefined) {
        tally.example = event;
        tally.due = clock.setTimer(COUNT_MS, () => tell(tally));
      }
      tally.leftOut++;
    },
    close() {
      for (const tally of tallies.values()) tell(tally);
    },
  };
}
