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

/** An `open` part was not written to the modem; a `sending` part may have been. */
export type PartState = "open" | "sending" | "sent" | "unknown" | "delivered" | "undelivered";

/** The states of a message and the only moves allowed from each. */
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

/** States without a move out of them. */
export const FINAL_STATES: readonly MessageState[] = ["delivered", "undelivered", "failed", "cancelled", "expired"];

const SUCCEEDED: readonly MessageState[] = ["sent", "delivered"];

/** What is wrong with a message in this state. Of one that was sent after all, by another way perhaps, an attempt before is history alone. */
export const errorIn = (state: MessageState, lastError: string | null | undefined): string | undefined =>
  SUCCEEDED.includes(state) ? undefined : (lastError ?? undefined);

/** The states that a message passes through once the network has all of its parts, given the reports so far. */
export function pathWhenSent(parts: readonly PartState[]): MessageState[] {
  if (parts.length > 0 && parts.every((state) => state === "delivered")) return ["sent", "delivered"];
  const pending = parts.some((state) => state === "open" || state === "sending" || state === "unknown");
  return !pending && parts.includes("undelivered") ? ["sent", "undelivered"] : ["sent"];
}

/** The path out of *unknown* once no part is unknown any more: queued if parts are open, else as sent. */
export function pathWhenKnown(parts: readonly PartState[]): MessageState[] {
  return parts.includes("open") ? ["queued"] : pathWhenSent(parts);
}

/** The path of a message after a report changed the state of one of its parts. */
export function pathAfterReport(state: MessageState, parts: readonly PartState[]): MessageState[] {
  if (state === "unknown") return parts.includes("unknown") ? [] : pathWhenKnown(parts);
  return state === "sent" ? pathWhenSent(parts).slice(1) : [];
}

/** The counts of an empty queue. */
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

/** Every state of a message. */
export const MESSAGE_STATES = Object.keys(NO_MESSAGES) as readonly MessageState[];
