import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../../defined.ts";
import type { IncomingMessage as Received } from "../../../messages/index.ts";
import { contentOf } from "../../../routing/index.ts";
import { named, oneOf } from "../../plumbing/schemas.ts";
import { showInstant } from "../schemas.ts";
import { CONTACT } from "./names.ts";

const strict = { additionalProperties: false } as const;

/** An incoming message. */
export const IncomingMessage = named(
  "IncomingMessage",
  Type.Object(
    {
      id: Type.Integer(),
      from: Type.Optional(
        Type.String({ description: "The sender's number, or its name; absent when it cannot be read." }),
      ),
      contact: CONTACT,
      text: Type.String({ description: "In square brackets where it is not a text." }),
      kind: oneOf(["text", "mms", "wap-push", "data", "unreadable"]),
      flash: Type.Boolean(),
      channel: oneOf(["sms", "telegram"]),
      modem: Type.String({ description: "The modem that received it." }),
      receivedAt: Type.String({ format: "date-time" }),
      sentAt: Type.Optional(Type.String({ format: "date-time", description: "As the network gives it." })),
      parts: Type.Integer({ description: "How many it has." }),
      missingParts: Type.Array(Type.Integer(), { description: "Those that have not come within a day." }),
      data: Type.Optional(Type.String({ description: "What is not text, in hexadecimal." })),
      read: Type.Boolean({ description: "Somebody has marked it as read." }),
      readAt: Type.Optional(Type.String({ format: "date-time" })),
      note: Type.Optional(Type.String({ description: "What people noted about it." })),
    },
    strict,
  ),
);

/** One that was not read yet. */
export const INCOMING_EXAMPLE: Static<typeof IncomingMessage> = {
  id: 4,
  from: "+491701234567",
  text: "On my way",
  kind: "text",
  flash: false,
  channel: "sms",
  modem: "modem-1",
  receivedAt: "2026-01-31T07:02:00.000Z",
  sentAt: "2026-01-31T07:01:58.000Z",
  parts: 1,
  missingParts: [],
  read: false,
};

/** Shows an incoming message. */
export function showIncoming(message: Received): Static<typeof IncomingMessage> {
  const { sentAt, readAt, parts } = message;
  const { kind, text } = contentOf(message);
  const positions = Array.from({ length: parts.total }, (_, at) => at + 1);
  return {
    id: message.id,
    ...defined({ from: message.sender }),
    text,
    kind,
    flash: message.class === 0,
    channel: message.channel,
    modem: message.modem,
    receivedAt: showInstant(message.receivedAt),
    ...(sentAt === undefined ? {} : { sentAt: showInstant(sentAt) }),
    parts: parts.total,
    missingParts: positions.filter((position) => !parts.present.includes(position)),
    ...defined({ data: message.data }),
    read: readAt !== undefined,
    ...(readAt === undefined ? {} : { readAt: showInstant(readAt) }),
    ...defined({ note: message.note }),
  };
}
