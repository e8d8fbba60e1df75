import type { Selectable } from "kysely";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import { type Rule, type RuleContent, type StoredRule, StoreFailure } from "../../messages/index.ts";
import { nameKey } from "../../names.ts";
import type { RulesTable } from "../schema/rules.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { jsonOr } from "../stored-json.ts";
import { orNull, present, storable } from "../text.ts";

/** In place of what was damaged: it leads nowhere. */
// biome-ignore lint/suspicious/noThenProperty: rules say what is done then.
export const UNREADABLE_RULE: Omit<Rule, "name" | "enabled"> = { replace: [], then: [], stop: false };

export function ruleOf(row: Selectable<RulesTable>): StoredRule {
  const definition = jsonOr(row, "definition", UNREADABLE_RULE);
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
