import type { ErrorClass } from "../send-outcomes.ts";
import type { ModemErrorKind } from "./types.ts";

/** What may be known besides the kind of a {@link ModemError}. */
interface ModemErrorDetails {
  /** Number of a `+CMS ERROR`, 27.005 §3.2.5. */
  cms?: number | undefined;
  /** Number of a `+CME ERROR`, 27.007 §9.2. */
  cme?: number | undefined;
  errorClass?: ErrorClass | undefined;
  /** The command's name, e.g. `AT+CMGS`; never its parameters. */
  command?: string | undefined;
  cause?: unknown;
}

/** A command or a modem that did not do what was asked. The message is a sentence without secrets. */
export class ModemError extends Error {
  override readonly name = "ModemError";
  readonly kind: ModemErrorKind;
  readonly cms?: number;
  readonly cme?: number;
  readonly errorClass?: ErrorClass;
  readonly command?: string;

  constructor(kind: ModemErrorKind, message: string, details: ModemErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    if (details.cms !== undefined) this.cms = details.cms;
    if (details.cme !== undefined) this.cme = details.cme;
    if (details.errorClass !== undefined) this.errorClass = details.errorClass;
    if (details.command !== undefined) this.command = details.command;
  }
}

/** The texts of 27.005 §3.2.5, which modems give instead of numbers when they ignore `AT+CMEE=1`. */
const CMS_TEXTS: Readonly<Record<string, number>> = {
  "me failure": 300,
  "sms service of me reserved": 301,
  "sms me reserved": 301,
  "operation not allowed": 302,
  "operation not supported": 303,
  "invalid pdu mode parameter": 304,
  "invalid text mode parameter": 305,
  "sim not inserted": 310,
  "sim pin required": 311,
  "ph-sim pin required": 312,
  "sim failure": 313,
  "sim busy": 314,
  "sim wrong": 315,
  "sim puk required": 316,
  "sim pin2 required": 317,
  "sim puk2 required": 318,
  "memory failure": 320,
  "invalid memory index": 321,
  "memory full": 322,
  "smsc address unknown": 330,
  "no network service": 331,
  "no network": 331,
  "network timeout": 332,
  "no +cnma acknowledgement expected": 340,
  "no cnma acknowledgement expected": 340,
  "unknown error": 500,
};

/** `[from, to, class]`, inclusive; the table of docs/modems.md. */
const CMS_CLASSES: readonly (readonly [number, number, ErrorClass])[] = [
  [1, 1, "permanent"],
  [8, 8, "permanent"],
  [10, 10, "permanent"],
  [21, 21, "permanent-after-restart"],
  [28, 30, "permanent"],
  [38, 38, "retry-thrice"],
  [50, 50, "permanent"],
  [69, 69, "permanent"],
  [96, 97, "permanent"],
  [99, 99, "permanent"],
  [128, 176, "permanent"],
  [195, 196, "permanent"],
  [197, 197, "already-sent"],
  [198, 199, "permanent"],
  [208, 209, "clean-storage"],
  [211, 211, "clean-storage"],
  [300, 300, "restart"],
  [303, 303, "restart"],
  [304, 305, "permanent"],
  [310, 313, "out-of-service"],
  [314, 314, "wait"],
  [315, 318, "out-of-service"],
  [321, 322, "clean-storage"],
  [330, 330, "out-of-service"],
  [332, 332, "unknown-outcome"],
  [340, 340, "unknown-outcome"],
  [500, 500, "unknown-outcome"],
  [512, 512, "unknown-outcome"],
  [515, 515, "wait"],
];

/** The number that a `+CMS ERROR` means, from digits or from the standard's text. */
export function cmsNumber(value: number | string): number | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
  const text = value.trim().toLowerCase();
  return /^\d{1,5}$/.test(text) ? Number(text) : CMS_TEXTS[text];
}

/**
 * What to do after `+CMS ERROR: value` in answer to a PDU. A number that no rule names, or an unknown text, is retried
 * with back-off. 321 (read the list again) counts as *clean the storage*; 340 belongs to `AT+CNMA` and says nothing
 * about a PDU.
 */
export function classifyCmsError(value: number | string): ErrorClass {
  const number = cmsNumber(value);
  if (number === undefined) return "retry";
  return CMS_CLASSES.find(([from, to]) => number >= from && number <= to)?.[2] ?? "retry";
}

/** The same for a `+CME ERROR`, which some modems give in the place of `+CMS ERROR`; 27.007 §9.2. */
export function classifyCmeError(number: number | undefined): ErrorClass {
  switch (number) {
    case 5:
    case 6:
    case 7:
    case 10:
    case 11:
    case 12:
    case 13:
    case 15:
    case 16:
    case 17:
    case 18:
      return "out-of-service";
    case 14:
      return "wait";
    case 3:
    case 4:
      return "restart";
    case 20:
      return "clean-storage";
    case 31:
    case 100:
      return "unknown-outcome";
    default:
      return "retry";
  }
}
