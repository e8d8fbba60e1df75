import { Type } from "@sinclair/typebox";
import type { Permission, User } from "../../auth/index.ts";
import { defined } from "../../defined.ts";
import { DESTINATION_CHARACTERS } from "../../limits.ts";
import { JOB_KINDS, type JobKind, type JobProblem } from "../../messages/index.ts";
import type { JobDesk } from "../../routing/index.ts";
import { type Failure, failure, holds, isFailure, lacking, notFound } from "../operations/failures.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { oneOf } from "../plumbing/schemas.ts";
import { createCursor, limitOf, PAGING, pageOf } from "./cursor.ts";
import {
  EXAMPLE,
  EXAMPLE_WITH_ATTEMPTS,
  JobCounts,
  JobKindName,
  JobModel,
  JobStateName,
  JobWithAttempts,
  showAttempt,
  showJob,
} from "./job-models.ts";

const strict = { additionalProperties: false } as const;
const tag = "Jobs";
const parameters = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "As the list gives it.", example: 12 }),
});
const destination = Type.String({
  minLength: 1,
  maxLength: DESTINATION_CHARACTERS,
  description: "As a job has it, such as `http:https://erp.example.org`.",
});
const WHO =
  "Jobs for webhooks need the permission *Webhooks* (`webhooks`), all others *Message routing* (`message-routing`).";

const LIST = operation({
  method: "GET",
  path: "/api/v1/jobs",
  operationId: "getJobs",
  tag,
  summary: "What is done for destinations other than SMS and Telegram, newest first",
  description: `${WHO} Those of the other permission are left out.`,
  query: Type.Object({
    state: Type.Optional(JobStateName),
    kind: Type.Optional(JobKindName),
    destination: Type.Optional(destination),
    ...PAGING,
  }),
  answer: pageOf(JobModel),
  example: { items: [EXAMPLE] },
  failures: [422],
});

const COUNTS = operation({
  method: "GET",
  path: "/api/v1/jobs/counts",
  operationId: "countJobs",
  tag,
  summary: "How many jobs are in each state",
  description: `${WHO} Those of the other permission are left out.`,
  inBackground: true,
  answer: JobCounts,
  example: { waiting: 2, running: 1, delivered: 840, dead: 3 },
});

const SHOW = operation({
  method: "GET",
  path: "/api/v1/jobs/{id}",
  operationId: "getJob",
  tag,
  summary: "One job with its attempts",
  description: WHO,
  parameters,
  answer: JobWithAttempts,
  example: EXAMPLE_WITH_ATTEMPTS,
  failures: [404],
});

const RETRY = operation({
  method: "POST",
  path: "/api/v1/jobs/{id}/retry",
  operationId: "retryJob",
  tag,
  summary: "Send a dead letter again, or do a waiting job now",
  description: `${WHO} It has three days again. Its event ID stays, so its receiver can tell that it is the same.`,
  parameters,
  answer: JobModel,
  example: { ...EXAMPLE, state: "waiting", attempts: 0, dueAt: "2026-02-03T08:00:00.000Z", finishedAt: undefined },
  failures: [404, 409],
});

const BULK = operation({
  method: "POST",
  path: "/api/v1/jobs/bulk",
  operationId: "changeDeadJobs",
  tag,
  summary: "Send all dead letters of a destination again, or delete them",
  description: `${WHO} At most 50,000, oldest first: repeat it until \`done\`.`,
  body: Type.Object({ action: oneOf(["retry", "delete"] as const), destination }, strict),
  bodyExample: { action: "retry", destination: "http:https://erp.example.org" },
  answer: Type.Object({ jobs: Type.Integer({ description: "How many." }), done: Type.Boolean() }, strict),
  example: { jobs: 3, done: true },
  failures: [422],
});

const REMOVE = operation({
  method: "DELETE",
  path: "/api/v1/jobs/{id}",
  operationId: "removeJob",
  tag,
  summary: "Delete a job that is not running, with its attempts",
  description: WHO,
  parameters,
  failures: [404, 409],
});

/** 100 steps of 500: a few seconds, well within the time limit of a request. */
const MOST_STEPS = 100;

const cursor = createCursor("jobs", Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }));

/** Jobs for destinations. */
export const JOBS = {
  operations: [LIST, COUNTS, SHOW, RETRY, BULK, REMOVE],
  routes({ jobDesk }: { jobDesk: JobDesk }): Route[] {
    const { store } = jobDesk;

    /** The job, if this user may see it. Rejects with a StoreFailure. */
    async function seen(id: number, user: User) {
      const found = await store.find(id);
      if (found === undefined) return notFound("job");
      const permission = permissionFor(found.job.kind);
      return holds(user, permission) ? found : lacking(permission);
    }

    return [
      route(LIST, async ({ query, user }) => {
        const kinds = kindsOf(user);
        if (isFailure(kinds)) return kinds;
        if (query.kind !== undefined && !kinds.includes(query.kind)) return lacking(permissionFor(query.kind));
        const before = cursor.read(query.after);
        if (!before.ok) return before.problem;
        const { jobs, next } = await store.page(
          {
            kinds: query.kind === undefined ? kinds : [query.kind],
            ...defined({ state: query.state, destination: query.destination }),
          },
          { limit: limitOf(query), ...defined({ before: before.value }) },
        );
        return cursor.page(jobs.map(showJob), next);
      }),
      route(COUNTS, async ({ user }) => {
        const kinds = kindsOf(user);
        return isFailure(kinds) ? kinds : store.countByState(kinds);
      }),
      route(SHOW, async ({ parameters: { id }, user }) => {
        const found = await seen(id, user);
        return isFailure(found) ? found : { ...showJob(found.job), history: found.attempts.map(showAttempt) };
      }),
      route(RETRY, async ({ parameters: { id }, user, address }) => {
        const found = await seen(id, user);
        if (isFailure(found)) return found;
        const retried = await jobDesk.retry(id, { userName: user.name, address });
        return retried.ok ? showJob(retried.value) : failureOf(retried.problem);
      }),
      route(BULK, async ({ body, user, address, limit }) => {
        // A destination begins with its kind.
        const permission = permissionFor(body.destination.split(":", 1)[0] ?? "");
        if (!holds(user, permission)) return lacking(permission);
        let steps = 0;
        const mayGoOn = () => !limit.passed && steps++ < MOST_STEPS;
        return jobDesk.eachDead(body.action, body.destination, { by: { userName: user.name, address }, mayGoOn });
      }),
      route(REMOVE, async ({ parameters: { id }, user, address }) => {
        const found = await seen(id, user);
        if (isFailure(found)) return found;
        const removed = await jobDesk.remove(id, { userName: user.name, address });
        return removed.ok ? undefined : failureOf(removed.problem);
      }),
    ];
  },
} as const;

const permissionFor = (kind: string): Permission => (kind === "webhook" ? "webhooks" : "message-routing");

/** The kinds whose jobs this user may see. */
function kindsOf(user: User): JobKind[] | Failure {
  const kinds = JOB_KINDS.filter((kind) => holds(user, permissionFor(kind)));
  return kinds.length === 0 ? lacking("message-routing") : kinds;
}

function failureOf(problem: JobProblem): Failure {
  switch (problem) {
    case "not-found":
      return notFound("job");
    case "running":
      return failure(409, ["The job is running: wait until this attempt has ended."]);
    case "delivered":
      return failure(409, ["The job was delivered."]);
    default:
      return problem satisfies never;
  }
}
