/** Messages that another gateway has sent and received. */

/** The `source` of an outgoing message that was imported. */
export const IMPORTED = "import";

/** What became of an imported message. `held`: it waited there, and a person decides here. */
export type HistoryState = "held" | "sent" | "delivered" | "undelivered" | "failed";

interface History {
  /** The same at every import, and for nothing else: at most 64 characters. */
  origin: string;
  /** For the timeline: where it was, such as `gammu, sentitems 17`. */
  from: string;
}

/** An outgoing message of another gateway. Times are milliseconds since 1970. */
export interface OutgoingHistory extends History {
  direction: "outgoing";
  recipient: string;
  text: string;
  flash: boolean;
  state: HistoryState;
  createdAt: number;
  sendAt: number;
  expiresAt: number;
  sentAt?: number;
  settledAt?: number;
  modem?: string;
  /** Why it failed, or why it is held. */
  error?: string;
}

/** An incoming message of another gateway. Times are milliseconds since 1970. */
export interface IncomingHistory extends History {
  direction: "incoming";
  sender?: string;
  text: string;
  /** Hexadecimal. */
  data?: string;
  class?: number;
  modem: string;
  sentAt?: number;
  receivedAt: number;
  /** Parts that are there, and how many there should be. */
  parts: { present: number; total: number };
  isRead: boolean;
}

export type HistoryMessage = OutgoingHistory | IncomingHistory;

/** `moved`: it was imported before, and what became of it since is now known. */
export type HistoryOutcome = "added" | "moved" | "known";

/** What other gateways did, beside the messages of this one. */
export interface HistoryStore {
  /**
   * Stores messages as history, all or none: they are never sent, routed, answered or told to anybody, and no statistics count
   * them. Returns what became of each, in order. A message that was imported before is changed only by what became of it since.
   *
   * @throws StoreFailure
   */
  add(messages: readonly HistoryMessage[], now: number): Promise<HistoryOutcome[]>;
  /** What {@link add} would do. @throws StoreFailure */
  plan(messages: readonly HistoryMessage[]): Promise<HistoryOutcome[]>;
}
