import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import { RULES_STORED, type StoredRule } from "../../messages/index.ts";
import type { DryDelivery, DryRule } from "../../routing/index.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { etagOf } from "./etag.ts";
import { warningsModel } from "./missing-names.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const open = { additionalProperties: true } as const;

const Condition = Type.Object(
  {},
  {
    ...open,
    description:
      'A tree: `{"and": […]}`, `{"or": […]}`, `{"not": …}`, or one test: `sender`, `recipient`, `text`, `kind`, `channel`, `modem`, `known`, `during`. Absent: every message. See the guide *Message routing*.',
  },
);
const Destination = Type.Object(
  {},
  {
    ...open,
    description:
      "One of `http`, `isms`, `webhook`, `email`, `mqtt`, `contact`, `group`, `number`, `autoReply`, `alarm`, as the guide *Message routing* describes them. Secrets are shown as `•••`; whoever sends that back keeps them.",
  },
);
const Change = Type.Object(
  { pattern: Type.String(), with: Type.String(), ignoreCase: Type.Optional(Type.Boolean()) },
  { ...strict, description: "In `with`, `$0` is the match, `$1` its first group, `$$` a dollar sign." },
);

const name = Type.String({
  minLength: 1,
  maxLength: ADDRESS_BOOK_NAME_CHARACTERS,
  description: "Each once, whatever its case.",
});
const fields = {
  enabled: Type.Boolean({ description: "`true` by default." }),
  when: Condition,
  replace: Type.Array(Change, { description: "Made in this order on the text that the destinations get." }),
  then: Type.Array(Destination, { description: "Where a message goes that matches." }),
  stop: Type.Boolean({ description: "A message that matches is not shown to the rules below. `false` by default." }),
};

/** A rule as people write it. Its content is read by the rules themselves, which say what is wrong with it. */
export const RuleDraft = named("RuleDraft", Type.Object({ name, ...loose() }, strict));

/** Fields that become others; `null` gives one its default. */
export const RulePatch = Type.Object({ name: Type.Optional(name), ...loose() }, { ...strict, minProperties: 1 });

/** What is wrong inside is said with its place, and not by the schema. */
function loose() {
  const free = (description: string | undefined) => Type.Optional(Type.Unknown({ ...defined({ description }) }));
  return {
    enabled: free("`true` or `false`; `true` by default."),
    when: free(Condition.description),
    replace: free("Changes, each with `pattern`, `with` and perhaps `ignoreCase`."),
    then: free(`Destinations. ${Destination.description}`),
    stop: free(fields.stop.description),
  };
}

export const RuleModel = named(
  "Rule",
  Type.Object(
    {
      id: Type.Integer(),
      name,
      enabled: fields.enabled,
      when: Type.Optional(Condition),
      replace: fields.replace,
      then: fields.then,
      stop: fields.stop,
      matched: Type.Integer({ description: "Messages that matched." }),
      lastMatchedAt: Type.Optional(Type.String({ format: "date-time" })),
      createdAt: Type.String({ format: "date-time" }),
      changedAt: Type.String({ format: "date-time" }),
      warnings: warningsModel(
        "Contacts, groups, policies and webhooks that it names and that are not there, or not yet.",
      ),
    },
    strict,
  ),
);

export const RuleList = Type.Object({ items: Type.Array(RuleModel, { maxItems: RULES_STORED }) }, strict);

/** As `POST /api/v1/rules` takes them. */
export const RuleFile = Type.Object(
  {
    rules: Type.Array(
      Type.Object({ name, enabled: fields.enabled, when: Type.Optional(Condition), ...listed() }, strict),
    ),
  },
  strict,
);

function listed() {
  const { replace, then, stop } = fields;
  return { replace, then, stop };
}

export const RULE_DRAFT_EXAMPLE = {
  name: "Plant answers",
  when: {
    and: [{ sender: { matches: "^(49|43)+\\d" } }, { not: { text: { contains: "Test", ignoreCase: true } } }],
  },
  replace: [{ pattern: "^ACK (\\d+)$", with: "acknowledged $1" }],
  then: [{ group: "admins", channel: "auto" }, { email: { to: ["it@example.org"] } }],
  stop: true,
};

