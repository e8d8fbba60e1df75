/** What a modem says of itself. */
export interface ModemIdentity {
  manufacturer: string;
  model: string;
  revision: string;
  imei: string;
}

/** A way to read how often a PIN may still be entered. Fields count from 0 behind the prefix. */
interface PinAttemptsQuery {
  command: string;
  /** e.g. `+CPINR:` */
  prefix: string;
  pinField: number;
}

/** A line of the family's own about the call that was dialled. */
interface CallSign {
  pattern: RegExp;
  means: "ringing" | "answered" | "busy" | "no-answer" | "ended";
}

/** How the text of `AT+CUSD=1,…` is written. */
export type UssdWay = "plain" | "packed-hex" | "ucs2-hex";

/**
 * How one family of modems differs, as data. The driver reads these fields and never asks for a maker's name; what a
 * modem's own test commands offer always comes first.
 */
export interface Dialect {
  name: string;
  /** Whether a modem that says this of itself belongs to the family. */
  matches(identity: ModemIdentity): boolean;
  /** Parameters of `AT+CNMI=`, best first; tried among what `AT+CNMI=?` offers. */
  cnmi: readonly string[];
  /** Whether `AT+CSMS=1` is worth setting when it is offered. */
  phase2Plus: boolean;
  /** Acknowledges `+CMT` and `+CDS` under `CSMS=1`. */
  acknowledge: string;
  /** Memories for reading, writing and receiving, best first. */
  storages: readonly string[];
  /** Sent once after identification; refusals do not matter. */
  init: readonly string[];
  /** Unsolicited lines that mean nothing to the driver. */
  noise: readonly RegExp[];
  /** Unsolicited lines that say that a message could not be stored. */
  storageFull: readonly RegExp[];
  /** Unsolicited lines that say that the modem has just started: what was set is forgotten. */
  started: readonly RegExp[];
  /** Asked in this order for the SIM's ICCID; with the answer's prefix where it is not the command's. */
  iccid: readonly (string | { command: string; prefix: string })[];
  pinAttempts: readonly PinAttemptsQuery[];
  /** Tried in this order to end a call. */
  hangUp: readonly string[];
  callSigns: readonly CallSign[];
  /** Tried first; the others follow when the modem refuses it. */
  ussdRequest: UssdWay;
  /** For modems that cannot send in some LTE networks: commands that leave LTE, tried in order, and the one back. */
  leaveLte?: { ways: readonly string[]; back: string };
  /** How long the SIM may be busy after the start. */
  simReadyMs: number;
  /** From the PDU to the final result of `AT+CMGS`. */
  sendTimeoutMs: number;
}
