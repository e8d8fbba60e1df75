import type { Result } from "../result.ts";
import type { IfIs } from "./address-book.ts";
import type { CancelledMessage, EditProblem, MessageEdit, MessageProblem, ResentMessage } from "./by-person.ts";
import type { IncomingKind, IncomingMark, IncomingMessage } from "./incoming.ts";
import type { Once, OnceKey, OnceRequest, OnceResult } from "./once.ts";
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
  LostClaims,
  NewMessage,
  OutgoingMessage,
  OutgoingPart,
  QueuePlace,
  RecoveredMessages,
  ReportMatch,
  Settlement,
  TimelineEntry,
  UnknownPolicy,
} from "./outgoing.ts";
import type { MessageState } from "./states.ts";

/** What a worker claims for, see {@link OutboxStore.claimDue}. */
export interface ClaimOptions {
  now: number;
  lease: Lease;
  leaseMs: number;
  modem: string;
  /** None for Telegram, which serves them all. */
  lanes: readonly ClaimLane[];
  via?: Channel;
  sim?: string;
  encode?: (message: OutgoingMessage, options: { insteadOf?: number | undefined }) => EncodedParts | undefined;
  /** For SMS: the first open part is *sending* with the same commit, as by `partSending`. */
  begins?: boolean;
}

/** Who sends it again, or to another number. */
interface ResendOptions {
  /** See {@link NewMessage.despiteOptOut}. */
  despiteOptOut?: boolean;
}

/**
 * The queue on disk. Every promise resolves after a synced commit; calls made at the same time share one. Every state
 * change also adds a line to the message's timeline. Every method that returns a promise rejects with a StoreFailure
 * when the database fails.
 */
