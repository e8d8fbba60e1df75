import { NUMBERS_OF_A_REQUEST, PARTS_OF_A_REQUEST, RECIPIENTS_OF_A_REQUEST } from "../../limits.ts";
import type { AddresseeProblem } from "./addressees.ts";
import type { NumberRefusal } from "./number-rules.ts";
import { LONGEST_PATTERN } from "./patterns.ts";
import { NUMBER_PROBLEMS } from "./recipients.ts";

/** Parts that the header of a concatenated message can count. */
export const MOST_PARTS = 255;

/**
 * Why nothing, or nothing to this recipient, was accepted. `recipient` as the client gave it, or a number; `namedAs` is the
 * contact or group as the client gave it, whose number that is.
 */
export type RefusalReason =
  | AddresseeProblem
  /** It was to go by email. */
  | { kind: "contact-without-email"; recipient: string }
  /** It was to go later to a group whose messages open alarms. */
  | { kind: "alarm-later"; recipient: string; namedAs: string }
  | { kind: "malformed-regex" }
  | { kind: "regex-too-large" }
  | { kind: "unknown-list"; list: string }
  | { kind: "list-without-regex" }
  | { kind: "no-recipient" }
  | { kind: "refused-by-list"; recipient: string; list: "white" | "black" }
  /** By what the operator has set, see `number-rules.ts`. */
  | { kind: "number-refused"; recipient: string; namedAs?: string; why: NumberRefusal }
  /** Whoever has the number wants no messages, see `opt-outs.ts`. */
  | { kind: "opted-out"; recipient: string; namedAs?: string }
  /** It was to go by Telegram alone, and there is no bot. */
  | { kind: "no-telegram" }
  | { kind: "text-too-long" }
  /** The text has a variable that this recipient has no value for. */
  | { kind: "variable-missing"; recipient: string; namedAs?: string; variable: string }
  /** The idempotency key was used for another request. */
  | { kind: "key-used" }
  | { kind: "too-many-recipients" }
  | { kind: "too-many-parts" }
  /** What the user may send in a minute; without a time to wait, more than fits into any. */
  | { kind: "too-many-messages"; retryAfterSeconds?: number }
  /** The store failed; the same request may be accepted later. `lasting`: not before a person has done something. */
  | { kind: "not-stored"; lasting?: string };

/** Of a number that may not be reached; for commands too. */
export const WHY_NUMBER: Readonly<Record<NumberRefusal, string>> = {
  emergency: "the number is an emergency number, and --emergency-allowed does not name it",
  blocked: "the number is one of --numbers-blocked",
  "not-allowed": "the number is not one of --numbers-allowed",
};

/** Of a number that has opted out; for commands too. */
export const WHY_OPTED_OUT = "the number has opted out, and the sender does not hold opt-out-override";

/**
 * A reason for somebody who may not see contacts: what the address book says of a recipient is taken out, and what is left is as the
 * client named it.
 */
export function withoutContacts(reason: RefusalReason): RefusalReason {
  if (!("namedAs" in reason) || reason.namedAs === undefined) return reason;
  const named = { ...reason, recipient: reason.namedAs };
  return named.kind === "members-without-number" ? { ...named, members: [], unnamed: named.members.length } : named;
}

/** One sentence for all that was refused of one request. */
export function describeRefusals(reasons: readonly RefusalReason[]): string {
  const [first] = reasons;
  const text = first === undefined ? "" : describeRefusal(first);
  return reasons.length < 2 ? text : `${text}; and ${reasons.length - 1} more of the same request`;
}

/** One sentence for the event log. */
export function describeRefusal(reason: RefusalReason): string {
  switch (reason.kind) {
    case "malformed-regex":
      return "Refused: the parameter regex is not a regular expression that can be matched in linear time";
    case "regex-too-large":
      return `Refused: the parameter regex is longer than ${LONGEST_PATTERN} characters, or its repetitions multiply to more than the gateway compiles`;
    case "unknown-list":
      return "Refused: the parameter list must be white or black";
    case "list-without-regex":
      return "Refused: the parameter list needs the parameter regex";
    case "no-recipient":
      return "Refused: no recipient";
    case "invalid-number":
      return reason.problem === "ambiguous"
        ? `Not sent to one recipient: ${NUMBER_PROBLEMS.ambiguous}`
        : `Not sent to one recipient: no telephone number (${reason.problem})`;
    case "no-such-contact":
      return "Not sent to one recipient: no contact with this ID or name";
    case "no-such-group":
      return "Not sent to one recipient: no group with this ID or name";
    case "contact-without-number":
      return `Not sent to contact ${reason.recipient}, who has no usable telephone number`;
    case "contact-without-email":
      return `Not sent to contact ${reason.recipient}, who has no email address`;
    case "alarm-later":
      return `Not sent to group ${reason.recipient}: a text to it opens an alarm of its policy, which cannot be done later; send it without a time, or when it is due`;
    case "empty-group":
      return `Not sent to group ${reason.recipient}, which has no members`;
    case "nobody-on-call":
      return `Not sent to group ${reason.recipient}: nobody is on call now, and nobody in an escalation order can be reached`;
    case "members-without-number": {
      const named = reason.members.length === 0 ? "" : `: ${reason.members.join(", ")}`;
      return `Not sent to ${reason.unnamed ?? reason.members.length} members of group ${reason.recipient}, who have no usable telephone number${named}`;
    }
    case "refused-by-list":
      return reason.list === "white"
        ? "Not sent to one recipient: the number does not match the white list"
        : "Not sent to one recipient: the number matches the black list";
    case "no-telegram":
      return "Refused: it was to go by Telegram alone, and no bot is configured (--telegram-token)";
    case "number-refused":
      return `Not sent to one recipient: ${WHY_NUMBER[reason.why]}`;
    case "opted-out":
      return `Not sent to one recipient: ${WHY_OPTED_OUT}`;
    case "text-too-long":
      return `Refused: the text needs more than the ${MOST_PARTS} parts that a message can have`;
    case "variable-missing":
      return `Refused: the text has {${reason.variable}}, which has no value for one recipient`;
    case "key-used":
      return "Refused: the Idempotency-Key was used for another request in the last 24 hours";
    case "too-many-recipients":
      return `Refused: a request may name ${RECIPIENTS_OF_A_REQUEST} recipients, and its groups may have ${NUMBERS_OF_A_REQUEST} members`;
    case "too-many-parts":
      return `Refused: the messages of the request have more than ${PARTS_OF_A_REQUEST} parts`;
    case "too-many-messages":
      return reason.retryAfterSeconds === undefined
        ? "Refused: the messages have more parts than the user may send in a minute: send them one by one, or raise the limit"
        : "Refused: more messages and parts than the user may send in a minute";
    case "not-stored":
      return "Refused: the message could not be stored";
    default:
      return reason satisfies never;
  }
}
