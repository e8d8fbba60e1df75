import { type Static, Type } from "@sinclair/typebox";
import { POLICIES_STORED, type StoredPolicy, whyNotExported } from "../../messages/index.ts";
import {
  type AlarmDesk,
  createOptedOut,
  damageOf,
  importPolicies,
  type OptOutDesk,
  type PolicyDesk,
  type PolicyFailure,
} from "../../routing/index.ts";
import { type Failure, failure, invalid, keyUsed, notFound } from "../operations/failures.ts";
import { REPLAYED } from "../operations/idempotency.ts";
import { operation, type Route, route } from "../operations/operation.ts";
import { Reply } from "../operations/reply.ts";
import { oneOf } from "../plumbing/schemas.ts";
import { ALARM_EXAMPLE, AlarmModel, actorOf, showAlarm } from "./alarm-models.ts";
import { changedMeanwhile, readIfMatch } from "./etag.ts";
import { missingNames, type NameDesks, withWarnings } from "./missing-names.ts";
import {
  POLICY_DRAFT_EXAMPLE,
  POLICY_EXAMPLE,
  PolicyDraft,
  PolicyFile,
  PolicyList,
  PolicyModel,
  policyEtag,
  shownPolicy,
  showPolicy,
} from "./policy-models.ts";

const strict = { additionalProperties: false } as const;
const common = { tag: "Policies", permissions: ["alarm-policies"] } as const;
const parameters = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "As the list gives it.", example: 2 }),
});
const IF_MATCH = "With `If-Match` only if it still has this ETag.";

const LIST = operation({
  ...common,
  method: "GET",
  path: "/api/v1/policies",
  operationId: "getPolicies",
  summary: "Policies: who is called about an alarm, in which order, and how long each has time to answer",
  answer: PolicyList,
  example: { items: [POLICY_EXAMPLE] },
});

const ADD = operation({
  ...common,
  method: "POST",
  path: "/api/v1/policies",
  operationId: "addPolicy",
  summary: "Add a policy",
  description:
    "422 names each value that is wrong. A contact, group or webhook that is not there is accepted, with `warnings`: nobody is called by it. So is a step that cannot reach somebody.",
  body: PolicyDraft,
  bodyExample: POLICY_DRAFT_EXAMPLE,
  once: true,
  answer: PolicyModel,
  status: 201,
  example: POLICY_EXAMPLE,
  failures: [409, 422],
});

const SHOW = operation({
  ...common,
  method: "GET",
  path: "/api/v1/policies/{id}",
  operationId: "getPolicy",
  summary: "One policy",
  parameters,
  answer: PolicyModel,
  example: POLICY_EXAMPLE,
  failures: [404],
});

const REPLACE = operation({
  ...common,
  method: "PUT",
  path: "/api/v1/policies/{id}",
  operationId: "replacePolicy",
  summary: "Make a policy another one",
  description: `What is left out has its default. Alarms that are open go on as they began. With another name, groups, checks and rules that name it have that, too, and requests that name it as before find it until another policy is called so. ${IF_MATCH}`,
  parameters,
  body: PolicyDraft,
  bodyExample: POLICY_DRAFT_EXAMPLE,
  answer: PolicyModel,
  example: POLICY_EXAMPLE,
  failures: [404, 409, 412, 422],
});

const REMOVE = operation({
  ...common,
  method: "DELETE",
  path: "/api/v1/policies/{id}",
  operationId: "removePolicy",
  summary: "Remove a policy",
  description: `409 while a group, check, rule or setting names it; the answer says which. Alarms that are open go on as they began. ${IF_MATCH}`,
  parameters,
  failures: [404, 409, 412],
});

const EXPORT = operation({
  ...common,
  method: "GET",
  path: "/api/v1/policies/export",
  operationId: "exportPolicies",
  summary: "All policies as they can be imported",
  description: "409 while a policy is damaged in the database.",
  answer: PolicyFile,
  failures: [409],
  example: { policies: [{ ...POLICY_DRAFT_EXAMPLE, tellResolved: true }] },
});

const IMPORT = operation({
  ...common,
  method: "POST",
  path: "/api/v1/policies/import",
  operationId: "importPolicies",
  summary: "Import policies",
  description:
    "A policy whose name is known becomes what is imported; the others are added. Nothing is kept when one of them is wrong. The same import again changes nothing, so it may be repeated when its answer got lost.",
  body: Type.Object(
    {
      policies: Type.Array(Type.Unknown(), {
        maxItems: POLICIES_STORED,
        description: "Each as `POST /api/v1/policies` takes it.",
      }),
    },
    strict,
  ),
  bodyExample: { policies: [POLICY_DRAFT_EXAMPLE] },
  answer: PolicyList,
  example: { items: [POLICY_EXAMPLE] },
  failures: [409, 422],
});

