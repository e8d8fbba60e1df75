import type { EventRecorder, RuleStore, StoredRule } from "../../messages/index.ts";
import { compileRule } from "../rules/evaluate.ts";
import { parseRule } from "../rules/parse.ts";

/** A rule that can be asked. */
export interface ReadyRule {
  id: number;
  compiled: ReturnType<typeof compileRule>;
}

/** Compiles a stored rule; the problem is why an other version's cannot be used. */
function readyRule({
  id,
  rule,
  unreadable,
}: Pick<StoredRule, "id" | "rule" | "unreadable">): ReadyRule | { id: number; problem: string } {
  if (unreadable) return { id, problem: "what it says was damaged in the database: set it again, or delete it" };
  const parsed = parseRule(rule, { masked: true });
  if (parsed.ok) return { id, compiled: compileRule(parsed.value) };
  const [fault] = parsed.problem;
  return { id, problem: `${fault?.pointer ?? ""} ${fault?.message ?? "cannot be read"}` };
}

/**
 * Makes what gives the rules as they are now, in their order, compiled when one has changed. One that cannot be used is left
 * out, with an event. It rejects with a StoreFailure.
 */
export function createRuleSet({
  store,
  events,
}: {
  store: Pick<RuleStore, "generation" | "list">;
  events: EventRecorder;
}): () => Promise<readonly ReadyRule[]> {
  let known: { generation: number; rules: readonly ReadyRule[] } | undefined;
  return async () => {
    const generation = await store.generation();
    if (known?.generation === generation) return known.rules;
    const stored = await store.list();
    const rules = stored.flatMap((each) => {
      const ready = readyRule(each);
      if ("compiled" in ready) return [ready];
      events.record({ kind: "rule.unusable", rule: each.rule.name, problem: ready.problem });
      return [];
    });
    // A change between the two reads has a later number, so that they are read again.
    known = { generation, rules };
    return rules;
  };
}
