import { Type } from "@sinclair/typebox";
import { MODEM_NAME_CHARACTERS, NUMBER_CHARACTERS, TEMPLATE_CHARACTERS } from "../../limits.ts";
import { RULES_STORED } from "../../messages/index.ts";
import { operation } from "../operations/operation.ts";
import { oneOf } from "../plumbing/schemas.ts";
import { MERGE_PATCH_TYPE } from "./merge-patch.ts";
import {
  DryRuleModel,
  RULE_DRAFT_EXAMPLE,
  RULE_EXAMPLE,
  RuleDraft,
  RuleFile,
  RuleList,
  RuleModel,
  RulePatch,
} from "./rule-models.ts";

const strict = { additionalProperties: false } as const;
const tag = "Rules";
const permissions = ["message-routing"] as const;
const id = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "As the list gives it.",
  example: 3,
});
const parameters = Type.Object({ id });
const IF_MATCH = "With `If-Match` only if it still has this ETag, which stays the same while messages are counted.";

/** All rules. */
export const LIST = operation({
  method: "GET",
  path: "/api/v1/rules",
  operationId: "getRules",
  tag,
  summary: "Rules of message routing, in the order in which messages are shown to them",
  permissions,
  answer: RuleList,
  example: { items: [RULE_EXAMPLE] },
});

/** A new rule. */
export const ADD = operation({
  method: "POST",
  path: "/api/v1/rules",
  operationId: "addRule",
  tag,
  summary: "Add a rule behind the others",
  description: "422 names each value that is wrong. The rule counts from the next message on.",
  permissions,
  body: RuleDraft,
  bodyExample: RULE_DRAFT_EXAMPLE,
  once: true,
  answer: RuleModel,
  status: 201,
  example: RULE_EXAMPLE,
  failures: [409, 422],
});

/** One rule. */
export const SHOW = operation({
  method: "GET",
  path: "/api/v1/rules/{id}",
  operationId: "getRule",
  tag,
  summary: "One rule",
  permissions,
  parameters,
  answer: RuleModel,
  example: RULE_EXAMPLE,
  failures: [404],
});

/** A whole rule. */
export const REPLACE = operation({
  method: "PUT",
  path: "/api/v1/rules/{id}",
  operationId: "replaceRule",
  tag,
  summary: "Make a rule another one",
  description: `What is left out has its default. ${IF_MATCH}`,
  permissions,
  parameters,
  body: RuleDraft,
  bodyExample: RULE_DRAFT_EXAMPLE,
  answer: RuleModel,
  example: RULE_EXAMPLE,
  failures: [404, 409, 412, 422],
});

/** Fields of a rule. */
export const CHANGE = operation({
  method: "PATCH",
  path: "/api/v1/rules/{id}",
  operationId: "changeRule",
  tag,
  summary: "Change fields of a rule, such as its switch",
  description: `A JSON Merge Patch of its fields: each that is given is replaced as a whole, and \`null\` gives it its default. ${IF_MATCH}`,
  permissions,
  parameters,
  body: RulePatch,
  bodyType: MERGE_PATCH_TYPE,
  bodyExample: { enabled: false },
  answer: RuleModel,
  example: { ...RULE_EXAMPLE, enabled: false },
  failures: [404, 409, 412, 422],
});

/** One rule less. */
export const REMOVE = operation({
  method: "DELETE",
  path: "/api/v1/rules/{id}",
  operationId: "removeRule",
  tag,
  summary: "Remove a rule",
  description: IF_MATCH,
  permissions,
  parameters,
  failures: [404, 412],
});

/** Their order. */
export const ORDER = operation({
  method: "PUT",
  path: "/api/v1/rules/order",
  operationId: "reorderRules",
  tag,
  summary: "Put the rules into another order",
  description: "Names all of them, each once; 409 says that there are others meanwhile.",
  permissions,
  body: Type.Object({ rules: Type.Array(id, { maxItems: RULES_STORED }) }, strict),
  bodyExample: { rules: [3] },
  answer: RuleList,
  example: { items: [RULE_EXAMPLE] },
  failures: [409, 422],
});

/** A file. */
export const EXPORT = operation({
  method: "GET",
  path: "/api/v1/rules/export",
  operationId: "exportRules",
  tag,
  summary: "All rules as they can be imported",
  description:
    "Secrets are `•••` in it: where they are not known they have to be written before it is imported. 409 while a rule is damaged in the database.",
  permissions,
  answer: RuleFile,
  failures: [409],
  example: { rules: [{ enabled: true, ...RULE_DRAFT_EXAMPLE }] },
});

/** Of a file. */
export const IMPORT = operation({
  method: "POST",
  path: "/api/v1/rules/import",
  operationId: "importRules",
  tag,
  summary: "Import rules, all or none",
  description:
    "`merge`, the default: rules whose name is known become what is imported, and the others are added behind. `replace`: the rules are then those that are imported, in their order.",
  permissions,
  body: Type.Object(
    {
      mode: Type.Optional(oneOf(["merge", "replace"] as const)),
      rules: Type.Array(Type.Unknown(), {
        maxItems: RULES_STORED,
        description: "Each as `POST /api/v1/rules` takes it.",
      }),
    },
    strict,
  ),
  bodyExample: { rules: [RULE_DRAFT_EXAMPLE] },
  once: true,
  answer: RuleList,
  example: { items: [RULE_EXAMPLE] },
  failures: [409, 422],
});

/** A trial. */
export const DRY_RUN = operation({
  method: "POST",
  path: "/api/v1/rules/dry-run",
  operationId: "tryRules",
  tag,
  summary: "What the rules would do with a message",
  description:
    "With one that came in (`incoming`, its ID), or one that is typed (`message`). It is what the gateway does with a message that comes in, but for sending and counting. With `rule`, that rule is asked instead of the stored ones. A message that came in needs the permission *Incoming messages* (`incoming-messages`) too.",
  permissions,
  body: Type.Object(
    {
      incoming: Type.Optional(id),
      message: Type.Optional(
        Type.Object(
          {
            from: Type.Optional(Type.String({ maxLength: NUMBER_CHARACTERS, description: "Absent: nobody knows." })),
            text: Type.Optional(
              Type.String({ maxLength: TEMPLATE_CHARACTERS, description: "Of a call it is left out." }),
            ),
            kind: Type.Optional(oneOf(["text", "call"] as const)),
            channel: Type.Optional(oneOf(["sms", "telegram"] as const)),
            modem: Type.Optional(Type.String({ maxLength: MODEM_NAME_CHARACTERS })),
            recipient: Type.Optional(Type.String({ maxLength: NUMBER_CHARACTERS, description: "The own number." })),
            receivedAt: Type.Optional(Type.String({ format: "date-time", description: "Now by default." })),
          },
          strict,
        ),
      ),
      rule: Type.Optional(RuleDraft),
    },
    strict,
  ),
  bodyExample: { message: { from: "+491701234567", text: "ACK 17" } },
  answer: Type.Object({ items: Type.Array(DryRuleModel) }, strict),
  example: {
    items: [
      {
        id: 3,
        name: "Plant answers",
        outcome: "matched",
        decidedBy: { pointer: "/when/and/1/not/text", held: false },
        text: "acknowledged 17",
        replaced: [{ times: 1 }],
        deliveries: [
          {
            kind: "group",
            details: { name: "admins", channel: "auto", text: "+491701234567: acknowledged 17" },
            recipients: ["+491707654321"],
            refused: [],
          },
        ],
        stop: true,
      },
    ],
  },
  failures: [404, 422],
});
