import { type Static, Type } from "@sinclair/typebox";
import { MESSAGE_STATES, type WEBHOOK_EVENTS, WEBHOOK_TEST } from "../../messages/index.ts";
import type { DescribedEvent } from "../operations/describe.ts";
import { oneOf } from "../plumbing/schemas.ts";
import { ALARM_WEBHOOKS } from "./webhook-alarms.ts";
import { event, strict, time } from "./webhook-schemas.ts";

const Incoming = event(
  "WebhookIncoming",
  ["message.received", "call.received"] as const,
  Type.Object(
    {
      id: Type.Integer({ description: "As in `/api/v1/incoming`." }),
      from: Type.Optional(
        Type.String({ description: "The sender's number, or its name; absent when it cannot be read." }),
      ),
      text: Type.String({
        description: "In square brackets where it is not a text; what the rule made of it, with `rule`.",
      }),
      kind: Type.String({ description: "As in `/api/v1/incoming`." }),
      channel: oneOf(["sms", "telegram"]),
      modem: Type.String({ description: "The modem that received it." }),
      receivedAt: time("When the gateway got it."),
      sentAt: Type.Optional(time("As the network gives it.")),
      rangSeconds: Type.Optional(
        Type.Integer({ description: "Of a call: how long it rang; absent if the gateway ended before it did." }),
      ),
      mms: Type.Optional(
        Type.Object(
          {
            from: Type.Optional(Type.String()),
            subject: Type.Optional(Type.String()),
            size: Type.Optional(Type.Integer({ description: "In octets." })),
            host: Type.Optional(Type.String({ description: "Where it can be fetched." })),
          },
          { ...strict, description: "Of an MMS that waits to be fetched." },
        ),
      ),
      replaces: Type.Optional(Type.Integer({ description: "The message whose place it took in lists." })),
      rule: Type.Optional(
        Type.Object(
          { id: Type.Integer(), name: Type.String() },
          { ...strict, description: "The rule that sends it; absent when the target has picked the event." },
        ),
      ),
    },
    strict,
  ),
);

const Outgoing = event(
  "WebhookOutgoing",
  ["message.sent", "message.delivered", "message.undelivered", "message.failed", "message.unknown"] as const,
  Type.Object(
    {
      id: Type.Integer({ description: "As in `/api/v1/messages`." }),
      to: Type.String({ description: "The recipient's number." }),
      state: oneOf(MESSAGE_STATES, { description: "`message.failed` has `failed` or `expired`." }),
      channel: oneOf(["sms", "telegram"]),
      modem: Type.Optional(Type.String({ description: "The modem that sent it, or tried last." })),
      source: Type.String({ description: "The interface that it came through." }),
      reference: Type.Optional(Type.String({ description: "What the client calls it." })),
      createdAt: time("When it was accepted."),
      sentAt: Type.Optional(time("When the network had all of it.")),
      error: Type.Optional(Type.String({ description: "Why the last attempt failed." })),
    },
    strict,
  ),
);

const Modem = event(
  "WebhookModem",
  ["modem.state"] as const,
  Type.Object(
    {
      modem: Type.String(),
      state: Type.String({ description: "As in `/api/v1/modems`; `deleted` when it was taken out." }),
      problem: Type.Optional(Type.String({ description: "What is wrong with it." })),
      node: Type.String({ description: "The gateway that has it." }),
    },
    strict,
  ),
);

const Test = event(
  "WebhookTest",
  [WEBHOOK_TEST] as const,
  Type.Object({ webhook: Type.String({ description: "The target's name." }) }, strict),
);

const RECEIVED: Static<typeof Incoming> = {
  type: "message.received",
  timestamp: "2026-01-31T07:02:00.000Z",
  data: {
    id: 4,
    from: "+491701234567",
    text: "On my way",
    kind: "text",
    channel: "sms",
    modem: "roof",
    receivedAt: "2026-01-31T07:02:00.000Z",
    sentAt: "2026-01-31T07:01:58.000Z",
  },
};

const SENT: Static<typeof Outgoing> = {
  type: "message.sent",
  timestamp: "2026-01-31T07:00:03.120Z",
  data: {
    id: 17,
    to: "+491701234567",
    state: "sent",
    channel: "sms",
    modem: "roof",
    source: "v1",
    reference: "ticket 4711",
    createdAt: "2026-01-31T07:00:00.000Z",
    sentAt: "2026-01-31T07:00:03.120Z",
  },
};

const { sentAt: _, ...UNSENT } = SENT.data;

const outgoing = (
  state: "delivered" | "undelivered" | "failed" | "unknown",
  { timestamp, error }: { timestamp: string; error?: string },
): Static<typeof Outgoing> => ({
  type: `message.${state}`,
  timestamp,
  data: error === undefined ? { ...SENT.data, state } : { ...UNSENT, state, error },
});

/** What targets of webhooks get, by type. */
export const WEBHOOK_DOCUMENT: Readonly<Record<(typeof WEBHOOK_EVENTS)[number] | typeof WEBHOOK_TEST, DescribedEvent>> =
  {
    "message.received": {
      summary: "A message was received",
      description: "Also sent by rules of message routing to a target that they name; then it has `rule`.",
      schema: Incoming,
      example: RECEIVED,
    },
    "call.received": {
      summary: "Somebody called; the gateway does not answer",
      schema: Incoming,
      example: {
        ...RECEIVED,
        type: "call.received",
        data: { ...RECEIVED.data, text: "", kind: "call", rangSeconds: 12 },
      },
    },
    "message.sent": { summary: "The network has all of a message", schema: Outgoing, example: SENT },
    "message.delivered": {
      summary: "A message was delivered",
      schema: Outgoing,
      example: outgoing("delivered", { timestamp: "2026-01-31T07:00:05.000Z" }),
    },
    "message.undelivered": {
      summary: "The network could not deliver a message",
      schema: Outgoing,
      example: outgoing("undelivered", { timestamp: "2026-02-02T07:00:05.000Z" }),
    },
    "message.failed": {
      summary: "A message is not sent",
      description: "It was refused for good, or its validity has passed.",
      schema: Outgoing,
      example: outgoing("failed", {
        timestamp: "2026-01-31T07:00:09.000Z",
        error: "the network refused it: +CMS ERROR: 1",
      }),
    },
    "message.unknown": {
      summary: "Nobody knows whether the network took a message",
      description:
        "The setting `--unknown` says what happens then. A message that is sent again may become unknown again.",
      schema: Outgoing,
      example: outgoing("unknown", { timestamp: "2026-01-31T07:01:00.000Z", error: "the modem did not answer" }),
    },
    "modem.state": {
      summary: "A modem has another state, or another problem",
      schema: Modem,
      example: {
        type: "modem.state",
        timestamp: "2026-01-31T07:03:00.000Z",
        data: { modem: "roof", state: "gone", problem: "the device is unplugged", node: "gateway-1" },
      },
    },
    ...ALARM_WEBHOOKS,
    "webhook.test": {
      summary: "Somebody asked for a test",
      description: "By `POST /api/v1/webhooks/{id}/test`; nobody has to pick it.",
      schema: Test,
      example: { type: "webhook.test", timestamp: "2026-01-31T07:00:00.000Z", data: { webhook: "erp" } },
    },
  };
