/** The states of outgoing messages and their parts, and which moves are allowed. */
export type MessageState =
  | "queued"
  | "sending"
  | "sent"
  | "delivered"
  | "undelivered"
  | "failed"
  | "unknown"
  | "cancelled"
  | "expired";

/** `open` has not been written; `sending` may have been. */
export type PartState = "open" | "sending" | "sent" | "unknown" | "delivered" | "undelivered";

/** The states of a message and the only moves that there are. */
export const MOVES: Readonly<Record<MessageState, readonly MessageState[]>> = {
  queued: ["sending", "cancelled", "expired"],
  sending: ["sent", "queued", "failed", "unknown"],
  sent: ["delivered", "undelivered"],
  unknown: ["sent", "delivered", "queued", "failed"],
  delivered: [],
  undelivered: [],
  failed: [],
  cancelled: [],
  expired: [],
};

/** No move leads out of these. */
export const FINAL_STATES: readonly MessageState[] = ["delivered", "undelivered", "failed", "cancelled", "expired"];

/** What a message goes through once the network has all of its parts, as far as reports have come. */
export function pathWhenSent(parts: readonly PartState[]): MessageState[] {
  if (parts.length > 0 && parts.every((state) => state === "delivered")) return ["sent", "delivered"];
  const pending = parts.some((state) => state === "open" || state === "sending" || state === "unknown");
  return !pending && parts.includes("undelivered") ? ["sent", "undelivered"] : ["sent"];
}

/** Where a message goes from *unknown* as soon as none of its parts is: on with what is open, or it is sent. */
export function pathWhenKnown(parts: readonly PartState[]): MessageState[] {
  return parts.includes("open") ? ["queued"] : pathWhenSent(parts);
}

/** Where a message stands after the state of one of its parts changed by a report. */
export function pathAfterReport(state: MessageState, parts: readonly PartState[]): MessageState[] {
  if (state === "unknown") return parts.includes("unknown") ? [] : pathWhenKnown(parts);
  return state === "sent" ? pathWhenSent(parts).slice(1) : [];
}

/** The count of an empty queue. */
export const NO_MESSAGES: Readonly<Record<MessageState, number>> = {
  queued: 0,
  sending: 0,
  sent: 0,
  delivered: 0,
  undelivered: 0,
  failed: 0,
  unknown: 0,
  cancelled: 0,
  expired: 0,
};
