/** Values of 3GPP TS 23.040 (SMS PDUs) and 23.038 (alphabets), as this layer takes and returns them. */

/** Type of number of an address, 23.040 §9.1.2.5. */
export type AddressType =
  | "unknown"
  | "international"
  | "national"
  | "network-specific"
  | "subscriber"
  | "alphanumeric"
  | "abbreviated"
  | "reserved";

/** `number` begins with `+` when international, and is the text itself when alphanumeric. */
export interface Address {
  number: string;
  type: AddressType;
  /** Numbering plan identification, 0–15; 1 is E.164. */
  plan: number;
}

export type Alphabet = "gsm7" | "8bit" | "ucs2";
export type MessageClass = 0 | 1 | 2 | 3;

/** The 13 national languages of 23.038 Annex A, by ISO 639-1 code. */
export const LANGUAGES = ["tr", "es", "pt", "bn", "gu", "hi", "kn", "ml", "or", "pa", "ta", "te", "ur"] as const;
export type Language = (typeof LANGUAGES)[number];

/** One element of a user-data header that this layer keeps as it is. `id` 0–255. */
export interface InformationElement {
  id: number;
  data: Uint8Array;
}

/** `reference` is 0–255, or 0–65535 when `wide` (16-bit concatenation). `part` counts from 1. */
interface Concatenation {
  reference: number;
  total: number;
  part: number;
  wide: boolean;
}

export interface LanguageShift {
  locking?: Language;
  single?: Language;
}

/** The user data of one PDU. `text` for gsm7 and ucs2, `data` for 8bit (and for compressed text). */
export interface UserData {
  alphabet: Alphabet;
  text?: string;
  data?: Uint8Array;
  concat?: Concatenation;
  /** Application ports; `wide: false` when the element has 8-bit ports (23.040 §9.2.3.24.3), else 16-bit ones. */
  ports?: { destination: number; source: number; wide?: boolean };
  language?: LanguageShift;
  /** Elements that are neither concatenation, ports nor language, in the order of the header. */
  elements?: InformationElement[];
}

/** A field that should hold a time and does not, 23.040 §9.2.3.11. The time beside it is the best reading. */
export interface OddTime {
  /** The seven octets as received, in hexadecimal. */
  octets: string;
  /** Whether at least its day is valid. */
  dated: boolean;
}

/**
 * Relative in seconds, or an absolute instant (ISO 8601 with its zone). The relative format has steps of 5 minutes,
 * 30 minutes, days and weeks, and a period is rounded up to the next; `format: "enhanced"` (23.040 §9.2.3.12.3) keeps
 * seconds, but few networks take it.
 */
export type Validity = { seconds: number; format?: "enhanced" } | { until: string };

interface Remarked {
  /** What was odd about it, one sentence each; only of a tolerant reading, and absent when nothing was. */
  remarks?: string[];
}

interface Common extends Remarked {
  /** Service centre; absent when the PDU leaves it to the modem. */
  smsc?: Address;
  /** TP-PID. */
  protocol: number;
  /** TP-DCS as it stands in the PDU. */
  dcs: number;
  class?: MessageClass;
  userData: UserData;
  replyPath?: boolean;
}

export interface SubmitPdu extends Common {
  kind: "submit";
  to: Address;
  /** TP-MR, 0–255. */
  reference: number;
  requestReport: boolean;
  rejectDuplicates?: boolean;
  validity?: Validity;
  /** The service centre tries only once; only the enhanced validity format can express this. */
  singleShot?: boolean;
}

export interface DeliverPdu extends Common {
  kind: "deliver";
  from: Address;
  /** TP-SCTS, ISO 8601 with the zone sent (quarter hours). */
  timestamp: string;
  /** TP-SCTS, where it is not a time. */
  oddTimestamp?: OddTime;
  moreToSend?: boolean;
  statusReport?: boolean;
}

/** 23.040 §9.2.3.15, reduced to what a sender needs. */
export type StatusClass = "completed" | "still-trying" | "permanent" | "gave-up";

export interface StatusReportPdu extends Remarked {
  kind: "status-report";
  smsc?: Address;
  to: Address;
  reference: number;
  timestamp: string;
  /** TP-SCTS, where it is not a time. */
  oddTimestamp?: OddTime;
  dischargedAt: string;
  /** TP-DT, where it is not a time. */
  oddDischargedAt?: OddTime;
  status: { code: number; class: StatusClass };
  moreToSend?: boolean;
  /** TP-SRQ: the report answers an SMS-COMMAND. */
  answersCommand?: boolean;
  protocol?: number;
  dcs?: number;
  userData?: UserData;
}

