import { type Allowance, createAllowance } from "../allowance.ts";
import { EVENT_BYTES_OF_KIND } from "../limits.ts";
import type { GatewayEvent } from "../log.ts";

/** Why an event was not kept: too many bytes of its kind, or too many that wait for the database. */
export type DropReason = "flood" | "database";

/** Counts events that are not kept, and says so in an event of its own for each kind. It owns the counts. */
export interface EventFlood {
  /** Whether there is room for it at this time, in milliseconds; what there is no room for is counted. */
  admit(event: GatewayEvent, at: number): boolean;
  /** Counts one that was admitted and is given up. */
  drop(event: GatewayEvent, reason: DropReason): void;
  /** What is to be recorded about those that were dropped, and counts from zero again. */
  take(): GatewayEvent[];
}

/** @param options.dropped  called when the first one is dropped since the last `take` */
export function createEventFlood(options: { dropped: () => void }): EventFlood {
  let now = 0;
  const allowances = new Map<string, Allowance>();
  const counts = new Map<string, { kind: string; reason: DropReason; events: number }>();

  function drop({ kind }: GatewayEvent, reason: DropReason): void {
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
      // Kinds are words of the program, so that there are only so many.
      const allowance = allowances.get(event.kind) ?? createAllowance(EVENT_BYTES_OF_KIND, () => now);
      allowances.set(event.kind, allowance);
      if (allowance.take(sizeOf(event))) return true;
      drop(event, "flood");
      return false;
    },
    take() {
      const taken = [...counts.values()];
      counts.clear();
      return taken.map(({ kind, reason, events }) => ({
        severity: "warning",
        kind: "events.dropped",
        message: `${events} events of the kind ${kind} are missing: ${WHY[reason]}`,
        details: { kind, events, reason },
      }));
    },
  };
}

const WHY: Record<DropReason, string> = {
  flood: "more of them came than are kept",
  database: "more waited for the database than are held",
};

const sizeOf = (event: GatewayEvent) => JSON.stringify(event).length;
