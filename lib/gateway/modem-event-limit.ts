import type { Clock, Timer } from "../clock.ts";
import { MODEM_EVENTS } from "../limits.ts";
import type { EventKind, EventRecorder } from "../messages/index.ts";
import { createTokenBucket, type TokenBucket } from "../rate-limit.ts";

/** A kind of event of one modem. */
interface Tally {
  modem: string;
  kind: EventKind;
  bucket: TokenBucket;
  leftOut: number;
  due: Timer | undefined;
}

/** How long is counted before the count is told. */
const COUNT_MS = 60_000;

/**
 * An event recorder in which one modem cannot hide everything else: of each kind of its events a few are recorded, and of the
 * rest a count, once a minute and at `close`. Events without a modem pass.
 */
export function limitModemEvents(
  events: EventRecorder,
  clock: Pick<Clock, "now" | "setTimer">,
): EventRecorder & { close(): void } {
  const tallies = new Map<string, Tally>();

  function tallyOf(modem: string, kind: EventKind): Tally {
    const key = `${modem} ${kind}`;
    const known = tallies.get(key);
    if (known) return known;
    const tally = { modem, kind, bucket: createTokenBucket(MODEM_EVENTS, clock.now), leftOut: 0, due: undefined };
    tallies.set(key, tally);
    return tally;
  }

  function tell(tally: Tally): void {
    const { modem, kind, leftOut } = tally;
    tally.due?.cancel();
    tally.leftOut = 0;
    if (leftOut > 0)
      events.record({ kind: "events.dropped", modem, details: { kind, events: leftOut, reason: "modem" } });
  }

  return {
    record(event) {
      if (!("modem" in event) || event.modem === undefined) return events.record(event);
      const tally = tallyOf(event.modem, event.kind);
      if (tally.leftOut === 0) {
        if (tally.bucket.take()) return events.record(event);
        tally.due = clock.setTimer(COUNT_MS, () => tell(tally));
      }
      tally.leftOut++;
    },
    close() {
      for (const tally of tallies.values()) tell(tally);
    },
  };
}
