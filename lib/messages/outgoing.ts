import type { MessageState, PartState } from "./states.ts";

/** Outgoing messages: what is accepted, claimed, settled and reported. */

export type MessageKind = "text" | "ring";
export type RequestedChannel = "sms" | "telegram" | "auto";
/**
 * A channel that a message is sent by, chosen again after each attempt; {@link RequestedChannel} is what the sender
 * asked for.
 */
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
  /** Requested modem pool. */
  pool?: string;
  /** Name of the requested modem. */
  askedModem?: string;
  /** Which modems may send it, see `lanes.ts`; set by the outbox. */
  lane?: string;
  userId?: number;
  /** Which interface it came through: `api.php`, `rest`, `web`, `email`, … */
  source: string;
  /** Not before. */
  sendAt: number;
  /** Not after: validity. */
  expiresAt: number;
  /** The client's own name for it; several messages may share one. */
  reference?: string;
  /** Sent even if the recipient has opted out: its sender may, or it is the confirmation. */
  despiteOptOut?: boolean;
}

export interface OutgoingMessage extends NewMessage {
  id: number;
  createdAt: number;
  state: MessageState;
  /** Earliest time of the next attempt. */
  dueAt: number;
  attempts: number;
  /** How often it was resent after the modem left its outcome unknown. */
  resends: number;
  mayBeDuplicate: boolean;
  /** Kept over retries, so that a telephone joins the parts of two attempts. */
  concatReference?: number;
  modem?: string;
  lastError?: string;
  sentAt?: number;
  settledAt?: number;
  /** The channel that it is on now or takes next. */
  via: Channel;
  /** UTF-16 units at the start of the text that were sent by an earlier channel. */
  takenUnits: number;
  /** Its text was kept no longer, so it cannot be sent again. */
  textGone?: boolean;
  /** Its text is encrypted and does not open, so it cannot be sent. */
  textUnreadable?: boolean;
}

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
  /** Its PDU is encrypted and does not open. */
  unreadable?: boolean;
}

/** Who holds a claim: a gateway (`node`, stable over restarts) and its `epoch`, which grows with every start. */
export interface Lease {
  node: string;
  epoch: number;
}

/** How many messages of dead gateways were taken over, by what became of them. */
export interface RecoveredMessages {
  requeued: number;
  /** Nothing was left to send; some of them may be known to be delivered. */
  sent: number;
  unknown: number;
}

/** What a gateway holds in an epoch of its own without having sent any of it: the answers to these claims were lost. */
export interface LostClaims {
  lease: Lease;
  modems: readonly string[];
  /** Messages that one of the modems may have sent all the same. */
  except: readonly number[];
}

/** A message in state *sending* that this gateway holds. A write with an outdated `fence` changes nothing. */
export interface Claim {
  message: OutgoingMessage;
  parts: OutgoingPart[];
  fence: number;
}

/** A position in a walk over the queue. */
export interface QueuePlace {
  createdAt: number;
  id: number;
}

/** A request's time limit: once it has passed, the client was told that the request failed. */
export interface Limit {
  readonly passed: boolean;
}

/** A lane that a modem claims from. */
export interface ClaimLane {
  lane: string;
  /** The modems that can send its messages now, the one that claims may be among them. The same array as long as nothing has changed. */
  fit: readonly string[];
}

/**
 * Why a message failed, in classes that a graph can show: the network or the modem refused it, all attempts are used, it
 * cannot be encoded, Telegram did not take it and SMS was not allowed, its validity passed, a report says that it did not
 * arrive.
 */
export type FailureReason = "refused" | "attempts" | "content" | "telegram" | "expired" | "undelivered" | "other";

/** How a claim ends. */
export type Settlement =
  /** `detail` goes into the timeline: the outcome of a ring. */
  | { state: "sent"; at: number; detail?: string }
  | { state: "queued"; at: number; dueAt: number; error: string; excludeModem?: string; countAttempt: boolean }
  /**
   * Continues on another channel with the rest of the text: sent parts are counted, all others deleted.
   * `mayBeDuplicate`: some of the rest may have been sent.
   */
  | { state: "queued"; at: number; dueAt: number; error: string; via: Channel; mayBeDuplicate: boolean }
  /** `reason`: for counters; `other` when left out. */
  | { state: "failed"; at: number; error: string; reason?: FailureReason }
  | { state: "expired"; at: number }
  | { state: "unknown"; at: number; error: string };

/** What to do when it is unknown whether the network took a part. */
export type UnknownPolicy = "resend" | "hold" | "assume-sent";

/** `claim-lost`: the lease was taken over, or another worker settled the message, so nothing was changed. */
export type ClaimWrite = "written" | "claim-lost";

export interface DeliveryReport {
  modem: string;
  sim: string;
  reference: number;
  recipient: string;
  outcome: "completed" | "still-trying" | "permanent" | "gave-up";
  statusCode: number;
  /** Absent when the network gave no time; a repeated report is then not recognized as such. */
  dischargedAt?: number;
  /** TP-DT in hexadecimal, where it is not a time. */
  oddDischargedAt?: string;
  receivedAt: number;
}

export type ReportMatch =
  | { matched: true; messageId: number; position: number; messageState: MessageState }
  /** Stored, and matched if the part's reference is recorded within a week. */
  | { matched: false };

/** A text cut into PDUs. */
export interface EncodedParts {
  parts: readonly { pdu: string; length: number }[];
  concatReference: number;
}

export interface TimelineEntry {
  at: number;
  state: MessageState | PartState;
  position?: number;
  modem?: string;
  detail?: string;
}
