import type { IncomingMessage } from "./incoming.ts";
import type { Channel, MessageState, OutgoingMessage } from "./outgoing.ts";

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

/** Which messages; all that is given must match. Times are milliseconds since 1970, of acceptance or reception. */
export interface MessageFilter {
  outcomes: readonly MessageOutcome[];
  /** Of an outgoing message the way that it went, goes or will go next. */
  ways?: readonly Channel[];
  /** The other side, as messages have it. */
  number?: string;
  /** Who sent it; nothing that came in has one. */
  userId?: number;
  /** Whose outgoing messages may be seen at all; what came in is not touched by it. */
  onlySentBy?: number;
  /** Not before. */
  from?: number;
  /** Not after. */
  until?: number;
}

/** A message of either direction. Their IDs count on their own. */
export type AnyMessage =
  | { direction: "outgoing"; message: OutgoingMessage }
  | { direction: "incoming"; message: IncomingMessage };

/** Messages of both directions, to look at and to remove. What has not come whole yet is in no list. */
export interface MessageArchive {
  /** Newest first. As quick on a late page of a million as on the first. */
  list(filter: MessageFilter, page: { limit: number; offset: number }): Promise<AnyMessage[]>;
  findOutgoing(ids: readonly number[]): Promise<OutgoingMessage[]>;
  findIncoming(id: number): Promise<IncomingMessage | undefined>;
  /** Also takes it out of the queue. `sending`: it is on its way right now, and stays. */
  removeOutgoing(id: number): Promise<"removed" | "sending" | "not-found">;
  /** `false`: there is none. */
  removeIncoming(id: number): Promise<boolean>;
}
