import { createEvents, describeEvent, type Events, type LoggedEvent } from "../../lib/messages/index.ts";

/** A recorder that keeps what it was given as the event log would, in order. */
export function recordEvents(): Events & { all: LoggedEvent[]; ofKind(kind: string): LoggedEvent[] } {
  const all: LoggedEvent[] = [];
  const events = createEvents({
    failed(error) {
      throw error;
    },
  });
  events.subscribe((event) => void all.push(describeEvent(event)));
  return { ...events, all, ofKind: (kind) => all.filter((event) => event.kind === kind) };
}
