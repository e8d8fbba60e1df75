import type { Log } from "../log.ts";
import { createEvents, describeEvent, type EventKind, type Events } from "../messages/index.ts";
import type { Store } from "../store/index.ts";
import { maskNumbers } from "../visible.ts";

/** Makes the recorder of a process, whose events the event log of the database keeps. @param options.door  is among the details of each */
export function createStoredEvents(
  store: Pick<Store, "events">,
  log: Log,
  { door }: { door?: "command" } = {},
): Events {
  const events = createEvents({
    failed: (error, { kind }) => log.error({ err: error, event: kind }, "a subscriber to events failed"),
  });
  events.subscribe((event) => {
    const logged = describeEvent(event);
    // What a command does has no user: this says why.
    store.events.keep(door === undefined ? logged : { ...logged, details: { door, ...logged.details } });
  });
  return events;
}

const METHODS = { info: "info", warning: "warn", error: "error" } as const;

/**
 * Writes a line of the log for every event, with most digits of telephone numbers hidden. The line of a refused request comes
 * from its interface, which knows status and duration, and those about modems from their supervision.
 */
export function logEvents(events: Pick<Events, "subscribe">, log: Log): void {
  events.subscribe((event) => {
    if (isLoggedElsewhere(event.kind)) return;
    const { severity, message, userName, modem, messageId, address } = describeEvent(event);
    log[METHODS[severity]]({ event: event.kind, modem, messageId, user: userName, address }, maskNumbers(message));
  });
}

const isLoggedElsewhere = (kind: EventKind) => kind.endsWith(".refused") || kind.startsWith("modem.");
