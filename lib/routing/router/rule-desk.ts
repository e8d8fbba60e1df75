import type { Clock } from "../../clock.ts";
import { ADDRESS_BOOK_NAME_CHARACTERS } from "../../limits.ts";
import {
  type Destination,
  type EventRecorder,
  type IfIs,
  type ListedRule,
  type OnceKey,
  type OnceResult,
  RULES_STORED,
  type Rule,
  type RuleContent,
  type RuleFault,
  type RuleStore,
  type StoredRule,
} from "../../messages/index.ts";
import { nameIn, nameKey } from "../../names.ts";
import { no, ok, type Result } from "../../result.ts";
import { PART_OF_DAMAGED } from "../damaged.ts";
import { type IsNamedTarget, urlProblem } from "../destinations/http/guard.ts";
import {
  changedContent,
  contentOf,
  mayHaveSecrets,
  needsSeal,
  type OpenSeal,
  patched,
  type RuleFailure,
  type RuleSeal,
} from "./content.ts";

/** Who does it; nobody is named on the command line. */
interface By {
  userName?: string | undefined;
  address?: string | undefined;
}

interface Changing extends By {
  ifIs?: IfIs<StoredRule> | undefined;
}

/**
 * What people do about rules, by any interface. Every change is an event, and secrets are never in what it gives. Every promise
 * rejects with a StoreFailure.
 */
export interface RuleDesk {
  readonly store: Pick<RuleStore, "list" | "find">;
  /** Behind the others. */
  add(json: unknown, by: By & { once?: OnceKey | undefined }): Promise<OnceResult<StoredRule, RuleFailure>>;
  /** A masked secret stays what it is. */
  replace(id: number, json: unknown, by: Changing): Promise<Result<StoredRule, RuleFailure>>;
  /** Only these fields; `null` removes one. */
  change(id: number, patch: Readonly<Record<string, unknown>>, by: Changing): Promise<Result<StoredRule, RuleFailure>>;
  remove(id: number, by: Changing): Promise<Result<StoredRule, RuleFailure>>;
  /** All of them, in their new order. `changed-meanwhile`: there are others. */
  reorder(ids: readonly number[], by: By): Promise<Result<StoredRule[], RuleFailure>>;
  /**
   * Rules whose name is known become what is imported, the others are added behind. `replace`: those that are not imported are
   * removed, and the order is that of the import. All or none.
   */
  import(
    rules: readonly unknown[],
    by: By & { replace: boolean; once?: OnceKey | undefined },
  ): Promise<OnceResult<StoredRule[], RuleFailure>>;
}

const DAMAGED = no<RuleFailure>({ kind: "invalid", faults: [PART_OF_DAMAGED] });
/** 2,000 characters of a rule in an event: its beginning, or all of a usual one. */
const RULE_CHARACTERS_SHOWN = 2_000;

/** @param options.isNamed  lets in what is refused by default; left out where the gateway's settings are not known: all is let in, and checked when used */
export function createRuleDesk(options: {
  store: RuleStore;
  open: OpenSeal;
  events: EventRecorder;
  clock: Pick<Clock, "now">;
  isNamed?: IsNamedTarget;
}): RuleDesk {
  const { store, events, clock, isNamed = () => true } = options;
  const checked: Check = (content, before) => {
    if (!content.ok) return content;
    const faults = targetFaults(content.value.rule, { before, isNamed });
    return faults.length === 0 ? content : no({ kind: "invalid", faults });
  };

  /** The box, if a secret may be in it. */
  async function sealFor(isNeeded: boolean): Promise<Result<RuleSeal | undefined, RuleFailure>> {
    if (!isNeeded) return ok(undefined);
    const opened = await options.open();
    return opened.ok ? opened : no({ kind: "no-key", problem: opened.problem });
  }

  async function change(
    id: number,
    next: (now: Rule) => unknown,
    { ifIs, inPart = false, ...by }: Changing & { inPart?: boolean },
  ): Promise<Result<StoredRule, RuleFailure>> {
    const seen = await store.find(id);
    if (seen === undefined) return no({ kind: "not-found" });
    // A damaged one is refused as such, also while there is no key.
    const seal = await sealFor(!(inPart && seen.unreadable) && needsSeal(next(seen.rule), seen));
    if (!seal.ok) return seal;
    const changed = await store.change<RuleFailure>(
      id,
      (now) =>
        inPart && now.unreadable
          ? DAMAGED
          : checked(changedContent(next(now.rule), { before: now, seal: seal.value }), now.rule),
      { now: clock.now(), ifIs },
    );
    if (!changed.ok) return no(failureOf(changed.problem));
    const { before, after } = changed.value;
    const details = { before: shown(before.rule), after: shown(after.rule) };
    events.record({ kind: "rule.changed", rule: after.rule.name, ...by, details });
    return ok(after);
  }

  return {
    store,
    async add(json, { once, ...by }) {
      const seal = await sealFor(mayHaveSecrets(json));
      if (!seal.ok) return seal;
      const content = checked(contentOf(json, { known: {}, seal: seal.value }));
      if (!content.ok) return content;
      const added = await store.add(content.value, { now: clock.now(), most: RULES_STORED, once });
      if (!added.ok) return no({ kind: added.problem });
      const { rule } = added.value;
      if (!added.again) events.record({ kind: "rule.added", rule: rule.name, ...by, details: { after: shown(rule) } });
      return added;
    },
    replace: (id, json, by) => change(id, () => json, by),
    change: (id, patch, by) => change(id, (now) => patched(now, patch), { ...by, inPart: true }),
    async remove(id, { ifIs, ...by }) {
      const removed = await store.remove(id, ifIs);
      if (!removed.ok) return no({ kind: removed.problem });
      const { rule } = removed.value;
      events.record({ kind: "rule.removed", rule: rule.name, ...by, details: { before: shown(rule) } });
      return removed;
    },
    async reorder(ids, by) {
      let before = "";
      const revised = await store.revise<RuleFailure>(
        (now) => {
          before = namesOf(now);
          const isSame = now.length === ids.length && now.every(({ id }) => ids.includes(id));
          return isSame ? ok(ids.map((id) => ({ id }))) : no({ kind: "changed-meanwhile" });
        },
        { now: clock.now(), most: RULES_STORED },
      );
      if (!revised.ok) return no(failureOf(revised.problem));
      events.record({ kind: "rules.reordered", ...by, details: { before, after: namesOf(revised.value) } });
      return ok(revised.value);
    },
    async import(rules, { replace, once, ...by }) {
      const isSealed = (await store.list()).some(({ secretsSealed }) => secretsSealed !== undefined);
      const seal = await sealFor(isSealed || rules.some(mayHaveSecrets));
      if (!seal.ok) return seal;
      let counts = { added: 0, changed: 0, removed: 0 };
      const revised = await store.revise<RuleFailure>(
        (now) => {
          const plan = planImport(rules, now, { replace, seal: seal.value, checked });
          if (!plan.ok) return plan;
          counts = plan.value.counts;
          return ok(plan.value.list);
        },
        { now: clock.now(), most: RULES_STORED, once },
      );
      if (!revised.ok) return no(failureOf(revised.problem));
      if (!revised.again) events.record({ kind: "rules.imported", ...by, details: counts });
      return revised;
    },
  };
}

