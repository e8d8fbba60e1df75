import type { MessageWaiting } from "../../pdu/index.ts";
import { maskNumber } from "../../visible.ts";
import type { MessageState } from "../states.ts";
import type { ByClient, ByUser, OfModem } from "./fields.ts";
import { error, info, type Wordings, warning } from "./wording.ts";

export interface MessageEvents {
  /** A message was given up: the network or the gateway refuses it for good, or its attempts are used up. */
  "message.failed": MessageEnd & { error: string };
  /** Nobody knows whether the network took a message. */
  "message.unknown": MessageEnd & { error: string };
  /** The validity of a message passed before it could be sent; of a great many at once, those beyond 100 are counted. */
  "message.expired": { messageId: number; modem?: string; number: string } | { details: { messages: number } };
  /** A queued message was cancelled. */
  "message.cancelled": OfMessage & Partial<ByClient>;
  /** A message that had come to nothing was sent again: itself, or a copy of it. */
  "message.resent": OfMessage & Partial<ByClient> & { details?: { copy: number } };
  /** A queued message was changed: `changed` names what, and never its text. */
  "message.edited": OfMessage & Partial<ByClient> & { details: { changed: string } };
  /** A message was deleted. */
  "message.deleted": Partial<ByClient> &
    ({ messageId: number; details: { state: MessageState } } | { incomingId: number });
  /** Failed messages were acknowledged: they no longer count for `/check.php`. */
  "messages.failures-acknowledged": { messages: number };
  /** A named text was added. */
  "template.added": OfTemplate;
  /** A named text was changed. */
  "template.changed": OfTemplate;
  /** A named text was removed. */
  "template.removed": OfTemplate;
  /** A modem received something that is not a valid message. It is kept as it came. */
  "inbox.undecodable": { modem: string; incomingId: number; error: string | undefined };
  /** A network said that voice mail, or another message, waits elsewhere, or no longer does. */
  "inbox.waiting": { modem: string; incomingId: number; waiting: readonly MessageWaiting[] };
  /** A message or a call came from a sender that `--incoming-from` does not accept. It was counted, and not kept. */
  "inbox.blocked": { modem: string; number: string | undefined; isCall: boolean };
}

interface OfMessage {
  messageId: number;
  /** The recipient's. */
  number: string;
}

interface OfTemplate extends ByUser {
  /** The template's. */
  name: string;
}

type MessageEnd = OfModem & OfMessage;

export const MESSAGE_WORDINGS: Wordings<MessageEvents> = {
  "message.failed": error(({ number, error }) => `The message to ${maskNumber(number)} was not sent: ${error}`),
  "message.unknown": warning(
    ({ number, error }) => `Nobody knows whether the network took the message to ${maskNumber(number)}: ${error}`,
  ),
  "message.expired": warning((event) => {
    if ("number" in event) return `The message to ${maskNumber(event.number)} was not sent: its validity has passed`;
    const { messages } = event.details;
    return `${messages} more ${messages === 1 ? "message was" : "messages were"} not sent: their validity has passed`;
  }),
  "message.cancelled": info(({ number }) => `The message to ${maskNumber(number)} was cancelled`),
  "message.resent": info(({ number, details }) => {
    const what = details === undefined ? "was queued again" : `was sent again as message ${details.copy}`;
    return `The message to ${maskNumber(number)} ${what}`;
  }),
  "message.edited": info(
    ({ number, details }) => `The message to ${maskNumber(number)} was changed: ${details.changed}`,
  ),
  "message.deleted": info((event) =>
    "messageId" in event
      ? `The outgoing message ${event.messageId} was deleted`
      : `The incoming message ${event.incomingId} was deleted`,
  ),
  "messages.failures-acknowledged": info(
    ({ messages }) => `All messages that had failed were acknowledged: ${messages}`,
  ),
  "template.added": info(({ name }) => `Template ${name} was added`),
  "template.changed": info(({ name }) => `Template ${name} was changed`),
  "template.removed": info(({ name }) => `Template ${name} was removed`),
  "inbox.waiting": info(({ waiting }) => sentence(waiting.map(waitingInWords).join(", "))),
  "inbox.blocked": info(({ number, isCall }) => {
    const from = number === undefined || number === "" ? "an unknown number" : maskNumber(number);
    return `${isCall ? "A call" : "A message"} from ${from} was not kept: --incoming-from does not accept it`;
  }),
  "inbox.undecodable": warning(
    ({ incomingId, error }) =>
      `A received PDU cannot be read and is kept as message in-${incomingId}: ${error ?? "unknown reason"}`,
  ),
};

const WAITING = { voicemail: "voice mail", fax: "a fax", email: "email", other: "a message" } as const;

function waitingInWords({ indication, active, count }: MessageWaiting): string {
  if (!active) return `no more ${WAITING[indication].replace(/^an? /, "")} waits`;
  return count === undefined || count < 2 ? `${WAITING[indication]} waits` : `${WAITING[indication]} waits (${count})`;
}

const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
