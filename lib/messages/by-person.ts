import { defined } from "../defined.ts";
import type { NewMessage, OutgoingMessage, OutgoingPart, Priority } from "./outgoing.ts";
import type { MessageState } from "./states.ts";

/** What a person may still do about an outgoing message, and the result. */

/** Why a message was not changed. `text-gone`: its text was kept no longer. `text-unreadable`: it is encrypted and does not open. */
export type MessageProblem =
  | { kind: "not-found" }
  | { kind: "text-gone" | "text-unreadable" }
  | { kind: "wrong-state"; state: MessageState };

/** `begun`: it is queued, but a worker has held it before. `changed-meanwhile`: it is not what it was to be. */
export type EditProblem = MessageProblem | { kind: "begun" | "changed-meanwhile" };

/** What a person changes of a queued message; what is absent stays. */
export interface MessageEdit {
  recipient?: string;
  text?: string;
  priority?: Priority;
  /** Milliseconds since 1970; the validity keeps its length. */
  sendAt?: number;
}

/** How many of a message's parts the network had taken; `total` is 0 until it is split into parts. */
export interface PartsTaken {
  taken: number;
  total: number;
}

/** An outgoing message that a person has cancelled. */
export interface CancelledMessage {
  recipient: string;
  parts: PartsTaken;
}

/** `copy`: the ID of the new message; absent when the same one was queued again. */
export interface ResentMessage extends CancelledMessage {
  copy?: number;
}

/**
 * How a person resends a message. A settled message stays as it is, and a copy of it is sent from the first part. A
 * message whose outcome is unknown is itself requeued, with the parts that are not known to be sent.
 */
export const RESENT_AS: Readonly<Record<MessageState, "copy" | "itself" | undefined>> = {
  queued: undefined,
  sending: undefined,
  sent: undefined,
  delivered: undefined,
  undelivered: "copy",
  failed: "copy",
  unknown: "itself",
  cancelled: "copy",
  expired: "copy",
};

/** A copy of a message, to be sent now and valid for as long as the original was. */
export function copyOf(message: OutgoingMessage, now: number): NewMessage {
  const { recipient, text, kind, flash, channel, priority, pool, askedModem, lane, userId, reference } = message;
  return {
    recipient,
    text,
    kind,
    flash,
    channel,
    priority,
    ...defined({ pool, askedModem, lane, userId, reference }),
    source: "resend",
    sendAt: now,
    expiresAt: validFrom(message, now),
  };
}

/** When a message expires if it is sent at `now` instead of its own time; its validity keeps its length. */
export const validFrom = ({ sendAt, expiresAt }: Pick<NewMessage, "sendAt" | "expiresAt">, now: number): number =>
  now + (expiresAt - sendAt);

/** Whether the recipient may already have received some of it. */
export function mayRepeat(message: OutgoingMessage, parts: readonly OutgoingPart[]): boolean {
  const mayHaveArrived = parts.some(({ state }) => state === "sent" || state === "delivered" || state === "unknown");
  return message.mayBeDuplicate || message.takenUnits > 0 || mayHaveArrived;
}

export function countTaken(parts: readonly Pick<OutgoingPart, "state">[]): PartsTaken {
  const taken = parts.filter(({ state }) => state === "sent" || state === "delivered" || state === "undelivered");
  return { taken: taken.length, total: parts.length };
}
