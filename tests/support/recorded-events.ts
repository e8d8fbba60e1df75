import type { EventLog, GatewayEvent } from "../../lib/log.ts";

/** An event log that keeps what it was given, in order. */
export function recordEvents(): EventLog & { all: GatewayEvent[]; ofKind(kind: string): GatewayEvent[] } {
  const all: GatewayEvent[] = [];
  return {
    all,
    record: (event) => void all.push(event),
    ofKind: (kind) => all.filter((event) => event.kind === kind),
  };
}
