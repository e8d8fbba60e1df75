import { EVENT_BYTES_OF_KIND, LOG_KINDS } from "../limits.ts";
import { type DropReason, describeEvent, type LoggedEvent } from "../messages/index.ts";
import { createTokenBuckets } from "../rate-limit.ts";

/** Counts dropped events and reports them in one event per kind. Owns the counts. */
interface EventFlood {
  /** Whether the event fits into its kind's limit at this time (milliseconds); if not, it is counted as dropped. */
  admit(event: LoggedEvent, at: number): boolean;
  /** Counts an event that was admitted and is dropped after all. */
  drop(event: LoggedEvent, reason: DropReason): void;
  /** Returns the events that report what was dropped, and resets the counts. */
  take(): LoggedEvent[];
}

/** @param options.dropped  called when the first event is dropped since the last `take` */
export function createEventFlood(options: { dropped: () => void }): EventFlood {
  let now = 0;
  const bucketOf = createTokenBuckets(EVENT_BYTES_OF_KIND, { now: () => now, keys: LOG_KINDS });
  const counts = new Map<string, { kind: string; reason: DropReason; events: number }>();

  function drop({ kind }: LoggedEvent, reason: DropReason): void {
    const key = `${reason} ${kind}`;
    const counted = counts.get(key) ?? { kind, reason, events: 0 };
    counted.events++;
    counts.set(key, counted);
    if (counts.size === 1 && counted.events === 1) options.dropped();
  }

  return {
    drop,
    admit(event, at) {
      now = at;
      if (bucketOf(event.kind).take(sizeOf(event))) return true;
      drop(event, "flood");
      return false;
    },
    take() {
      const taken = [...counts.values()];
      counts.clear();
      return taken.map((details) => describeEvent({ kind: "events.dropped", details }));
    },
  };
}

const sizeOf = (event: LoggedEvent) => JSON.stringify(event).length;
