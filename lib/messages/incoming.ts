import type { MessageWaiting } from "../pdu/index.ts";
import type { Channel } from "./outgoing.ts";

/** What an incoming message can be. */
export const INCOMING_KINDS = [
  "text",
  /** Class 0: a text that telephones show at once. */
  "flash",
  /** Type 0 (23.040 §9.2.3.9): counted, and never shown. */
  "silent",
  /** Replace short message type 1 to 7: takes the place of the one before of its sender and type. */
  "replace",
  /** Says that messages wait elsewhere, or no longer do. */
  "waiting",
  /** An MMS waits to be fetched. */
  "mms",
  /** Service indication, service loading or another push, such as settings. */
  "wap-push",
  /** 8-bit data, with or without ports. */
  "binary",
  "undecodable",
  /** Somebody called a modem; it is never answered. */
  "call",
] as const;

/** One of {@link INCOMING_KINDS}. */
export type IncomingKind = (typeof INCOMING_KINDS)[number];

/** One received PDU, decoded as far as possible, or a message received by another channel. */
export interface NewIncomingPart {
  /** SMS by default. */
  channel?: Channel;
  modem: string;
  sim: string;
  receivedAt: number;
  /** Raw hexadecimal, always kept. Empty on Telegram. */
  pdu: string;
  /** Absent when the PDU could not be decoded; the rest is then absent too. */
  sender?: string;
  senderType?: string;
  smsc?: string;
  sentAt?: number;
  /** The network gave no time, so only the time of arrival tells a repeated text from the same part read twice. */
  undated?: boolean;
  alphabet?: "gsm7" | "8bit" | "ucs2";
  class?: number;
  protocol?: number;
  text?: string;
  /** Hexadecimal, for 8-bit data. */
  data?: string;
  concat?: { reference: number; total: number; part: number; wide: boolean };
  ports?: { destination: number; source: number };
  decodeError?: string;
  /** What it says about messages that wait elsewhere; absent in an ordinary message. */
  waiting?: MessageWaiting[];
  /** A call that rings, and not a message: `endCall` completes it. */
  isCall?: boolean;
  /** The same part read twice has the same key: sender, SMSC time stamp, user-data header, hash of the body. */
  dedupeKey: string;
}

/** An MMS that waits to be fetched. Whoever has its link can fetch it, so only the host is here. */
interface IncomingMms {
  from?: string;
  subject?: string;
  /** Octets. */
  size?: number;
  host?: string;
}

/** A pushed text with its link, as far as they can be read. */
interface IncomingPush {
  /** Media type, or `0x…` of an unknown one; absent where it is cut off. */
  contentType?: string;
  text?: string;
  link?: string;
}

export interface IncomingMessage {
  id: number;
  kind: IncomingKind;
  channel: Channel;
  modem: string;
  sender?: string;
  text: string;
  /** Hexadecimal, for 8-bit data. */
  data?: string;
  class?: number;
  sentAt?: number;
  receivedAt: number;
  state: "waiting" | "complete" | "incomplete" | "undecodable";
  parts: { total: number; present: number[] };
  /** Application ports of 8-bit data, if the first part has them. */
  ports?: { destination: number; source: number };
  /** The raw PDU when it could not be decoded, and why not. */
  pdu?: string;
  decodeError?: string;
  /** Of kind `waiting`: what waits, and whether the text is to be kept. */
  waiting?: MessageWaiting[];
  /** Of kind `mms`. */
  mms?: IncomingMms;
  /** Of kind `wap-push`. */
  push?: IncomingPush;
  /** Of kind `replace`: 1–7. */
  replaceType?: number;
  /** The message whose place it took in the list. */
  replaces?: number;
  /** The message that took its place in the list. */
  replacedBy?: number;
  /** Of a call: how long it rang; absent while it rings, or when the gateway ended before it did. */
  rangMs?: number;
  /** When somebody marked it as read. */
  readAt?: number;
  /** What people noted about it. */
  note?: string;
  /** Its text was kept no longer. */
  textGone?: boolean;
  /** Its text is encrypted and does not open. */
  textUnreadable?: boolean;
}

/** The end of a call that was stored when it began. */
export interface EndedCall {
  sim: string;
  /** Of the part that it was stored as. */
  dedupeKey: string;
  rangMs: number;
  /** Known now, if it was not at the beginning. */
  sender?: string | undefined;
}

/** A message that is complete, as its storing sees it. */
export interface ReceivedText
  extends Pick<IncomingMessage, "channel" | "kind" | "modem" | "sender" | "text" | "data" | "receivedAt"> {
  senderType?: string;
}

/** What people say about an incoming message; what is absent stays, an empty note goes. */
export interface IncomingMark {
  read?: boolean;
  note?: string;
}
