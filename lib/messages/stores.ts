import type { CancelResult, ResendResult } from "./by-person.ts";
import type { IncomingMessage, NewIncomingPart } from "./incoming.ts";
import type { MessageOutcome } from "./outcomes.ts";
import type {
  Channel,
  Claim,
  ClaimLane,
  ClaimWrite,
  DeliveryReport,
  EncodedParts,
  Lease,
  Limit,
  NewMessage,
  OutgoingMessage,
  OutgoingPart,
  QueuePlace,
  ReportMatch,
  Settlement,
  TimelineEntry,
  UnknownPolicy,
} from "./outgoing.ts";
import type { MessageState } from "./states.ts";

/**
 * The queue on disk. Every promise resolves after a synced commit, which calls of one time share. Every state change
 * also writes one line of the message's timeline.
 */
export interface OutboxStore {
  /** The calls that `ask` makes before it returns share one commit, in their order; each may fail alone. */
  inOneCommit<Result>(ask: () => Result): Result;
  /**
   * Stores all or none, in order; gives the new IDs in the same order: none when `limit` has passed before the
   * transaction began.
   */
  accept(messages: readonly NewMessage[], now: number, limit?: Limit): Promise<number[]>;
  /**
   * Claims the next due message of these lanes: priority, then due time, then ID; never one whose recipient has another
   * message in *sending* on the same way, and none that excluded this modem while it has not excluded all others of its
   * lane. `via` Telegram: of every lane; `modem` is then what the timeline shows. SMS by default.
   *
   * `encode` is asked for the parts of a message that has none yet; they are kept in the same commit, as by `saveParts`.
   *
   * `sim` is the SIM that would send it. Where another one has sent some of the parts, the message begins again from its
   * first part, marked as a possible duplicate: `encode` is asked for parts under another reference than `insteadOf`.
   */
  claimDue(options: {
    now: number;
    lease: Lease;
    leaseMs: number;
    modem: string;
    lanes: readonly ClaimLane[];
    via?: Channel;
    sim?: string;
    encode?: (message: OutgoingMessage, options: { insteadOf?: number | undefined }) => EncodedParts | undefined;
  }): Promise<Claim | undefined>;
  /** The lanes in which messages are queued, and when the first of each falls due; Telegram's are under no lane. */
  queuedLanes(): Promise<{ lane?: string; dueAt: number }[]>;
  /** Keeps the encoded parts and, for SMS, the concatenation reference, once. */
  saveParts(
    claim: Claim,
    parts: readonly { pdu: string; length: number }[],
    concatReference?: number,
  ): Promise<ClaimWrite>;
  /** Before the PDU is written. */
  partSending(claim: Claim, position: number, on: { modem: string; sim: string; at: number }): Promise<ClaimWrite>;
  /**
   * After the reference came; also matches a report that arrived before it. No reference: the network has the part
   * from an earlier try (197), so its report cannot be matched; `detail` says otherwise.
   */
  partSent(
    claim: Claim,
    position: number,
    result: { reference?: number; at: number; detail?: string },
  ): Promise<ClaimWrite>;
  /** Back to `open`: the network certainly has not taken it. */
  partReopened(claim: Claim, position: number): Promise<ClaimWrite>;
  partUnknown(claim: Claim, position: number, at: number): Promise<ClaimWrite>;
  settle(claim: Claim, settlement: Settlement): Promise<ClaimWrite>;
  /**
   * Telegram has accepted a part after the claim ended. `whole`: with it the text is complete, so that a message that
   * waits for its next way and has not been claimed since is sent, and goes no other way. Always a line of the timeline.
   */
  acceptedLate(
    claim: Claim,
    position: number,
    late: { at: number; modem: string; detail: string; whole: boolean },
  ): Promise<"sent" | "noted">;
  /**
   * Applies the policy to messages in *unknown* (or `id` alone). `resend`: open again, marked as a possible duplicate,
   * unless already resent once. What is queued again keeps its place. Gives the IDs that were changed.
   */
  settleUnknown(policy: UnknownPolicy, options: { now: number; id?: number }): Promise<number[]>;
  /** Puts messages of dead leases (older epoch of a node, or lease run out) back; in-flight parts become unknown first. */
  recoverLeases(options: { now: number; lease: Lease }): Promise<{ requeued: number; unknown: number }>;
  /** Starts a new life of this node. */
  beginLease(node: string, options: { now: number; leaseMs: number }): Promise<Lease>;
  /** Lengthens the node's lease and that of everything it holds. `false`: the lease was taken over. */
  renewLease(lease: Lease, options: { now: number; leaseMs: number }): Promise<boolean>;
  /** As {@link beginLease}, but `undefined` while the life that holds the node's name is alive. */
  resumeLease(node: string, options: { now: number; leaseMs: number }): Promise<Lease | undefined>;
  /**
   * Puts queued messages into the lanes where `laneOf` says that they belong: a few, oldest first, from `after` on. Gives
   * the place to go on from; `undefined` when that was all.
   */
  moveLanes(options: {
    after?: QueuePlace | undefined;
    laneOf: (message: Pick<NewMessage, "recipient" | "pool" | "askedModem">) => string;
  }): Promise<QueuePlace | undefined>;
  /**
   * Lets messages whose rest has waited since `before` for the SIM of their first parts go by any other: they move to the
   * lane that `laneOf` says. Gives how many. A message begins to wait as it goes back to the queue with some parts sent.
   */
  endSimWaits(options: { before: number; now: number; laneOf: (message: OutgoingMessage) => string }): Promise<number>;
  /** How many parts the network has taken from a SIM since each of these times, rounded down to minutes. */
  countParts(sim: string, since: readonly number[]): Promise<number[]>;
  /** Forgets the counts of minutes before. */
  forgetParts(before: number): Promise<void>;
  /** queued → expired where the validity has passed. Gives how many; `tell` gets them, as many at once as share a commit. */
  expireDue(now: number, tell?: (expired: readonly { id: number; recipient: string }[]) => void): Promise<number>;
  /** queued → cancelled, and nothing else. */
  cancel(id: number, now: number): Promise<CancelResult>;
  /** As `RESENT_AS` says, in one commit, which other gateways on the same database are told of. */
  resend(id: number, now: number): Promise<ResendResult>;
  /** Newest open part of SIM, reference and recipient (last digits) within a week. */
  recordReport(report: DeliveryReport): Promise<ReportMatch>;
  find(id: number): Promise<{ message: OutgoingMessage; parts: OutgoingPart[]; timeline: TimelineEntry[] } | undefined>;
  /** From counters: as quick with a million messages as with none. */
  countByState(): Promise<Record<MessageState, number>>;
  /** Keeps the counters small. */
  sumCounts(): Promise<void>;
  /** Messages given up after this time, 10,000 at most; not those that a person has cancelled. */
  countFailed(since: number): Promise<number>;
  /** Calls back when another gateway on the same database has accepted messages. Gives the way to stop. */
  onAccepted(wake: () => void): () => void;
}

/** The inbox up to *stored and joined*. */
export interface InboxStore {
  /** Durable and joined when it resolves. `duplicate`: stored before, nothing changed. */
  store(part: NewIncomingPart): Promise<{ messageId: number; state: IncomingMessage["state"] | "duplicate" }>;
  /** Releases what has waited longer than `olderThanMs`, marked *incomplete*. */
  releaseIncomplete(options: { now: number; olderThanMs: number }): Promise<number[]>;
  find(id: number): Promise<IncomingMessage | undefined>;
  /** Newest first. */
  list(options: { limit: number; before?: number }): Promise<IncomingMessage[]>;
}

/** Which messages; all that is given must match. Times are milliseconds since 1970, of acceptance or reception. */
export interface MessageFilter {
  outcomes: readonly MessageOutcome[];
  /** Of the outgoing ones only those in these states, and none that came in. */
  states?: readonly MessageState[];
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
