import type { NewMessage } from "../../lib/messages/index.ts";

/** The message that is measured: an alarm in one part, by SMS. */
export function benchMessage(given: Pick<NewMessage, "sendAt" | "expiresAt"> & Partial<NewMessage>): NewMessage {
  return {
    recipient: "+491701234567",
    text: "disk full on db-3",
    kind: "text",
    flash: false,
    channel: "sms",
    priority: 1,
    source: "bench",
    ...given,
  };
}
