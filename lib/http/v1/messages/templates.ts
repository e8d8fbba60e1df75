import { type Static, Type } from "@sinclair/typebox";
import type { User } from "../../../auth/index.ts";
import { defined } from "../../../defined.ts";
import { TEMPLATE_CHARACTERS, TEMPLATE_NAME_CHARACTERS } from "../../../limits.ts";
import type { MessageTemplate } from "../../../messages/index.ts";
import { type TemplateFault, type Templates, variablesOf } from "../../../routing/index.ts";
import { type Failure, failure, holds, invalid, keyUsed, lacking, notFound } from "../../operations/failures.ts";
import { REPLAYED } from "../../operations/idempotency.ts";
import { operation, type Route, route } from "../../operations/operation.ts";
import { Reply } from "../../operations/reply.ts";
import { named } from "../../plumbing/schemas.ts";
import { etagOf, precondition, tagged } from "../etag.ts";
import { MERGE_PATCH_TYPE } from "../merge-patch.ts";
import { showInstant } from "../schemas.ts";

const strict = { additionalProperties: false } as const;
const parameters = Type.Object({ id: Type.Integer({ minimum: 1, description: "As the list gives it.", example: 2 }) });
const name = Type.String({ minLength: 1, maxLength: TEMPLATE_NAME_CHARACTERS });
const text = Type.String({
  minLength: 1,
  maxLength: TEMPLATE_CHARACTERS,
  description: "With `{variables}` that a request to send gives values to.",
});

const Template = named(
  "Template",
  Type.Object(
    {
      id: Type.Integer(),
      name: Type.String({ description: "Each once among your own, and once among the shared ones." }),
      text: Type.String(),
      variables: Type.Array(Type.String(), { description: "Those in its text." }),
      shared: Type.Boolean({ description: "Everybody sees it; to change it takes the permission `general`." }),
      createdAt: Type.String({ format: "date-time" }),
      changedAt: Type.String({ format: "date-time" }),
    },
    strict,
  ),
);

const EXAMPLE: Static<typeof Template> = {
  id: 2,
  name: "Disk full",
  text: "Disk full on {host}",
  variables: ["host"],
  shared: false,
  createdAt: "2026-01-31T07:00:00.000Z",
  changedAt: "2026-01-31T07:00:00.000Z",
};

const tag = "Templates";
const OWN = "Your own, or a shared one with the permission *General settings* (`general`).";

const LIST = operation({
  method: "GET",
  path: "/api/v1/templates",
  operationId: "getTemplates",
  tag,
  summary: "Named texts: the shared ones, then your own, by name",
  answer: Type.Object({ items: Type.Array(Template) }, strict),
  example: { items: [EXAMPLE] },
});

const ADD = operation({
  method: "POST",
  path: "/api/v1/templates",
  operationId: "addTemplate",
  tag,
  summary: "Add a named text",
  description: "A shared one needs the permission *General settings* (`general`).",
  body: Type.Object({ name, text, shared: Type.Optional(Type.Boolean({ default: false })) }, strict),
  bodyExample: { name: "Disk full", text: "Disk full on {host}" },
  once: true,
  answer: Template,
  status: 201,
  example: EXAMPLE,
  failures: [409, 422],
});

const SHOW = operation({
  method: "GET",
  path: "/api/v1/templates/{id}",
  operationId: "getTemplate",
  tag,
  summary: "One named text",
  parameters,
  answer: Template,
  example: EXAMPLE,
  failures: [404],
});

const CHANGE = operation({
  method: "PATCH",
  path: "/api/v1/templates/{id}",
  operationId: "changeTemplate",
  tag,
  summary: "Change a named text",
  description: `${OWN} A JSON Merge Patch. With \`If-Match\` it is changed only if it still has this ETag.`,
  parameters,
  body: Type.Object({ name: Type.Optional(name), text: Type.Optional(text) }, { ...strict, minProperties: 1 }),
  bodyType: MERGE_PATCH_TYPE,
  bodyExample: { text: "Disk full on {host}: {percent} %" },
  answer: Template,
  example: { ...EXAMPLE, text: "Disk full on {host}: {percent} %", variables: ["host", "percent"] },
  failures: [404, 409, 412, 422],
});