export const RULE_EXAMPLE: Static<typeof RuleModel> = {
  id: 3,
  enabled: true,
  ...RULE_DRAFT_EXAMPLE,
  matched: 12,
  lastMatchedAt: "2026-01-31T07:00:00.000Z",
  createdAt: "2026-01-30T07:00:00.000Z",
  changedAt: "2026-01-30T07:00:00.000Z",
};

export function showRule({ id, rule, matched, lastMatchedAt, createdAt, changedAt }: StoredRule) {
  return {
    id,
    ...shownRule(rule),
    matched,
    ...(lastMatchedAt === undefined ? {} : { lastMatchedAt: showInstant(lastMatchedAt) }),
    createdAt: showInstant(createdAt),
    changedAt: showInstant(changedAt),
  } satisfies Static<typeof RuleModel>;
}

/** As a file has it, and as it can be imported again. */
export const shownRule = ({ name: given, enabled, when, replace, then, stop }: StoredRule["rule"]) =>
  ({
    name: given,
    enabled,
    ...defined({ when }),
    replace: [...replace],
    then: [...then],
    stop,
  }) satisfies Static<typeof RuleFile>["rules"][number];

/** Its counters are not in it: they change with every message. */
export const ruleEtag = ({ id, version }: Pick<StoredRule, "id" | "version">): string => etagOf(["rule", id, version]);

const DeciderModel = Type.Object(
  {
    pointer: Type.String({ description: "Into the rule, such as `/when/and/0/sender` (RFC 6901)." }),
    held: Type.Boolean(),
    form: Type.Optional(Type.String({ description: "The form of the number that the test held for." })),
  },
  strict,
);

const DryDeliveryModel = named(
  "RuleDelivery",
  Type.Object(
    {
      kind: Type.String({ description: "`http`, `group` and so on; `nothing` where nothing would be done." }),
      details: Type.Object(
        {},
        { ...open, description: "What the destination would get, its templates filled in. Secrets are never in it." },
      ),
      recipients: Type.Array(Type.String(), {
        description:
          "Numbers that would get a message; without the permission `contacts`, the name in the rule for each of a contact or group.",
      }),
      destination: Type.Optional(Type.String({ description: "Of the job that would be added." })),
      refused: Type.Array(Type.String(), { description: "Sentences: who would get nothing, and why." }),
    },
    strict,
  ),
);

export const DryRuleModel = named(
  "RuleOutcome",
  Type.Object(
    {
      id: Type.Optional(Type.Integer({ description: "Absent for a rule that is not stored." })),
      name: Type.String(),
      outcome: oneOf(["matched", "not-matched", "disabled", "not-reached"]),
      decidedBy: Type.Optional(DeciderModel),
      text: Type.Optional(Type.String({ description: "After the changes; absent for a call." })),
      replaced: Type.Optional(
        Type.Array(
          Type.Object(
            {
              times: Type.Integer(),
              stopped: Type.Optional(Type.Boolean({ description: "The rest was left: it would have cost too much." })),
            },
            strict,
          ),
          { description: "For each change, how often it was made." },
        ),
      ),
      deliveries: Type.Optional(Type.Array(DryDeliveryModel)),
      stop: Type.Optional(Type.Boolean({ description: "The rules below are not reached." })),
    },
    strict,
  ),
);

export const showDryRule = ({ deliveries, replaced, ...trace }: DryRule) =>
  ({
    ...trace,
    ...(replaced === undefined ? {} : { replaced: [...replaced] }),
    ...(deliveries === undefined ? {} : { deliveries: deliveries.map(showDelivery) }),
  }) satisfies Static<typeof DryRuleModel>;

function showDelivery({ delivery, recipients, destination, refused }: DryDelivery) {
  const { kind, ...details } = delivery;
  return { kind, details, recipients: [...recipients], ...defined({ destination }), refused: [...refused] };
}
