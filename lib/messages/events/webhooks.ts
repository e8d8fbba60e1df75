import type { ByUser } from "./fields.ts";
import { info, type Wordings } from "./wording.ts";

export interface WebhookEvents {
  /** A target of signed webhooks was added. */
  "webhook.added": OfWebhook;
  /** A target of signed webhooks was changed; `fields` are those that differ. */
  "webhook.changed": OfWebhook & { details: { fields: string } };
  /** A target of signed webhooks was removed. */
  "webhook.removed": OfWebhook;
  /** A target of signed webhooks got another secret. */
  "webhook.secret-rotated": OfWebhook & { details: { oldUntil?: string } };
  /** Somebody sent a test event to a target of signed webhooks. */
  "webhook.tested": OfWebhook & { details: { job: number } };
}

interface OfWebhook extends ByUser {
  /** The target's name. */
  webhook: string;
}

export const WEBHOOK_WORDINGS: Wordings<WebhookEvents> = {
  "webhook.added": info(({ webhook }) => `Webhook ${webhook} was added`),
  "webhook.changed": info(({ webhook, details }) => `Webhook ${webhook} was changed: ${details.fields}`),
  "webhook.removed": info(({ webhook }) => `Webhook ${webhook} was removed`),
  "webhook.secret-rotated": info(({ webhook, details: { oldUntil } }) =>
    oldUntil === undefined
      ? `Webhook ${webhook} got a new secret; the old one is void`
      : `Webhook ${webhook} got a new secret; the old one signs too until ${oldUntil}`,
  ),
  "webhook.tested": info(({ webhook }) => `A test event was sent to webhook ${webhook}`),
};
