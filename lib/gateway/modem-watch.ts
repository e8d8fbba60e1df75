import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import type { ModemStatus } from "../modem/index.ts";
import { modemEvents } from "./modem-events.ts";
import { createModemSnapshots } from "./modem-snapshot.ts";

/** Tells people how the modems are: in the event log, and in the file that `aldis modem list` reads. */
export function createModemWatch(
  directory: string,
  { events, clock, log }: { events: EventRecorder; clock: Clock; log: Log },
): { changed(status: ModemStatus): void; removed(name: string): void; close(): void } {
  const snapshots = createModemSnapshots(directory, { clock, log });
  const latest = new Map<string, ModemStatus>();
  return {
    changed(status) {
      for (const event of modemEvents(latest.get(status.name), status)) events.record(event);
      latest.set(status.name, status);
      snapshots.changed(status);
    },
    removed(name) {
      latest.delete(name);
      snapshots.removed(name);
    },
    close: snapshots.close,
  };
}
