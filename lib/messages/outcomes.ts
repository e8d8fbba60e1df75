import type { MessageState } from "./states.ts";

/** A message's outcome as lists show it: not sent yet, sent, failed, or incoming. */
export type MessageOutcome = "queued" | "sent" | "failed" | "incoming";

/** Which states make up each outcome of an outgoing message. */
export const OUTCOME_STATES = {
  queued: ["queued", "sending", "unknown"],
  sent: ["sent", "delivered"],
  failed: ["failed", "expired", "undelivered", "cancelled"],
} as const satisfies Record<Exclude<MessageOutcome, "incoming">, readonly MessageState[]>;

/** The outcome of an outgoing message in this state. */
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
