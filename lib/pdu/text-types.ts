import type { Language, LanguageShift, MessageClass } from "./types.ts";

/** One text message to one recipient, before it is cut into parts. */
export interface TextSubmit {
  /** `+49…` is international; anything else goes as type unknown. */
  to: string;
  text: string;
  /** Class 0. */
  flash?: boolean;
  requestReport?: boolean;
  validitySeconds?: number;
  /** Concatenation reference, 0–255 (8 bit) or up to 65535 (16 bit). */
  reference?: number;
  /** National language tables that may be used; empty for none. */
  languages?: readonly Language[];
  smsc?: string;
}

/** One text message as a telephone receives it, before it is cut into parts. */
export interface TextDeliver {
  /** `+49…`, digits, or an alphanumeric sender of up to 11 characters. */
  from: string;
  text: string;
  /** ISO 8601 with a zone of whole quarter hours. */
  timestamp: string;
  class?: MessageClass;
  protocol?: number;
  /** Concatenation reference, 0–255 (8 bit) or up to 65535 (16 bit). */
  reference?: number;
  languages?: readonly Language[];
  smsc?: string;
}

/** What a text will cost, before it is sent. */
export interface TextPreview {
  parts: number;
  alphabet: "gsm7" | "ucs2";
  language?: LanguageShift;
  /** Septets (gsm7) or UTF-16 units (ucs2) left in the last part. */
  remaining: number;
  /** The first character that GSM 7-bit lacks, with its index in UTF-16 units; absent when none forced UCS2. */
  forcedBy?: { character: string; index: number };
}
