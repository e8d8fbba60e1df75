import type { MessageState, PartState } from "./states.ts";

/** Messages that go out: what is accepted, claimed, settled and reported. */

export type MessageKind = "text" | "ring";
export type RequestedChannel = "sms" | "telegram" | "auto";
/** A way out. Which one a message takes is decided again after each attempt; `Channel` is what was asked for. */
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

export interface TimelineEntry {
  at: number;
  state: MessageState | PartState;
  position?: number;
  modem?: string;
  detail?: string;
}
