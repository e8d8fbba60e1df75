import type { MessageState } from "./states.ts";

/** What a message has come to, in the words of lists: still to go, gone, given up, or one that came in. */
export type MessageOutcome = "queued" | "sent" | "failed" | "incoming";

/** Which states make up each outcome of an outgoing message. */
export const OUTCOME_STATES = {
  queued: ["queued", "sending", "unknown"],
  sent: ["sent", "delivered"],
  failed: ["failed", "expired", "undelivered", "cancelled"],
} as const satisfies Record<Exclude<MessageOutcome, "incoming">, readonly MessageState[]>;

/** What an outgoing message has come to. */
export function outcomeOf(state: MessageState): Exclude<MessageOutcome, "incoming"> {
  switch (state) {
    case "queued":
    case "sending":
    case "unknown":
      return "queued";
    case "sent":
    case "delivered":
      return "sent";
    case "failed":
    case "expired":
    case "undelivered":
    case "cancelled":
      return "failed";
    default:
      return state satisfies never;
  }
}
