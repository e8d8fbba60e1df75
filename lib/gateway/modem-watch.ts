import type { Clock } from "../clock.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import type { ModemStatus } from "../modem/index.ts";
import type { Store } from "../store/index.ts";
import { modemEvents } from "./modem-events.ts";
import { createModemSnapshots } from "./modem-snapshot.ts";
import { nodeIdOf } from "./node.ts";

/**
 * Tells people how the modems are: in the event log, on streams of events, by webhooks, and in the file that `aldis modem list`
 * reads.
 *
 * @param options.node  this gateway's name
 * @param options.numberOf  a modem's own number, where it is known
 */
export function createModemWatch(
  directory: string,
  {
    events,
    clock,
    log,
    store,
    node,
    numberOf,
  }: {
    events: EventRecorder;
    clock: Clock;
    log: Log;
    store: Pick<Store, "stream" | "webhooks">;
    node: string;
    numberOf: (modem: string) => string | undefined;
  },
): { changed(status: ModemStatus): void; removed(name: string): void; close(): void } {
  const snapshots = createModemSnapshots(directory, { clock, log, numberOf });
  const latest = new Map<string, ModemStatus>();
  const nodeId = nodeIdOf(node);
  let told = 0;
  let telling = Promise.resolve();

  function note(modem: string, state: string, error?: string): void {
    store.stream
      .note({ type: "modem", id: nodeId, modem, state, ...defined({ error }) })
      .catch((cause: unknown) => log.warn({ err: cause, modem }, "a modem's change is missing on streams of events"));
  }

  /** One after another, so that their jobs are in the order of the changes. */
  function tellWebhooks(modem: string, state: string, problem?: string): void {
    const at = clock.now();
    const data = { modem, state, ...defined({ problem }), node };
    const event = { type: "modem.state", key: `modem-${nodeId}-${at}-${++told}`, at, data } as const;
    telling = telling
      .then(() => store.webhooks.addEvent(event, at))
      .catch((cause: unknown) => log.warn({ err: cause, modem }, "webhooks are not told of a modem's change"));
  }

  return {
    changed(status) {
      const before = latest.get(status.name);
      if (isNews(before, status)) note(status.name, status.state, status.problem);
      if (before?.state !== status.state || before.problem !== status.problem) {
        tellWebhooks(status.name, status.state, status.problem);
      }
      for (const event of modemEvents(before, status)) events.record(event);
      latest.set(status.name, status);
      snapshots.changed(status);
    },
    removed(name) {
      latest.delete(name);
      snapshots.removed(name);
      note(name, "deleted");
      tellWebhooks(name, "deleted");
    },
    close: snapshots.close,
  };
}

/** The signal changes all the time, and each entry of the log is a write. */
const isNews = (before: ModemStatus | undefined, after: ModemStatus) =>
  (["state", "problem", "notice", "operator"] as const).some((key) => before?.[key] !== after[key]);