export type Pdu = SubmitPdu | DeliverPdu | StatusReportPdu;

interface Report {
  smsc?: Address;
  /** TP-FCS; absent in the form that acknowledges. */
  failureCause?: number;
  protocol?: number;
  dcs?: number;
  userData?: UserData;
}

/** The telephone's answer to a DELIVER, 23.040 §9.2.2.1a. */
export interface DeliverReportPdu extends Report {
  kind: "deliver-report";
}

/** The service centre's answer to a SUBMIT, 23.040 §9.2.2.2a. */
export interface SubmitReportPdu extends Report {
  kind: "submit-report";
  timestamp: string;
  /** TP-SCTS, where it is not a time. */
  oddTimestamp?: OddTime;
}

/** A request about a message already submitted, 23.040 §9.2.2.4. `data` is TP-CD. */
export interface CommandPdu {
  kind: "command";
  smsc?: Address;
  to: Address;
  reference: number;
  requestReport: boolean;
  protocol: number;
  /** TP-CT, §9.2.3.19. */
  command: number;
  /** TP-MN: the TP-MR of the message that it is about. */
  messageNumber: number;
  data: Uint8Array;
}

export type AnyPdu = Pdu | DeliverReportPdu | SubmitReportPdu | CommandPdu;
export type PduKind = AnyPdu["kind"];

/** A SUBMIT to encode; every decoded `SubmitPdu` is one. `dcs`, when given, decides over `class`. */
export interface SubmitInput {
  smsc?: Address | string;
  to: Address | string;
  /** TP-MR, default 0: most modems insert their own. */
  reference?: number;
  requestReport?: boolean;
  rejectDuplicates?: boolean;
  replyPath?: boolean;
  protocol?: number;
  dcs?: number;
  class?: MessageClass;
  validity?: Validity;
  singleShot?: boolean;
  userData: UserData;
}

/** A DELIVER to encode; every decoded `DeliverPdu` is one. */
export interface DeliverInput {
  smsc?: Address | string;
  from: Address | string;
  /** ISO 8601 with a zone of whole quarter hours. */
  timestamp: string;
  /** Goes in place of `timestamp`. */
  oddTimestamp?: OddTime;
  moreToSend?: boolean;
  statusReport?: boolean;
  replyPath?: boolean;
  protocol?: number;
  dcs?: number;
  class?: MessageClass;
  userData: UserData;
}

/** A STATUS-REPORT to encode; every decoded `StatusReportPdu` is one. */
export interface StatusReportInput {
  smsc?: Address | string;
  to: Address | string;
  reference: number;
  timestamp: string;
  /** Goes in place of `timestamp`. */
  oddTimestamp?: OddTime;
  dischargedAt: string;
  /** Goes in place of `dischargedAt`. */
  oddDischargedAt?: OddTime;
  /** TP-ST, 0–255. */
  status: number | { code: number };
  moreToSend?: boolean;
  answersCommand?: boolean;
  protocol?: number;
  dcs?: number;
  userData?: UserData;
}

/**
 * `pdu` is upper-case hexadecimal with the SMSC in front; `length` is what `AT+CMGS=` takes (octets without the SMSC).
 */
export interface EncodedPdu {
  pdu: string;
  length: number;
}

/** What TP-DCS says, 23.038 §4. */
export interface DataCoding {
  alphabet: Alphabet;
  /** Compressed by 23.042: the user data stays octets. */
  compressed: boolean;
  class?: MessageClass;
  /** Group 01xx: delete after reading. */
  automaticDeletion: boolean;
  /** Groups 1100–1110. */
  messageWaiting?: MessageWaiting;
}

/** An indication that messages wait elsewhere, or no longer do (`active: false`). */
export interface MessageWaiting {
  indication: "voicemail" | "fax" | "email" | "other";
  active: boolean;
  /** Whether the message itself is to be kept once it has been read. */
  store: boolean;
  /** How many wait, 0–255, when the user-data header says so. */
  count?: number;
}

export type PduErrorKind = "truncated" | "invalid" | "unsupported" | "too-long" | "trailing";