const DRILL = operation({
  ...common,
  method: "POST",
  path: "/api/v1/policies/{id}/drill",
  operationId: "drillPolicy",
  summary: "Rehearse a policy",
  description:
    "Goes through all steps once, with texts that begin with *Drill*, whoever answers. Each step waits as long as the policy says: a drill takes the sum of all `waitSeconds`, and a `fast` one a minute for each step at most. The timeline of the alarm that it makes says who answered after how long, who did not, and who could not be told.",
  parameters,
  query: Type.Object({
    fast: Type.Optional(oneOf(["true", "false"], { description: "No step waits longer than 60 s." })),
  }),
  answer: AlarmModel,
  status: 201,
  example: { ...ALARM_EXAMPLE, drill: true },
  failures: [404, 409, 422],
});

/** Who is called about alarms, in which order. */
export const POLICIES = {
  operations: [LIST, ADD, SHOW, REPLACE, REMOVE, EXPORT, IMPORT, DRILL],
  routes({
    alarmDesk,
    optOutDesk,
    ...names
  }: NameDesks & {
    policyDesk: PolicyDesk;
    alarmDesk: Pick<AlarmDesk, "drill">;
    optOutDesk: Pick<OptOutDesk, "store">;
  }): Route[] {
    const { policyDesk: desk } = names;
    const optedOut = createOptedOut({ book: names.book.store, optOuts: optOutDesk.store });
    /** With what it names that is not there, and who is not told. @throws StoreFailure */
    async function warned(policy: StoredPolicy, headers: Record<string, string> = {}) {
      const warnings = await missingNames(names).inPolicy(policy);
      const stopped = await optedOut.inPolicy(policy.policy);
      const shown = { ...showPolicy(policy), ...(stopped.length === 0 ? {} : { optedOut: stopped }) };
      return new Reply(withWarnings(shown, warnings), {
        headers: { etag: policyEtag(policy), ...headers },
      });
    }
    return [
      route(LIST, async () => ({
        items: (await desk.store.list()).map((each) => withWarnings(showPolicy(each), damageOf(each))),
      })),
      route(ADD, async ({ body, user, address, once }) => {
        const added = await desk.add(body, { userName: user.name, address, once });
        return added.ok ? warned(added.value, added.again ? REPLAYED : {}) : failureOf(added.problem);
      }),
      route(SHOW, async ({ parameters: { id } }) => {
        const found = await desk.store.find(id);
        return found === undefined ? notFound("policy") : warned(found);
      }),
      route(REPLACE, async ({ parameters: { id }, body, user, address, headers }) => {
        const changed = await desk.replace(id, body, { userName: user.name, address, ifIs: readVersion(headers) });
        return changed.ok ? warned(changed.value) : failureOf(changed.problem);
      }),
      route(REMOVE, async ({ parameters: { id }, user, address, headers }) => {
        const removed = await desk.remove(id, { userName: user.name, address, ifIs: readVersion(headers) });
        return removed.ok ? undefined : failureOf(removed.problem);
      }),
      route(EXPORT, async () => {
        const all = await desk.store.list();
        const named = all.map(({ id, policy: { name }, unreadable }) => ({ id, name, unreadable }));
        const why = whyNotExported("policies", named);
        return why === undefined
          ? { policies: all.map(({ policy }) => shownPolicy(policy)) }
          : failure(409, [`${why}.`]);
      }),
      route(IMPORT, async ({ body: { policies }, user, address }) => {
        const imported = await importPolicies(desk, policies, { userName: user.name, address });
        if (!imported.ok) return failureOf(imported.problem);
        const missing = missingNames(names);
        const items: Static<typeof PolicyModel>[] = [];
        for (const each of imported.value) {
          items.push(withWarnings(showPolicy(each), await missing.inPolicy(each)));
        }
        return { items };
      }),
      route(DRILL, async ({ parameters: { id }, query, user, by }) => {
        const found = await desk.store.find(id);
        if (found === undefined) return notFound("policy");
        const alarm = await alarmDesk.drill(found.policy.name, actorOf({ user, by }), {
          fast: query.fast === "true",
        });
        if (alarm.ok) return showAlarm(alarm.value);
        return alarm.problem === "no-such-policy" ? notFound("policy") : tooManyOpen();
      }),
    ];
  },
} as const;

/** No alarm is opened before others are resolved. */
export const tooManyOpen = (): Failure =>
  failure(409, ["Too many alarms are not resolved: resolve some before another one is opened."]);

function readVersion(headers: Headers): ((policy: StoredPolicy) => boolean) | undefined {
  const matches = readIfMatch(headers);
  return matches && ((policy) => matches(policyEtag(policy)));
}

function failureOf(problem: PolicyFailure): Failure {
  switch (problem.kind) {
    case "not-found":
      return notFound("policy");
    case "name-taken":
      return failure(409, ["Another policy has this name."], { faults: [{ pointer: "/name", message: "is taken" }] });
    case "too-many":
      return failure(409, [`There may be ${POLICIES_STORED} policies: remove some first.`]);
    case "in-use":
      return failure(409, [`It is named by ${problem.by.join(", ")}: let these name another policy first.`]);
    case "changed-meanwhile":
      return changedMeanwhile();
    case "other-request":
      return keyUsed();
    case "invalid":
      return invalid(problem.faults);
    default:
      return problem satisfies never;
  }
}
