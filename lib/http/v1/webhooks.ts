import { Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { OLD_SECRET_SECONDS, OLD_SECRET_SECONDS_AT_MOST, type Webhook } from "../../messages/index.ts";
import type { JobDesk, WebhookDesk, WebhookFault } from "../../routing/index.ts";
import { type Failure, failure, invalid, keyUsed, notFound } from "../operations/failures.ts";
import { REPLAYED } from "../operations/idempotency.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { etagOf, precondition, tagged } from "./etag.ts";
import { EXAMPLE as JOB_EXAMPLE, JobModel, showJob } from "./job-models.ts";
import { MERGE_PATCH_TYPE } from "./merge-patch.ts";
import {
  EXAMPLE,
  EXAMPLE_WITH_SECRET,
  settings,
  showWebhook,
  WebhookModel,
  WebhookWithSecret,
  webhookName,
} from "./webhook-models.ts";

const strict = { additionalProperties: false } as const;
const tag = "Webhooks";
const permissions = ["webhooks"] as const;
const parameters = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "As the list gives it.", example: 1 }),
});
const { url, events, enabled, ordered } = settings;

const LIST = operation({
  method: "GET",
  path: "/api/v1/webhooks",
  operationId: "getWebhooks",
  tag,
  summary: "The targets of signed webhooks, by name",
  permissions,
  answer: Type.Object({ items: Type.Array(WebhookModel) }, strict),
  example: { items: [EXAMPLE] },
});

const ADD = operation({
  method: "POST",
  path: "/api/v1/webhooks",
  operationId: "addWebhook",
  tag,
  summary: "Add a target",
  description: "The answer shows its secret, this once. At most 50 fit.",
  permissions,
  body: Type.Object(
    {
      name: webhookName,
      url,
      events: Type.Optional({ ...events, default: [] }),
      enabled: Type.Optional({ ...enabled, default: true }),
      ordered: Type.Optional({ ...ordered, default: false }),
    },
    strict,
  ),
  bodyExample: { name: "erp", url: EXAMPLE.url, events: EXAMPLE.events },
  once: true,
  answer: WebhookWithSecret,
  status: 201,
  example: EXAMPLE_WITH_SECRET,
  failures: [409, 422],
});

const SHOW = operation({
  method: "GET",
  path: "/api/v1/webhooks/{id}",
  operationId: "getWebhook",
  tag,
  summary: "One target",
  permissions,
  parameters,
  answer: WebhookModel,
  example: EXAMPLE,
  failures: [404],
});

const CHANGE = operation({
  method: "PATCH",
  path: "/api/v1/webhooks/{id}",
  operationId: "changeWebhook",
  tag,
  summary: "Change a target",
  description: "A JSON Merge Patch. With `If-Match` it is changed only if it still has this ETag.",
  permissions,
  parameters,
  body: Type.Object(
    {
      url: Type.Optional(url),
      events: Type.Optional(events),
      enabled: Type.Optional(enabled),
      ordered: Type.Optional(ordered),
    },
    { ...strict, minProperties: 1 },
  ),
  bodyType: MERGE_PATCH_TYPE,
  bodyExample: { enabled: false },
  answer: WebhookModel,
  example: { ...EXAMPLE, enabled: false },
  failures: [404, 412, 422],
});

const REMOVE = operation({
  method: "DELETE",
  path: "/api/v1/webhooks/{id}",
  operationId: "removeWebhook",
  tag,
  summary: "Remove a target",
  description:
    "409 while a policy names it; the answer says which. Its jobs stay; those that wait become dead letters with their next attempt. With `If-Match` only if it still has this ETag.",
  permissions,
  parameters,
  failures: [404, 409, 412],
});

const ROTATE = operation({
  method: "POST",
  path: "/api/v1/webhooks/{id}/rotate",
  operationId: "rotateWebhookSecret",
  tag,
  summary: "Give a target another secret",
  description:
    "The answer shows it, this once. The secret before signs too for a while, so that the receiver can be changed in between; with `keepOldSeconds: 0` it is void at once.",
  permissions,
  parameters,
  body: Type.Object(
    {
      keepOldSeconds: Type.Optional(
        Type.Integer({ minimum: 0, maximum: OLD_SECRET_SECONDS_AT_MOST, default: OLD_SECRET_SECONDS }),
      ),
    },
    strict,
  ),
  bodyExample: { keepOldSeconds: 3_600 },
  answer: WebhookWithSecret,
  example: { ...EXAMPLE_WITH_SECRET, oldSecretUntil: "2026-01-31T08:00:00.000Z" },
  failures: [404, 422],
});