function planImport(
  rules: readonly unknown[],
  now: readonly StoredRule[],
  { replace, seal, checked }: { replace: boolean; seal: RuleSeal | undefined; checked: Check },
): Result<{ list: ListedRule[]; counts: { added: number; changed: number; removed: number } }, RuleFailure> {
  const stored = new Map(now.map((rule) => [keyOf(rule.rule.name), rule]));
  const imported: ListedRule[] = [];
  for (const [at, json] of rules.entries()) {
    const same = stored.get(keyOf(nameIn(json).trim()));
    const made =
      same === undefined ? contentOf(json, { known: {}, seal }) : changedContent(json, { before: same, seal });
    const content = checked(made, same?.rule);
    if (!content.ok) return content.problem.kind === "invalid" ? no(within(content.problem, `/rules/${at}`)) : content;
    imported.push(same === undefined ? { content: content.value } : { id: same.id, content: content.value });
  }
  const changes = new Map(imported.flatMap((each) => ("id" in each ? [[each.id, each] as const] : [])));
  const added = imported.length - changes.size;
  if (replace)
    return ok({ list: imported, counts: { added, changed: changes.size, removed: now.length - changes.size } });
  const kept = now.map(({ id }) => changes.get(id) ?? { id });
  const further = imported.filter((each) => !("id" in each));
  return ok({ list: [...kept, ...further], counts: { added, changed: changes.size, removed: 0 } });
}

/** Looks at where a rule sends. */
type Check = (content: Result<RuleContent, RuleFailure>, before?: Rule) => Result<RuleContent, RuleFailure>;

const urlIn = (destination: Destination) =>
  "http" in destination
    ? (["http", destination.http.url] as const)
    : "isms" in destination
      ? (["isms", destination.isms.url] as const)
      : undefined;

/** Addresses that nothing is sent to; those that the rule had before are left alone, so that the rest of it can be changed. */
function targetFaults(
  rule: Rule,
  { before, isNamed }: { before: Rule | undefined; isNamed: IsNamedTarget },
): RuleFault[] {
  const known = new Set(before?.then?.map((each) => urlIn(each)?.[1]));
  return (rule.then ?? []).flatMap((destination, at) => {
    const [kind, url = ""] = urlIn(destination) ?? [];
    const message = known.has(url) ? undefined : urlProblem(url, isNamed);
    return message === undefined ? [] : [{ pointer: `/then/${at}/${kind}/url`, message }];
  });
}

const within = ({ kind, faults }: Extract<RuleFailure, { kind: "invalid" }>, place: string): RuleFailure => ({
  kind,
  faults: faults.map(({ pointer, message }) => ({ pointer: `${place}${pointer}`, message })),
});

const failureOf = (problem: RuleFailure | Extract<RuleFailure, { kind: string }>["kind"]): RuleFailure =>
  typeof problem === "string" ? ({ kind: problem } as RuleFailure) : problem;
const keyOf = (name: string) => nameKey(name, ADDRESS_BOOK_NAME_CHARACTERS) ?? name;
const shown = (rule: Rule) => JSON.stringify(rule).slice(0, RULE_CHARACTERS_SHOWN);
const namesOf = (rules: readonly StoredRule[]) =>
  rules
    .map(({ rule }) => rule.name)
    .join(", ")
    .slice(0, RULE_CHARACTERS_SHOWN);
