import { Type } from "@sinclair/typebox";
import { CHECK_RESULTS_KEPT, CHECKS_STORED } from "../../messages/index.ts";
import { operation } from "../operations/operation.ts";
import { oneOf } from "../plumbing/schemas.ts";
import {
  CHECK_DRAFT_EXAMPLE,
  CHECK_EXAMPLE,
  CHECK_FILE_EXAMPLE,
  CHECK_RESULT_EXAMPLE,
  CheckDraft,
  CheckFile,
  CheckList,
  CheckModel,
  CheckPatch,
  CheckResultList,
} from "./check-models.ts";
import { MERGE_PATCH_TYPE } from "./merge-patch.ts";

const strict = { additionalProperties: false } as const;
const tag = "Checks";
const permissions = ["monitoring"] as const;
const parameters = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: "As the list gives it.", example: 3 }),
});
const IF_MATCH = "With `If-Match` only if it still has this ETag, which stays the same while the check runs.";

/** All checks. */
export const LIST = operation({
  method: "GET",
  path: "/api/v1/checks",
  operationId: "getChecks",
  tag,
  summary: "Checks of the monitoring with their state, by name",
  permissions,
  answer: CheckList,
  example: { items: [CHECK_EXAMPLE] },
});

/** A new check. */
export const ADD = operation({
  method: "POST",
  path: "/api/v1/checks",
  operationId: "addCheck",
  tag,
  summary: "Add a check",
  description: `422 names each value that is wrong. It runs within seconds; a heartbeat has its whole interval before it is late. A group or policy that is not there is accepted, with \`warnings\`. At most ${CHECKS_STORED} fit.`,
  permissions,
  body: CheckDraft,
  bodyExample: CHECK_DRAFT_EXAMPLE,
  once: true,
  answer: CheckModel,
  status: 201,
  example: CHECK_EXAMPLE,
  failures: [409, 422],
});

/** One check. */
export const SHOW = operation({
  method: "GET",
  path: "/api/v1/checks/{id}",
  operationId: "getCheck",
  tag,
  summary: "One check with its state",
  permissions,
  parameters,
  answer: CheckModel,
  example: CHECK_EXAMPLE,
  failures: [404],
});

/** A whole check. */
export const REPLACE = operation({
  method: "PUT",
  path: "/api/v1/checks/{id}",
  operationId: "replaceCheck",
  tag,
  summary: "Make a check another one",
  description: `What is left out has its default. When it looks at something else, its state is unknown at first. ${IF_MATCH}`,
  permissions,
  parameters,
  body: CheckDraft,
  bodyExample: CHECK_DRAFT_EXAMPLE,
  answer: CheckModel,
  example: CHECK_EXAMPLE,
  failures: [404, 409, 412, 422],
});

/** Fields of a check. */
export const CHANGE = operation({
  method: "PATCH",
  path: "/api/v1/checks/{id}",
  operationId: "changeCheck",
  tag,
  summary: "Change fields of a check, such as its switch",
  description: `A JSON Merge Patch of its fields: each that is given is replaced as a whole, and \`null\` gives it its default. ${IF_MATCH}`,
  permissions,
  parameters,
  body: CheckPatch,
  bodyType: MERGE_PATCH_TYPE,
  bodyExample: { everySeconds: 120 },
  answer: CheckModel,
  example: { ...CHECK_EXAMPLE, everySeconds: 120 },
  failures: [404, 409, 412, 422],
});

/** One check less. */
export const REMOVE = operation({
  method: "DELETE",
  path: "/api/v1/checks/{id}",
  operationId: "removeCheck",
  tag,
  summary: "Remove a check",
  description: `Its alarm is resolved. ${IF_MATCH}`,
  permissions,
  parameters,
  failures: [404, 412],
});

/** Its history. */
export const RESULTS = operation({
  method: "GET",
  path: "/api/v1/checks/{id}/results",
  operationId: "getCheckResults",
  tag,
  summary: "The last results of a check, newest first",
  description: `${CHECK_RESULTS_KEPT} are kept.`,
  permissions,
  parameters,
  query: Type.Object({
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: CHECK_RESULTS_KEPT,
        default: 50,
        description: "The largest number of results in the answer.",
      }),
    ),
  }),
  answer: CheckResultList,
  example: { items: [CHECK_RESULT_EXAMPLE] },
  failures: [404, 422],
});

/** A run. */
export const RUN = operation({
  method: "POST",
  path: "/api/v1/checks/{id}/run",
  operationId: "runCheck",
  tag,
  summary: "Run a check now",
  description: "A gateway runs it within a few seconds: read it again until `last` is newer.",
  permissions,
  parameters,
  answer: CheckModel,
  status: 202,
  example: CHECK_EXAMPLE,
  failures: [404],
});

/** Another URL. */
export const ROTATE = operation({
  method: "POST",
  path: "/api/v1/checks/{id}/rotate",
  operationId: "rotateCheckKey",
  tag,
  summary: "Give a heartbeat another URL",
  description: "The one before is void at once. 409: the check is not a heartbeat.",
  permissions,
  parameters,
  answer: CheckModel,
  example: {
    ...CHECK_EXAMPLE,
    name: "backup",
    probe: { heartbeat: { graceSeconds: 600 } },
    everySeconds: 86_400,
    failures: 1,
    heartbeatPath: "/heartbeat/q8Wp0ZrT4u1XkN2mB7cYdA",
  },
  failures: [404, 409],
});

/** A file. */
export const EXPORT = operation({
  method: "GET",
  path: "/api/v1/checks/export",
  operationId: "exportChecks",
  tag,
  summary: "All checks as they can be imported",
  description:
    "Secrets are `•••` in it: where they are not known they have to be written before it is imported. The URLs of heartbeats are not in it. 409 while a check is damaged in the database.",
  permissions,
  answer: CheckFile,
  failures: [409],
  example: CHECK_FILE_EXAMPLE,
});

/** Of a file. */
export const IMPORT = operation({
  method: "POST",
  path: "/api/v1/checks/import",
  operationId: "importChecks",
  tag,
  summary: "Import checks, all or none",
  description:
    "`merge`, the default: checks whose name is known become what is imported, and the others are added. `replace`: the checks are then those that are imported. A heartbeat whose name is known keeps its URL. Checks that tell a group or policy that is not there have `warnings`.",
  permissions,
  body: Type.Object(
    {
      mode: Type.Optional(oneOf(["merge", "replace"] as const)),
      checks: Type.Array(Type.Unknown(), {
        maxItems: CHECKS_STORED,
        description: "Each as `POST /api/v1/checks` takes it.",
      }),
    },
    strict,
  ),
  bodyExample: { checks: [CHECK_DRAFT_EXAMPLE] },
  once: true,
  answer: CheckList,
  example: { items: [CHECK_EXAMPLE] },
  failures: [409, 422],
});