export interface OutboxStore {
  /** The calls that `ask` makes before it returns share one commit, in order; each may fail on its own. */
  inOneCommit<Result>(ask: () => Result): Result;
  /**
   * Stores all messages or none, and returns the new IDs in the same order. Stores nothing and returns no IDs if
   * `limit` passed before the transaction began.
   */
  accept(messages: readonly NewMessage[], now: number, limit?: Limit): Promise<number[]>;
  /** As `accept`, but stores nothing when the same was done for this key before. */
  acceptOnce(
    messages: readonly NewMessage[],
    now: number,
    options: { once: OnceRequest<number[]>; limit?: Limit | undefined },
  ): Promise<Once<number[]>>;
  /**
   * Claims the next due message in these lanes, by priority, then due time, then ID. Skips a message whose recipient
   * has another one in *sending* on the same channel, and one that excluded this modem, unless it has excluded every
   * other modem of its lane too. `via` is SMS by default; Telegram claims from every lane, and `modem` is then only
   * what the timeline shows.
   *
   * `encode` is called for a message that has no parts yet; the parts are saved in the same commit, as by `saveParts`.
   *
   * `sim` is the SIM that would send it. If another SIM has sent some of the parts, the message starts over from its
   * first part, marked as a possible duplicate, and `encode` must use a reference other than `insteadOf`.
   */
  claimDue(options: ClaimOptions): Promise<Claim | undefined>;
  /** The lanes that have queued messages, and when the first message of each is due; Telegram's come without a lane. */
  queuedLanes(): Promise<{ lane?: string; dueAt: number }[]>;
  /** Saves the encoded parts and, for SMS, the concatenation reference, unless the message has parts already. */
  saveParts(
    claim: Claim,
    parts: readonly { pdu: string; length: number }[],
    concatReference?: number,
  ): Promise<ClaimWrite>;
  /** Must be committed before the PDU is written. */
  partSending(claim: Claim, position: number, on: { modem: string; sim: string; at: number }): Promise<ClaimWrite>;
  /**
   * Records the reference, and matches a report that arrived before it. Without a reference the network already had the
   * part from an earlier attempt (CMS 197), and its report cannot be matched; `detail` replaces that explanation in the
   * timeline.
   */
  partSent(
    claim: Claim,
    position: number,
    result: { reference?: number; at: number; detail?: string },
  ): Promise<ClaimWrite>;
  /** Back to `open`: it is certain that the network has not taken the part. */
  partReopened(claim: Claim, position: number): Promise<ClaimWrite>;
  partUnknown(claim: Claim, position: number, at: number): Promise<ClaimWrite>;
  settle(claim: Claim, settlement: Settlement): Promise<ClaimWrite>;
  /**
   * Telegram accepted a part after the claim had ended. `whole`: this part completes the text, so a message that is
   * waiting for its next channel and has not been claimed since becomes *sent* and goes nowhere else. Always adds a
   * line to the timeline.
   */
  acceptedLate(
    claim: Claim,
    position: number,
    late: { at: number; modem: string; detail: string; whole: boolean },
  ): Promise<"sent" | "noted">;
  /**
   * Applies the policy to messages in *unknown* (or only to `id`). `resend` opens them again, marked as possible
   * duplicates, unless they were resent once already; they keep their place in the queue. Returns the IDs that were
   * changed.
   */
  settleUnknown(policy: UnknownPolicy, options: { now: number; id?: number }): Promise<number[]>;
  /**
   * Requeues messages of dead leases (an older epoch of a node, or an expired lease); parts in flight become *unknown*
   * first, or open again if they are of `lost` claims. `alone`: every lease but this one is dead.
   */
  recoverLeases(options: { now: number; lease: Lease; alone?: boolean; lost?: LostClaims }): Promise<RecoveredMessages>;
  /** Starts a new epoch of this node. */
  beginLease(node: string, options: { now: number; leaseMs: number }): Promise<Lease>;
  /** Extends the node's lease, and with it the lease of every message it holds. `false`: the lease was taken over. */
  renewLease(lease: Lease, options: { now: number; leaseMs: number }): Promise<boolean>;
  /** As {@link beginLease}, but returns `undefined` while another process holds the node's lease. */
  resumeLease(node: string, options: { now: number; leaseMs: number }): Promise<Lease | undefined>;
  /**
   * Moves queued messages to the lanes that `laneOf` returns: one batch, oldest first, starting behind `after`. Returns
   * the place to continue from, `undefined` at the end of the queue.
   */
  moveLanes(options: {
    after?: QueuePlace | undefined;
    laneOf: (message: Pick<NewMessage, "recipient" | "pool" | "askedModem">) => string;
  }): Promise<QueuePlace | undefined>;
  /**
   * Releases messages whose remaining parts have waited since `before` for the SIM that sent the first ones: they move
   * to the lane that `laneOf` returns, and any SIM may send them. Returns their number. A message starts waiting when
   * it is requeued with some parts sent.
   */
  endSimWaits(options: { before: number; now: number; laneOf: (message: OutgoingMessage) => string }): Promise<number>;
  /** How many parts the network has taken from a SIM since each of these times, rounded down to minutes. */
  countParts(sim: string, since: readonly number[]): Promise<number[]>;
  /** Deletes the counts of minutes before this time. */
  forgetParts(before: number): Promise<void>;
  /**
   * queued → expired where the validity has passed. Returns their number; `tell` is called once per commit with its
   * messages.
   */
  expireDue(now: number, tell?: (expired: readonly { id: number; recipient: string }[]) => void): Promise<number>;
  /** queued → cancelled, and nothing else. */
  cancel(id: number, now: number): Promise<Result<CancelledMessage, MessageProblem>>;
  /** As `RESENT_AS` says, in one commit that is announced to other gateways on the same database. */
  resend(id: number, now: number, options?: ResendOptions): Promise<Result<ResentMessage, MessageProblem>>;
  /** As `resend`, once for each key; what refuses it leaves the key free. */
  resendOnce(
    id: number,
    now: number,
    options: ResendOptions & { key: OnceKey },
  ): Promise<OnceResult<ResentMessage, MessageProblem | "other-request">>;
  /**
   * Changes a queued message that no worker has held yet; a new recipient also gets the lane that `laneOf` returns.
   * Announced as by `resend`.
   */
  edit(
    id: number,
    edit: MessageEdit,
    options: ResendOptions & {
      now: number;
      laneOf: (message: NewMessage) => string;
      ifIs?: IfIs<OutgoingMessage> | undefined;
    },
  ): Promise<Result<OutgoingMessage, EditProblem>>;
  /** Matches the newest open part with the same SIM, reference and recipient (last digits) within a week. */
  recordReport(report: DeliveryReport): Promise<ReportMatch>;
  find(id: number): Promise<{ message: OutgoingMessage; parts: OutgoingPart[]; timeline: TimelineEntry[] } | undefined>;
  /** Reads counters, so the time does not depend on the number of messages. */
  countByState(): Promise<Record<MessageState, number>>;
  /** Merges the rows that the counters accumulate, which keeps `countByState` fast. */
  sumCounts(): Promise<void>;
  /** Adds messages of both directions to the index of searches, a few at a time. `true`: more can be added now. */
  indexTexts(now: number): Promise<boolean>;
  /** Number of messages that failed, expired or became undelivered after this time; at most 10,000. */
  countFailed(since: number): Promise<number>;
  /** How many unknown messages wait for a person because a restore held them back, at most 10,000. */
  countHeld(): Promise<number>;
  /**
   * Calls `wake` when another gateway on the same database has accepted messages. Returns the function that
   * unsubscribes.
   */
  onAccepted(wake: () => void): () => void;
}