const REMOVE = operation({
  method: "DELETE",
  path: "/api/v1/templates/{id}",
  operationId: "removeTemplate",
  tag,
  summary: "Remove a named text",
  description: `${OWN} With \`If-Match\` only if it still has this ETag.`,
  parameters,
  failures: [404, 412],
});

/** Named texts. */
export const TEMPLATES = {
  operations: [LIST, ADD, SHOW, CHANGE, REMOVE],
  routes({ templates }: { templates: Templates }): Route[] {
    const { store } = templates;

    /** A template of others is not there. @throws StoreFailure */
    async function refusal(id: number, user: User): Promise<Failure | undefined> {
      const template = await store.find(id);
      if (template === undefined || !isSeen(template, user)) return notFound("template");
      return template.userId === undefined && !holds(user, "general") ? lacking("general") : undefined;
    }

    return [
      route(LIST, async ({ user }) => ({ items: (await store.list(user.id)).map(show) })),
      route(ADD, async ({ body: { shared = false, ...draft }, user, once }) => {
        if (shared && !holds(user, "general")) return lacking("general");
        const userId = shared ? undefined : user.id;
        const added = await templates.add({ ...draft, ...defined({ userId }) }, { userName: user.name, once });
        if (!added.ok) return failureOf(added.problem);
        const answer = show(added.value);
        return new Reply(answer, { headers: { etag: etagOf(answer), ...(added.again ? REPLAYED : {}) } });
      }),
      route(SHOW, async ({ parameters: { id }, user, headers }) => {
        const template = await store.find(id);
        return template === undefined || !isSeen(template, user)
          ? notFound("template")
          : tagged(show(template), headers);
      }),
      route(CHANGE, async ({ parameters: { id }, body, user, headers }) => {
        const refused = await refusal(id, user);
        if (refused !== undefined) return refused;
        const { ifIs, failed } = precondition(headers, show);
        const changed = await templates.change(id, body, { userName: user.name, ifIs });
        return changed.ok ? tagged(show(changed.value)) : failureOf(changed.problem, failed);
      }),
      route(REMOVE, async ({ parameters: { id }, user, headers }) => {
        const refused = await refusal(id, user);
        if (refused !== undefined) return refused;
        const { ifIs, failed } = precondition(headers, show);
        const removed = await templates.remove(id, { userName: user.name, ifIs });
        return removed.ok ? undefined : failureOf(removed.problem, failed);
      }),
    ];
  },
} as const;

const isSeen = ({ userId }: MessageTemplate, user: User) => userId === undefined || userId === user.id;

const show = (template: MessageTemplate): Static<typeof Template> => ({
  id: template.id,
  name: template.name,
  text: template.text,
  variables: [...variablesOf(template.text)],
  shared: template.userId === undefined,
  createdAt: showInstant(template.createdAt),
  changedAt: showInstant(template.changedAt),
});

/** @param failed  the answer when `If-Match` did not match */
function failureOf(problem: TemplateFault, failed?: () => Failure): Failure {
  switch (problem.kind) {
    case "not-found":
      return notFound("template");
    case "name-taken":
      return failure(409, ["Another template has this name."], { faults: [{ pointer: "/name", message: "is taken" }] });
    case "too-many":
      return failure(409, ["No more templates fit: remove some first."]);
    case "changed-meanwhile":
      return failed?.() ?? failure(412, []);
    case "other-request":
      return keyUsed();
    case "invalid":
      return invalid([{ pointer: `/${problem.field}`, message: problem.message }]);
    default:
      return problem satisfies never;
  }
}
