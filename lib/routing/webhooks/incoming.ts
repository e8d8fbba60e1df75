import { defined } from "../../defined.ts";
import type { IncomingMessage, WebhookEvent } from "../../messages/index.ts";
import { contentOf } from "../inbox/content.ts";

/**
 * The event of an incoming message, for {@link webhookJobs} or {@link webhookJob}. Pure.
 *
 * @param sent  by which rule it goes out and with which text, where a rule sends it
 */
export function incomingWebhookEvent(
  message: IncomingMessage,
  sent: { text?: string; rule?: { id: number; name: string } } = {},
): WebhookEvent {
  const { id, sender, channel, modem, receivedAt, sentAt, rangMs } = message;
  const { kind, text } = contentOf(message);
  const isCall = kind === "call";
  return {
    type: isCall ? "call.received" : "message.received",
    key: `in-${id}-received`,
    at: receivedAt,
    data: {
      id,
      ...defined({ from: sender }),
      text: sent.text ?? (isCall ? "" : text),
      kind,
      channel,
      modem,
      receivedAt: new Date(receivedAt).toISOString(),
      ...(sentAt === undefined ? {} : { sentAt: new Date(sentAt).toISOString() }),
      ...(isCall && rangMs !== undefined ? { rangSeconds: Math.round(rangMs / 1_000) } : {}),
      ...defined({ mms: message.mms, replaces: message.replaces, rule: sent.rule }),
    },
    incomingId: id,
  };
}