/**
 * Which messages to list; every field given must match. Times are milliseconds since 1970, of acceptance or reception.
 */
export interface MessageFilter {
  outcomes: readonly MessageOutcome[];
  /** Only outgoing messages in these states, and no incoming ones. */
  states?: readonly MessageState[];
  /** The channel that an outgoing message went by, is on or will take next. */
  ways?: readonly Channel[];
  /** The other party's number, in the form that messages store it. */
  number?: string;
  /** Forms in which incoming messages may have `number` besides. */
  senders?: readonly string[];
  /** Who sent it; incoming messages have no user. */
  userId?: number;
  /** Hides outgoing messages of other users; does not affect incoming ones. */
  onlySentBy?: number;
  /** Only incoming messages of these kinds, and no outgoing ones. */
  kinds?: readonly IncomingKind[];
  /** Whether somebody has read an incoming message, and no outgoing ones. */
  read?: boolean;
  /** The modem that sent it or tried last, or that received it. */
  modem?: string;
  /** The interface that an outgoing message came through, and no incoming ones. */
  source?: string;
  /** What the client called an outgoing message, and no incoming ones. */
  reference?: string;
  /** Not before. */
  from?: number;
  /** Not after. */
  until?: number;
}

/** Which messages to list by pages. */
export interface SearchFilter extends MessageFilter {
  /** What the text or number contains, in whatever case; of a number also without punctuation, `+` and zeros in front. */
  search?: string;
}

/** A message of either direction; each direction numbers its IDs separately. */
export type AnyMessage =
  | { direction: "outgoing"; message: OutgoingMessage }
  | { direction: "incoming"; message: IncomingMessage };

/** Where a message stands in a list: by time, then ID, then direction. */
export interface MessagePlace {
  direction: AnyMessage["direction"];
  /** Milliseconds since 1970: acceptance or reception. */
  at: number;
  id: number;
}

/** Which page of a list: the messages that follow `after` in this order, or the first ones. */
export interface PageRequest {
  after?: MessagePlace;
  limit: number;
  order: "newest" | "oldest";
}

/** `next` is the place to continue after; the list ends where it is absent, not where messages are few. */
interface MessagePage {
  messages: AnyMessage[];
  next?: MessagePlace;
}

/** What became of a message that was to be deleted; `changed-meanwhile`: it is not what it was to be, and stays. */
type Removed = "removed" | "not-found" | "changed-meanwhile";

/**
 * Messages of both directions, to list and to delete. Incoming messages that still lack parts are not listed. Every
 * promise rejects with a StoreFailure when the database fails.
 */
export interface MessageArchive {
  /** Newest first. Late pages of a million messages are as fast as the first. */
  list(filter: MessageFilter, page: { limit: number; offset: number }): Promise<AnyMessage[]>;
  /**
   * One page of the list. A message that is there all the time is on exactly one page, whatever is added or removed
   * meanwhile. Takes as long for late pages as for the first: after a bounded search a page may hold fewer messages than
   * `limit`, even none, and still have a `next`.
   */
  page(filter: SearchFilter, page: PageRequest): Promise<MessagePage>;
  findOutgoing(ids: readonly number[]): Promise<OutgoingMessage[]>;
  findIncoming(id: number): Promise<IncomingMessage | undefined>;
  /** Also removes it from the queue. `sending`: it is being sent right now and is not removed. */
  removeOutgoing(id: number, ifIs?: IfIs<OutgoingMessage>): Promise<Removed | "sending">;
  /** Marks an incoming message. */
  markIncoming(
    id: number,
    mark: IncomingMark,
    options: { now: number; ifIs?: IfIs<IncomingMessage> | undefined },
  ): Promise<Result<IncomingMessage, "not-found" | "changed-meanwhile">>;
  removeIncoming(id: number, ifIs?: IfIs<IncomingMessage>): Promise<Removed>;
}
