import type { Routed } from "../../lib/messages/index.ts";
import { NOON } from "./outgoing.ts";

/** What routing an incoming message adds: nothing, but for `more`. */
export const routed = (incomingId: number, more: Partial<Routed> = {}): Routed => ({
  incomingId,
  event: {
    type: "message.received",
    key: `in-${incomingId}-received`,
    at: NOON,
    data: {
      id: incomingId,
      text: "hello",
      kind: "text",
      channel: "sms",
      modem: "one",
      receivedAt: "2026-01-31T11:00:00Z",
    },
  },
  matched: [],
  jobs: [],
  forwarded: [],
  answers: [],
  ...more,
});
