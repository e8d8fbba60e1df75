import type { EndedCall, IncomingMessage, NewIncomingPart, ReceivedText } from "./incoming.ts";
import type { AskedByMessage, OptOutOutcome } from "./opt-outs.ts";
import type { Channel } from "./outgoing.ts";

/** The inbox, up to *stored and joined*. Every promise rejects with a StoreFailure when the database fails. */
export interface InboxStore {
  /**
   * The part is durable and joined when this resolves. `duplicate`: it was stored before, and nothing changed. Once the
   * message is complete, `asks` says whether it opts its sender out or in; that is done with the same commit.
   */
  store(
    part: NewIncomingPart,
    asks?: (message: ReceivedText) => AskedByMessage | undefined,
  ): Promise<{ messageId: number; state: IncomingMessage["state"] | "duplicate"; optOut?: OptOutOutcome }>;
  /** Releases messages that have waited longer than `olderThanMs`, marked *incomplete*; returns their IDs. */
  releaseIncomplete(options: { now: number; olderThanMs: number }): Promise<number[]>;
  /** Completes a call that was stored as a part; returns its ID, or `undefined` if it is not there. */
  endCall(call: EndedCall): Promise<number | undefined>;
  /** Completes calls that began at least `olderThanMs` ago and whose end nobody has seen; returns their IDs. */
  releaseCalls(options: { now: number; olderThanMs: number }): Promise<number[]>;
  /** Counts what came in and is not kept, in the statistics. */
  countBlocked(blocked: { at: number; modem: string; channel: Channel }): Promise<void>;
  find(id: number): Promise<IncomingMessage | undefined>;
  /** Newest first. */
  list(options: { limit: number; before?: number }): Promise<IncomingMessage[]>;
}
