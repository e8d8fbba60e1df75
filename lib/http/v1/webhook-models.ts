import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import {
  WEBHOOK_DESTINATION,
  WEBHOOK_EVENTS,
  WEBHOOK_NAME_CHARACTERS,
  WEBHOOK_URL_CHARACTERS,
  type Webhook,
} from "../../messages/index.ts";
import { damageOf } from "../../routing/index.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { warningsModel, withWarnings } from "./missing-names.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const time = (description: string) => Type.String({ format: "date-time", description });

/** What people set, as bodies have it. */
export const webhookName = Type.String({
  minLength: 1,
  maxLength: WEBHOOK_NAME_CHARACTERS,
  description: "Lower-case letters, digits, hyphens and underscores. It stays: rules and jobs name the webhook by it.",
});
export const settings = {
  url: Type.String({
    minLength: 1,
    maxLength: WEBHOOK_URL_CHARACTERS,
    description:
      "Where events are posted to: https or http. Addresses of the gateway's own machine need the setting `--allow-targets`.",
  }),
  events: Type.Array(oneOf(WEBHOOK_EVENTS), {
    maxItems: WEBHOOK_EVENTS.length,
    uniqueItems: true,
    description: "Those that it gets. With none, only rules of message routing send to it.",
  }),
  enabled: Type.Boolean({
    description: "While it is disabled, no events are made for it, and jobs that wait are tried again later.",
  }),
  ordered: Type.Boolean({ description: "One event after another: the next one waits until this one has ended." }),
};

const FIELDS = {
  id: Type.Integer(),
  name: webhookName,
  ...settings,
  destination: Type.String({
    description: "As its jobs have it: its deliveries are `GET /api/v1/jobs?destination=…`.",
  }),
  secretCreatedAt: time("When its secret was made."),
  oldSecretUntil: Type.Optional(time("Until then the secret before signs too; it is void once this has passed.")),
  createdAt: time("When it was added."),
  changedAt: time("When it was changed last."),
  warnings: warningsModel("There until what was damaged is set again: its `events`, or by a rotation its secret."),
};

export const WebhookModel = named("Webhook", Type.Object(FIELDS, strict));

export const WebhookWithSecret = named(
  "WebhookWithSecret",
  Type.Object(
    {
      ...FIELDS,
      secret: Type.String({
        description: "What its receiver checks signatures with. Shown this once; a lost one has to be rotated.",
      }),
    },
    strict,
  ),
);

export const EXAMPLE: Static<typeof WebhookModel> = {
  id: 1,
  name: "erp",
  url: "https://erp.example.org/hooks/sms",
  events: ["message.received", "message.delivered", "message.undelivered", "message.failed"],
  enabled: true,
  ordered: false,
  destination: "webhook:erp",
  secretCreatedAt: "2026-01-31T07:00:00.000Z",
  createdAt: "2026-01-31T07:00:00.000Z",
  changedAt: "2026-01-31T07:00:00.000Z",
};

export const EXAMPLE_WITH_SECRET: Static<typeof WebhookWithSecret> = {
  ...EXAMPLE,
  secret: "whsec_c2hvd24tb25jZS1hbmQtbmV2ZXItYWdhaW4tMzIhISE=",
};

/** Shows a target; never its secrets. */
export function showWebhook(webhook: Webhook): Static<typeof WebhookModel> {
  const [secret, old] = webhook.secrets;
  const shown = {
    id: webhook.id,
    name: webhook.name,
    url: webhook.url,
    events: [...webhook.events],
    enabled: webhook.enabled,
    ordered: webhook.isOrdered,
    destination: `${WEBHOOK_DESTINATION}${webhook.name}`,
    secretCreatedAt: showInstant(secret?.createdAt ?? webhook.createdAt),
    ...defined({ oldSecretUntil: old?.until === undefined ? undefined : showInstant(old.until) }),
    createdAt: showInstant(webhook.createdAt),
    changedAt: showInstant(webhook.changedAt),
  };
  return withWarnings(shown, damageOf(webhook));
}