const TEST = operation({
  method: "POST",
  path: "/api/v1/webhooks/{id}/test",
  operationId: "testWebhook",
  tag,
  summary: "Send a target a test event",
  description:
    "Its type is `webhook.test`. A disabled target gets it too. The answer is its job; `GET /api/v1/jobs/{id}` shows what became of it.",
  permissions,
  parameters,
  answer: JobModel,
  status: 202,
  example: {
    ...JOB_EXAMPLE,
    eventId: "test-8e03978e-40d5-43e8-bc93-6894a57f9324-erp",
    kind: "webhook",
    destination: "webhook:erp",
    state: "waiting",
    dueAt: "2026-01-31T07:00:00.000Z",
    attempts: 0,
    finishedAt: undefined,
    error: undefined,
    incomingId: undefined,
    ruleId: undefined,
  },
  failures: [404],
});

/** Targets of signed webhooks. */
export const WEBHOOKS = {
  operations: [LIST, ADD, SHOW, CHANGE, REMOVE, ROTATE, TEST],
  routes({ webhookDesk, jobDesk }: { webhookDesk: WebhookDesk; jobDesk: JobDesk }): Route[] {
    const { store } = webhookDesk;
    return [
      route(LIST, async () => ({ items: (await store.list()).map(showWebhook) })),
      route(ADD, async ({ body, user, once }) => {
        const { ordered: isOrdered = false, enabled = true, events = [], ...named } = body;
        const added = await webhookDesk.add({ ...named, events, enabled, isOrdered }, { userName: user.name, once });
        if (!added.ok) return failureOf(added.problem);
        const { webhook, secret } = added.value;
        const answer = showWebhook(webhook);
        const headers = { etag: etagOf(answer), ...(added.again ? REPLAYED : {}) };
        return new Reply({ ...answer, secret }, { headers });
      }),
      route(SHOW, async ({ parameters: { id }, headers }) => {
        const webhook = await store.find(id);
        return webhook === undefined ? notFound("webhook") : tagged(showWebhook(webhook), headers);
      }),
      route(CHANGE, async ({ parameters: { id }, body, user, headers }) => {
        const { ordered, ...rest } = body;
        const { ifIs, failed } = precondition<Webhook>(headers, showWebhook);
        const change = { ...rest, ...defined({ isOrdered: ordered }) };
        const changed = await webhookDesk.change(id, change, { userName: user.name, ifIs });
        return changed.ok ? tagged(showWebhook(changed.value)) : failureOf(changed.problem, failed);
      }),
      route(REMOVE, async ({ parameters: { id }, user, headers }) => {
        const { ifIs, failed } = precondition<Webhook>(headers, showWebhook);
        const removed = await webhookDesk.remove(id, { userName: user.name, ifIs });
        return removed.ok ? undefined : failureOf(removed.problem, failed);
      }),
      route(ROTATE, async ({ parameters: { id }, body, user }) => {
        const keepOldMs = (body.keepOldSeconds ?? OLD_SECRET_SECONDS) * 1_000;
        const rotated = await webhookDesk.rotate(id, { keepOldMs }, { userName: user.name });
        if (!rotated.ok) return failureOf(rotated.problem);
        return { ...showWebhook(rotated.value.webhook), secret: rotated.value.secret };
      }),
      route(TEST, async ({ parameters: { id }, user }) => {
        const sent = await webhookDesk.test(id, { userName: user.name });
        if (!sent.ok) return failureOf(sent.problem);
        const found = await jobDesk.store.find(sent.value);
        return found === undefined ? notFound("job") : showJob(found.job);
      }),
    ];
  },
} as const;

/** @param failed  the answer when `If-Match` did not match */
function failureOf(problem: WebhookFault, failed?: () => Failure): Failure {
  switch (problem.kind) {
    case "not-found":
      return notFound("webhook");
    case "name-taken":
      return failure(409, ["Another webhook has this name."], { faults: [{ pointer: "/name", message: "is taken" }] });
    case "too-many":
      return failure(409, ["No more webhooks fit: remove some first."]);
    case "in-use":
      return failure(409, [`It is named by ${problem.by.join(", ")}: let these tell somebody else first.`]);
    case "changed-meanwhile":
      return failed?.() ?? failure(412, []);
    case "other-request":
      return keyUsed();
    case "invalid":
      return invalid([{ pointer: `/${problem.field}`, message: problem.message }]);
    case "no-key":
      return failure(problem.isLost ? 409 : 503, [`${problem.problem}.`]);
    default:
      return problem satisfies never;
  }
}
