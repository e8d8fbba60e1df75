import type { Channel } from "./outgoing.ts";

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
  /** The same part read twice has the same key: sender, SMSC time stamp, user-data header, hash of the body. */
  dedupeKey: string;
}

export interface IncomingMessage {
  id: number;
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
  /** When somebody marked it as read. */
  readAt?: number;
  /** What people noted about it. */
  note?: string;
}

/** What people say about an incoming message; what is absent stays, an empty note goes. */
export interface IncomingMark {
  read?: boolean;
  note?: string;
}
