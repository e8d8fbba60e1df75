/** What a message is on its way, and what this layer needs from a store. The store implements; routing decides. */

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

export type MessageKind = "text" | "ring";
export type RequestedChannel = "sms" | "telegram" | "auto";
/** A way out. Which one a message takes is decided anew after each attempt; `Channel` is what was asked for. */
export type Channel = "sms" | "telegram";
/** 0 low, 1 normal, 2 high. */
export type Priority = 0 | 1 | 2;

/** One recipient's message as it is accepted. Times are milliseconds since 1970. */
export interface NewMessage {
  /** `+49…`, or a short code as typed. */
  recipient: string;
  /** Line ends are `\n`. Empty for a ring. */
  text: string;
  kind: MessageKind;
  flash: boolean;
  channel: RequestedChannel;
  priority: Priority;
  /** Modem pool asked for. */
  pool?: string;
  /** Modem asked for, by its name. */
  askedModem?: string;
  /** Which modems may send it, see `lanes.ts`; the outbox says. */
  lane?: string;
  userId?: number;
  /** Which door it came through: `api.php`, `rest`, `web`, `email`, … */
  source: string;
  /** Not before. */
  sendAt: number;
  /** Not after: validity. */
  expiresAt: number;
}

export interface OutgoingMessage extends NewMessage {
  id: number;
  createdAt: number;
  state: MessageState;
  /** Next attempt not before. */
  dueAt: number;
  attempts: number;
  /** Times it was sent again after an unknown outcome that the modem left. */
  resends: number;
  mayBeDuplicate: boolean;
  /** Kept over retries, so that a telephone joins the parts of two attempts. */
  concatReference?: number;
  modem?: string;
  lastError?: string;
  sentAt?: number;
  settledAt?: number;
  /** The way that it goes now or next. */
  via: Channel;
  /** UTF-16 units at the start of the text that have gone by a way that it was on before. */
  takenUnits: number;
}

/** `open` has not been written; `sending` may have been. */
export type PartState = "open" | "sending" | "sent" | "unknown" | "delivered" | "undelivered";

export interface OutgoingPart {
  /** From 1. */
  position: number;
  /** As {@link EncodedPdu}; empty on Telegram. */
  pdu: string;
  /** As {@link EncodedPdu}; on Telegram the UTF-16 units of the text that it stands for. */
  length: number;
  state: PartState;
  /** TP-MR. */
  reference?: number;
  modem?: string;
  sim?: string;
  sentAt?: number;
}

/** Who holds a claim: a gateway (`node`, stable over restarts) in one life (`epoch`, grows at every start). */
export interface Lease {
  node: string;
  epoch: number;
}

/** A message in state *sending* that this gateway holds. Writes with an old `fence` change nothing. */
export interface Claim {
  message: OutgoingMessage;
  parts: OutgoingPart[];
  fence: number;
}

/** Where a walk over the queue has come to. */
export interface QueuePlace {
  createdAt: number;
  id: number;
}

/** Of a request: once it has passed, the client has been told that the request failed. */
export interface Limit {
  readonly passed: boolean;
}

/** A lane that a modem looks into. */
export interface ClaimLane {
  lane: string;
  /** The other modems that are fit to send what is in it. */
  others: readonly string[];
}

/** What becomes of a claimed message. */
export type Settlement =
  /** `detail` goes into the timeline: what became of a ring. */
  | { state: "sent"; at: number; detail?: string }
  | { state: "queued"; at: number; dueAt: number; error: string; excludeModem?: string; countAttempt: boolean }
  /**
   * On to another way, with the text that is left: parts that are sent are counted, all others are forgotten.
   * `mayBeDuplicate`: some of it may have gone.
   */
  | { state: "queued"; at: number; dueAt: number; error: string; via: Channel; mayBeDuplicate: boolean }
  | { state: "failed"; at: number; error: string }
  | { state: "expired"; at: number }
  | { state: "unknown"; at: number; error: string };

/** What to do when nobody knows whether the network took a part. */
export type UnknownPolicy = "resend" | "hold" | "assume-sent";

/** A write lost its claim: lease taken over, or settled by another. Nothing was changed. */
export type ClaimWrite = "written" | "claim-lost";

export interface DeliveryReport {
  modem: string;
  sim: string;
  reference: number;
  recipient: string;
  outcome: "completed" | "still-trying" | "permanent" | "gave-up";
  statusCode: number;
  /** Absent when the network gave no time: the report is then not known again when it comes twice. */
  dischargedAt?: number;
  /** TP-DT in hexadecimal, where it is not a time. */
  oddDischargedAt?: string;
  receivedAt: number;
}

export type ReportMatch =
  | { matched: true; messageId: number; position: number; messageState: MessageState }
  /** Kept, and matched when the part's reference is recorded within the window. */
  | { matched: false };

/** A text cut into PDUs. */
export interface EncodedParts {
  parts: readonly { pdu: string; length: number }[];
  concatReference: number;
}

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
  /** queued → cancelled. */
  cancel(id: number, now: number): Promise<boolean>;
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

export interface TimelineEntry {
  at: number;
  state: MessageState | PartState;
  position?: number;
  modem?: string;
  detail?: string;
}
