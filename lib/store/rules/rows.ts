import type { Selectable } from "kysely";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import { type Rule, type RuleContent, type StoredRule, StoreFailure } from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import type { RulesTable } from "../schema/rules.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { duration, flag, hasMembers, listOf, mapOf, objectOf, type Shape, someOf, text, whole } from "../shape.ts";
import { jsonOr } from "../stored-json.ts";
import { orNull, present, storable } from "../text.ts";

/** In place of what was damaged: it leads nowhere. */
// biome-ignore lint/suspicious/noThenProperty: rules say what is done then.
const UNREADABLE_RULE: Omit<Rule, "name" | "enabled"> = { replace: [], then: [], stop: false };

const TEXT_TEST = { is: text, contains: text, matches: text, ignoreCase: flag };
/** One that asks nothing would hold for every message: a rule without a condition has no `when`. */
const CONDITION: Shape = (value) => hasMembers(value) && isCondition(value);
const isCondition = objectOf(
  {},
  {
    and: someOf(CONDITION),
    or: someOf(CONDITION),
    not: CONDITION,
    sender: objectOf({}, { ...TEXT_TEST, contact: text, group: text }),
    recipient: objectOf({}, TEXT_TEST),
    text: objectOf({}, TEXT_TEST),
    kind: text,
    channel: text,
    modem: text,
    known: flag,
    during: objectOf({}, { weekdays: listOf(text), from: text, to: text, timeZone: text }),
  },
);

const HTTP = objectOf({ url: text }, { method: text, headers: mapOf(text), secretHeaders: mapOf(text), body: text });
const DESTINATION = objectOf(
  {},
  {
    http: HTTP,
    isms: objectOf({ url: text }, { username: text, password: text, text }),
    webhook: text,
    email: objectOf({ to: listOf(text) }, { subject: text, text }),
    mqtt: objectOf({ topic: text }, { text, qos: whole, retain: flag }),
    contact: text,
    group: text,
    number: text,
    channel: text,
    text,
    autoReply: objectOf({ text }, { everySeconds: duration }),
    alarm: objectOf({ policy: text }, { text }),
  },
);

/** Of the JSON of a rule. */
export const RULE_SHAPE = objectOf(
  {
    replace: listOf(objectOf({ pattern: text, with: text }, { ignoreCase: flag })),
    // biome-ignore lint/suspicious/noThenProperty: rules say what is done then.
    then: listOf(DESTINATION),
    stop: flag,
  },
  { when: CONDITION },
);

export function ruleOf(row: Selectable<RulesTable>): StoredRule {
  const definition = jsonOr(row, "definition", { shape: RULE_SHAPE, instead: UNREADABLE_RULE });
  const unreadable = isDamaged(row, "definition");
  return {
    id: row.id,
    rule: { name: row.name, enabled: row.enabled === 1 && !unreadable, ...definition },
    ...(unreadable ? { unreadable } : {}),
    ...present({ secretsSealed: row.secrets_sealed }),
    version: row.version,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    matched: row.matched,
    ...present({ lastMatchedAt: row.last_matched_at }),
  };
}

export function columnsOf({ rule, secretsSealed }: RuleContent) {
  const { name, enabled, ...definition } = rule;
  const key = nameKey(name, ADDRESS_BOOK_NAME_CHARACTERS);
  if (key === undefined) throw new StoreFailure("invalid", "this name of a rule is not allowed");
  return {
    name: storable(name),
    name_key: key,
    enabled: enabled ? (1 as const) : (0 as const),
    definition: storable(JSON.stringify(definition)),
    secrets_sealed: orNull(secretsSealed),
  };
}
