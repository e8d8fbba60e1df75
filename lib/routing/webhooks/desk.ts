import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import {
  type EventRecorder,
  type IfIs,
  type JobStore,
  type OnceKey,
  type OnceResult,
  WEBHOOK_TEST,
  WEBHOOKS_STORED,
  type Webhook,
  type WebhookProblem,
  type WebhookSecret,
  type WebhookStore,
  webhookJob,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { type IsNamedTarget, urlProblem } from "../destinations/http/guard.ts";
import { type FieldFault, faultOf, type WebhookFields } from "./fields.ts";
import { type OpenSeals, sealedFor, signing } from "./sealing.ts";
import { createWebhookSecret } from "./signature.ts";

/** Why nothing was done. `no-key`: secrets can be neither sealed nor opened, for this reason. */
export type WebhookFault =
  | { kind: Exclude<WebhookProblem, "in-use"> }
  /** `by`: who names it, as people call them. */
  | { kind: "in-use"; by: readonly string[] }
  | FieldFault
  /** `isLost`: the same request fails again whenever it is made. */
  | { kind: "no-key"; problem: string; isLost?: true };

/** A target, and its newest secret as the receiver needs it. */
interface WithSecret {
  webhook: Webhook;
  secret: string;
}

/** Who asks; nobody is named on the command line. */
interface By {
  userName?: string | undefined;
}

/** What people do about targets of webhooks; each leaves an event, without the secret. Every promise rejects with a StoreFailure. */
export interface WebhookDesk {
  readonly store: Pick<WebhookStore, "list" | "find" | "findByName">;
  add(webhook: WebhookFields, by: By & { once?: OnceKey | undefined }): Promise<OnceResult<WithSecret, WebhookFault>>;
  change(
    id: number,
    change: Partial<Omit<WebhookFields, "name">>,
    by: By & { ifIs?: IfIs<Webhook> | undefined },
  ): Promise<Result<Webhook, WebhookFault>>;
  remove(id: number, by: By & { ifIs?: IfIs<Webhook> | undefined }): Promise<Result<Webhook, WebhookFault>>;
  /** Gives it another secret; the one before signs too for so long. */
  rotate(id: number, options: { keepOldMs: number }, by: By): Promise<Result<WithSecret, WebhookFault>>;
  /** Sends an event that says nothing, also to a target that is disabled. Gives the ID of its job. */
  test(id: number, by: By): Promise<Result<number, WebhookFault>>;
}

/** 3: a secret that was changed twice within a day, and room for a mistake. Each makes the header longer. */
const MOST_SECRETS = 3;

/**
 * @param options.seals  keeps the secrets
 * @param options.wake  tells the runner of this process that something is due
 * @param options.isNamed  lets in what is refused by default; left out where the gateway's settings are not known: all is let in, and checked when used
 */
export function createWebhookDesk(options: {
  store: WebhookStore;
  jobs: Pick<JobStore, "add">;
  seals: OpenSeals;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  wake: () => void;
  isNamed?: IsNamedTarget;
}): WebhookDesk {
  const { store, jobs, seals, events, clock, wake, isNamed = () => true } = options;

  function faultIn(fields: Partial<WebhookFields>): FieldFault | undefined {
    const message = fields.url === undefined ? undefined : urlProblem(fields.url, isNamed);
    return faultOf(fields) ?? (message === undefined ? undefined : { kind: "invalid", field: "url", message });
  }

  async function faultFor(kind: WebhookProblem, id = 0): Promise<WebhookFault> {
    if (kind !== "in-use") return { kind };
    const name = (await store.find(id))?.name;
    return { kind, by: name === undefined ? [] : await store.usersOf(name) };
  }

  /** A new secret, and how to seal it. */
  async function makeSecret(name: string) {
    const opened = await seals();
    if (!opened.ok) return no<WebhookFault>({ kind: "no-key", problem: opened.problem });
    const secret = createWebhookSecret();
    const made = { sealed: opened.value.seal(secret, sealedFor(name)), createdAt: clock.now() };
    return ok({ secret, made, box: opened.value });
  }

  return {
    store,
    async add(webhook, { once, ...by }) {
      const fault = faultIn(webhook);
      if (fault !== undefined) return no(fault);
      const sealed = await makeSecret(webhook.name);
      if (!sealed.ok) return sealed;
      const { made, secret, box } = sealed.value;
      const limits = { now: clock.now(), most: WEBHOOKS_STORED, once };
      const added = await store.add({ ...webhook, secrets: [made] }, limits);
      if (!added.ok) return no(await faultFor(added.problem));
      if (added.again) {
        const first = box.open(added.value.secrets[0]?.sealed ?? "", sealedFor(webhook.name));
        if (first === undefined) return no({ kind: "no-key", problem: SEALED_OTHERWISE, isLost: true });
        return { ok: true, value: { webhook: added.value, secret: first }, again: true };
      }
      events.record({ kind: "webhook.added", webhook: webhook.name, ...by });
      return ok({ webhook: added.value, secret });
    },
    async change(id, change, { ifIs, ...by }) {
      const fault = faultIn(change);
      if (fault !== undefined) return no(fault);
      const changed = await store.change(id, () => change, { now: clock.now(), ifIs });
      if (!changed.ok) return no(await faultFor(changed.problem));
      const { before, after } = changed.value;
      const fields = changedFields(before, after);
      if (fields !== "") events.record({ kind: "webhook.changed", webhook: after.name, ...by, details: { fields } });
      return ok(after);
    },
    async remove(id, { ifIs, ...by }) {
      const removed = await store.remove(id, ifIs);
      if (!removed.ok) return no(await faultFor(removed.problem, id));
      events.record({ kind: "webhook.removed", webhook: removed.value.name, ...by });
      return removed;
    },
    async rotate(id, { keepOldMs }, by) {
      const known = await store.find(id);
      if (known === undefined) return no({ kind: "not-found" });
      const sealed = await makeSecret(known.name);
      if (!sealed.ok) return sealed;
      const { made, secret, box } = sealed.value;
      const now = clock.now();
      const until = now + keepOldMs;
      // What a key sealed that was given up signs nothing any more.
      const opens = (old: WebhookSecret) => box.open(old.sealed, sealedFor(known.name)) !== undefined;
      const rotated = await store.change(
        id,
        (webhook) => ({ secrets: [made, ...ending(webhook, { now, until }).filter(opens)].slice(0, MOST_SECRETS) }),
        { now },
      );
      if (!rotated.ok) return no(await faultFor(rotated.problem));
      const { after } = rotated.value;
      const keepsOld = after.secrets.length > 1;
      const details = defined({ oldUntil: keepsOld ? new Date(until).toISOString() : undefined });
      events.record({ kind: "webhook.secret-rotated", webhook: after.name, ...by, details });
      return ok({ webhook: after, secret });
    },
    async test(id, by) {
      const webhook = await store.find(id);
      if (webhook === undefined) return no({ kind: "not-found" });
      const at = clock.now();
      const event = {
        type: WEBHOOK_TEST,
        key: `test-${crypto.randomUUID()}`,
        at,
        data: { webhook: webhook.name },
      } as const;
      const [job = 0] = await jobs.add([webhookJob(event, webhook)], at);
      wake();
      events.record({ kind: "webhook.tested", webhook: webhook.name, ...by, details: { job } });
      return ok(job);
    },
  };
}

/** The secrets that still sign, and end then at the latest. */
const ending = (webhook: Webhook, { now, until }: { now: number; until: number }): WebhookSecret[] =>
  signing(webhook, now)
    .map((secret) => ({ ...secret, until: Math.min(secret.until ?? until, until) }))
    .filter((secret) => secret.until > now);

const SEALED_OTHERWISE =
  "Its secret was sealed with another key of this installation, and cannot be shown again: rotate it";

const FIELDS = [
  ["url", "url"],
  ["events", "events"],
  ["enabled", "enabled"],
  ["isOrdered", "ordered"],
] as const;

const changedFields = (before: Webhook, after: Webhook): string =>
  FIELDS.filter(([field]) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map(([, shown]) => shown)
    .join(", ");
