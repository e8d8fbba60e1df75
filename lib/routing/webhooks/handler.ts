import type { Clock } from "../../clock.ts";
import {
  type Job,
  StoreFailure,
  WEBHOOK_DESTINATION,
  WEBHOOK_TEST,
  type Webhook,
  type WebhookStore,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { JobHandler, JobResult } from "../destinations/handler.ts";
import type { HttpClient } from "../destinations/http/client.ts";
import { jobResultOf } from "../destinations/http/result.ts";
import { type OpenSeals, sealedFor, signing } from "./sealing.ts";
import { signatureHeaders } from "./signature.ts";

/** The receiver says that it wants no more (RFC 9110 §15.5.11). */
const GONE = 410;

/**
 * Jobs of kind `webhook`: each is a POST of its payload as JSON, signed by Standard Webhooks with every secret of the target that
 * is good at that time. 2xx is success.
 */
export function createWebhookPosts(options: {
  client: HttpClient;
  store: Pick<WebhookStore, "findByName">;
  seals: OpenSeals;
  clock: Pick<Clock, "now">;
}): JobHandler {
  const { client, store, seals, clock } = options;

  /** The secrets that sign. Rejects with a StoreFailure. */
  async function secretsOf(webhook: Webhook): Promise<Result<string[]>> {
    const opened = await seals();
    if (!opened.ok) return opened;
    const signers = signing(webhook, clock.now());
    if (signers.length === 0) return no("it has no secret that signs: rotate it");
    const secrets = signers.map(({ sealed }) => opened.value.open(sealed, sealedFor(webhook.name)));
    const [newest] = secrets;
    // An older one may be of a key that was given up.
    return newest === undefined
      ? no("its secret was sealed with another key of this installation: rotate it")
      : ok(secrets.filter((secret) => secret !== undefined));
  }

  /** Rejects with a StoreFailure. */
  async function post({ eventId, destination, payload }: Job, signal: AbortSignal): Promise<JobResult> {
    const name = destination.slice(WEBHOOK_DESTINATION.length);
    const webhook = await store.findByName(name);
    if (webhook === undefined) return { ok: false, error: `there is no webhook ${name}`, isFinal: true };
    if (!webhook.enabled && payload.type !== WEBHOOK_TEST) return { ok: false, error: "the webhook is disabled" };
    const secrets = await secretsOf(webhook);
    if (!secrets.ok) return { ok: false, error: secrets.problem };
    const body = JSON.stringify(payload);
    const now = clock.now();
    const headers = {
      "content-type": "application/json",
      ...signatureHeaders(eventId, body, { secrets: secrets.value, at: now }),
    };
    const sent = await client.send({ method: "POST", url: webhook.url, headers, body }, { signal });
    const result = jobResultOf(sent, { now: clock.now() });
    if (result.ok || result.status !== GONE) return result;
    const error = "the receiver answered 410: it wants no more of these. The webhook stays enabled";
    return { ...result, error, isFinal: true };
  }

  return {
    kind: "webhook",
    async perform(job, { signal }) {
      try {
        return await post(job, signal);
      } catch (error) {
        if (error instanceof StoreFailure) return { ok: false, error: "the database did not answer" };
        throw error;
      }
    },
  };
}
