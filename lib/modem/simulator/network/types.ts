import type { EncodedPdu, Language, MessageClass, SubmitPdu } from "../../../pdu/index.ts";

/** What becomes of a message that asks for a delivery report. */
export type ReportMode = "delivered" | "failed" | "none";
/** What the called handset does. */
export type CallMode = "ring" | "answer" | "busy" | "no-answer" | "reject";

/** Settings that may change at any time. */
export interface NetworkSettings {
  /** Time of each hop: modem to network, network to handset, report back. */
  latencyMs: number;
  /** Share of messages that never arrive, 0–1. They are not reported either. */
  loss: number;
  /** `failed` and `none` are about the report; a failed message does not arrive. */
  reports: ReportMode;
  calls: CallMode;
  /** Refuses (304) every odd PDU, to find programs that write them. */
  strict: boolean;
  /** Time until a delivery that a modem did not take is offered again; also tried as soon as it has room or is back. */
  redeliveryMs: number;
}

/** A part the network has taken, whatever became of it. */
export interface NetworkPart {
  id: number;
  from: string;
  to: string;
  /** TP-MR as the modem gave it. */
  reference: number;
  /** As the modem's program wrote it, upper-case hexadecimal with the SMSC. */
  pdu: string;
  submit: SubmitPdu;
  takenAt: number;
}

/** A PDU that violates 23.040. */
export interface OddPdu {
  id: number;
  from: string;
  pdu: string;
  /** What is odd about it, one sentence each. */
  remarks: readonly string[];
  /** `false` when the network was strict. */
  taken: boolean;
  at: number;
}

/** A message that arrived complete. */
export interface NetworkMessage {
  id: number;
  from: string;
  to: string;
  /** Joined; empty for binary messages. */
  text: string;
  /** Hexadecimal, of binary messages only. */
  data?: string;
  parts: number;
  class?: MessageClass;
  /** Milliseconds since 1970: when its last part arrived. */
  receivedAt: number;
}

/** A text for a subscriber. */
export interface NetworkText {
  from: string;
  to: string;
  text: string;
  class?: MessageClass;
  /** Tables that may be used; none when left out. */
  languages?: readonly Language[];
}

/** A text that a handset has sent to a modem. */
export interface SentText {
  id: number;
  from: string;
  to: string;
  text: string;
  sentAt: number;
}

export type CallPhase = "dialling" | "ringing" | "active" | "ended";
export type CallEnd = "hung-up" | "busy" | "no-answer" | "rejected" | "not-allowed";

/** A voice call; every read gives a new object, so it does not change under the reader. */
export interface NetworkCall {
  id: number;
  from: string;
  to: string;
  phase: CallPhase;
  startedAt: number;
  answeredAt?: number;
  endedAt?: number;
  /** Who or what ended it. */
  end?: CallEnd;
}

/** What is on its way to a modem. */
export interface Delivery {
  kind: "deliver" | "status-report";
  pdu: EncodedPdu;
  class?: MessageClass;
}

/** How a modem answered a delivery: RP-ACK, memory capacity exceeded, RP-ERROR since no program takes it, or nothing. */
export type Acknowledgement = "taken" | "full" | "refused" | "unreachable";

/** A modem as the network sees it. */
export interface Subscriber {
  readonly number: string;
  /** Registered and switched on. */
  readonly reachable: boolean;
  /** Never rejects. */
  receive(delivery: Delivery): Acknowledgement | Promise<Acknowledgement>;
  /** A call to or from this subscriber entered another phase. */
  callChanged(call: NetworkCall): void;
}

/** What became of a submission: the error that the modem reports, or the part. */
export type SubmittedMessage =
  | { refused: number }
  | {
      part: NetworkPart;
      /** The modem gets no answer. */
      silent: boolean;
      /** Starts delivery: after the modem has written the result, or before, so that the report comes first. */
      release(): void;
    };

export interface UssdReply {
  /** `<m>` of +CUSD. */
  status: 0 | 1 | 2 | 4 | 5;
  text: string;
}

/** A modem's way into the network. */
export interface NetworkLink {
  /** Submits one part under the reference given. Does not wait for the latency: the modem does. */
  submit(submit: SubmitPdu, details: { pdu: string; reference: number }): SubmittedMessage;
  /** There is room again, or the modem is back: waiting deliveries are offered again. */
  retry(): void;
  dial(number: string): NetworkCall;
  /** Both sides may; nothing happens to a call that has ended. */
  answer(callId: number): void;
  hangUp(callId: number): void;
  /** Begins a session, or answers in the one that is open. */
  ussd(request: string): UssdReply;
  cancelUssd(): void;
  leave(): void;
}
