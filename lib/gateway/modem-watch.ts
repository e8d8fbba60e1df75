import type { Clock } from "../clock.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import type { EventRecorder, StreamLog } from "../messages/index.ts";
import type { ModemStatus } from "../modem/index.ts";
import { modemEvents } from "./modem-events.ts";
import { createModemSnapshots } from "./modem-snapshot.ts";

/**
 * Tells people how the modems are: in the event log, on streams of events, and in the file that `aldis modem list` reads.
 *
 * @param options.stream  logs changes for streams; `nodeId` stands for this gateway there
 */
export function createModemWatch(
  directory: string,
  {
    events,
    clock,
    log,
    stream,
    nodeId,
  }: { events: EventRecorder; clock: Clock; log: Log; stream: Pick<StreamLog, "note">; nodeId: number },
): { changed(status: ModemStatus): void; removed(name: string): void; close(): void } {
  const snapshots = createModemSnapshots(directory, { clock, log });
  const latest = new Map<string, ModemStatus>();

  function note(modem: string, state: string, error?: string): void {
    stream
      .note({ type: "modem", id: nodeId, modem, state, ...defined({ error }) })
      .catch((cause: unknown) => log.warn({ err: cause, modem }, "a modem's change is missing on streams of events"));
  }

  return {
    changed(status) {
      if (isNews(latest.get(status.name), status)) note(status.name, status.state, status.problem);
      for (const event of modemEvents(latest.get(status.name), status)) events.record(event);
      latest.set(status.name, status);
      snapshots.changed(status);
    },
    removed(name) {
      latest.delete(name);
      snapshots.removed(name);
      note(name, "deleted");
    },
    close: snapshots.close,
  };
}

/** The signal changes all the time, and each entry of the log is a write. */
const isNews = (before: ModemStatus | undefined, after: ModemStatus) =>
  (["state", "problem", "notice", "operator"] as const).some((key) => before?.[key] !== after[key]);
