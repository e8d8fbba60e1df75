import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../../defined.ts";
import { INCOMING_KINDS, type IncomingMessage as Received } from "../../../messages/index.ts";
import type { MessageWaiting } from "../../../pdu/index.ts";
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
      kind: oneOf(INCOMING_KINDS, {
        description:
          "`flash`: a text that telephones show at once; `replace`: takes the place of the one before of its sender and `replaceType`; `waiting`: says that messages wait elsewhere; `mms`: an MMS waits to be fetched; `binary`: 8-bit data; `call`: somebody called, and nobody answered. `silent` ones are counted and never listed.",
      }),
      flash: Type.Boolean(),
      channel: oneOf(["sms", "telegram"]),
      modem: Type.String({ description: "The modem that received it." }),
      receivedAt: Type.String({ format: "date-time" }),
      sentAt: Type.Optional(Type.String({ format: "date-time", description: "As the network gives it." })),
      parts: Type.Integer({ description: "How many it has." }),
      missingParts: Type.Array(Type.Integer(), { description: "Those that have not come within a day." }),
      ports: Type.Optional(
        Type.Object(
          { destination: Type.Integer(), source: Type.Integer() },
          {
            ...strict,
            description: "Of `binary`, `mms` and `wap-push`: which applications it goes to and comes from.",
          },
        ),
      ),
      mms: Type.Optional(
        Type.Object(
          {
            from: Type.Optional(Type.String({ description: "The sender's number or address." })),
            subject: Type.Optional(Type.String()),
            size: Type.Optional(Type.Integer({ description: "Octets." })),
            host: Type.Optional(Type.String({ description: "Where it can be fetched; its link is only in `data`." })),
          },
          strict,
        ),
      ),
      push: Type.Optional(
        Type.Object(
          {
            contentType: Type.Optional(Type.String()),
            text: Type.Optional(Type.String()),
            link: Type.Optional(Type.String({ description: "As it was sent: whoever follows it may be deceived." })),
          },
          { ...strict, description: "Of `wap-push`, as far as it can be read." },
        ),
      ),
      waiting: Type.Optional(
        Type.Array(
          Type.Object(
            {
              what: oneOf(["voicemail", "fax", "email", "other"]),
              active: Type.Boolean({ description: "Whether any wait." }),
              count: Type.Optional(Type.Integer({ description: "How many, if that is said." })),
            },
            strict,
          ),
          { description: "Of `waiting`." },
        ),
      ),
      replaceType: Type.Optional(Type.Integer({ minimum: 1, maximum: 7, description: "Of `replace`." })),
      replaces: Type.Optional(
        Type.Integer({ description: "ID of the message whose place it took in lists, which is kept." }),
      ),
      replacedBy: Type.Optional(Type.Integer({ description: "ID of the message that took its place in lists." })),
      call: Type.Optional(
        Type.Object(
          {
            rangSeconds: Type.Optional(
              Type.Integer({ description: "How long it rang; absent if the gateway ended before it did." }),
            ),
          },
          { ...strict, description: "Of `call`; `from` is absent where the number is withheld." },
        ),
      ),
      data: Type.Optional(Type.String({ description: "What is not text, in hexadecimal." })),
      read: Type.Boolean({ description: "Somebody has marked it as read." }),
      readAt: Type.Optional(Type.String({ format: "date-time" })),
      note: Type.Optional(Type.String({ description: "What people noted about it." })),
      textGone: Type.Optional(Type.Boolean({ description: "`true`: its text was kept no longer." })),
      textUnreadable: Type.Optional(Type.Boolean({ description: "`true`: its text is encrypted and does not open." })),
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
    ...defined({ ports: message.ports, mms: message.mms, push: message.push }),
    ...defined({ replaceType: message.replaceType, replaces: message.replaces, replacedBy: message.replacedBy }),
    ...(message.waiting === undefined ? {} : { waiting: message.waiting.map(showWaiting) }),
    ...(kind === "call" ? { call: showCall(message) } : {}),
    ...defined({ data: message.data }),
    read: readAt !== undefined,
    ...(readAt === undefined ? {} : { readAt: showInstant(readAt) }),
    ...defined({ note: message.note, textGone: message.textGone, textUnreadable: message.textUnreadable }),
  };
}

const showWaiting = ({ indication, active, count }: MessageWaiting) => ({
  what: indication,
  active,
  ...defined({ count }),
});

const showCall = ({ rangMs }: Received) => (rangMs === undefined ? {} : { rangSeconds: Math.round(rangMs / 1_000) });
