import { queryOptions } from "@tanstack/react-query";
import { answerOf, api, type Schemas, taggedAnswerOf } from "../../api.ts";

export type Webhook = Schemas["Webhook"];
export type WebhookEvent = Webhook["events"][number];

/** In the order in which one thinks of them. */
export const EVENTS: readonly WebhookEvent[] = [
  "message.received",
  "call.received",
  "message.sent",
  "message.delivered",
  "message.undelivered",
  "message.failed",
  "message.unknown",
  "modem.state",
  "alarm.opened",
  "alarm.escalated",
  "alarm.acknowledged",
  "alarm.resolved",
  "alarm.unanswered",
];

export const WEBHOOKS_KEY = ["webhooks"] as const;

export const webhooksQuery = queryOptions({
  queryKey: [...WEBHOOKS_KEY, "list"],
  queryFn: async () => (await answerOf(api.GET("/api/v1/webhooks"))).items,
});

export const webhookQuery = (id: number) =>
  queryOptions({
    queryKey: [...WEBHOOKS_KEY, id],
    queryFn: () => taggedAnswerOf(api.GET("/api/v1/webhooks/{id}", { params: { path: { id } } })),
  });
