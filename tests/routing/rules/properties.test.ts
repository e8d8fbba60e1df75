import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Condition, RoutedMessage } from "../../../lib/messages/index.ts";
import { compileRule, evaluate, parseRule } from "../../../lib/routing/index.ts";
import { conditions, messages, ruleFields } from "../../support/random-rules.ts";
import { contextWith, MESSAGE, ruleOf } from "../../support/rules.ts";

const anna = { name: "Test", note: "B12", groups: [{ id: 1, name: "ALARM" }] };
const context = contextWith({ "+491701234567": [anna] });
const SEED = { seed: 14 };

const matches = (when: Condition, message: RoutedMessage) =>
  evaluate([compileRule(ruleOf({ when }))], message, context).rules[0]?.outcome === "matched";

test("De Morgan's laws and double negation hold for every tree and message", () => {
  fc.assert(
    fc.property(fc.array(conditions, { minLength: 1, maxLength: 4 }), messages, (trees, message) => {
      const negated = trees.map((not) => ({ not }));
      const [all, any] = [{ and: trees }, { or: trees }];
      expect(matches({ not: all }, message)).toBe(matches({ or: negated }, message));
      expect(matches({ not: any }, message)).toBe(matches({ and: negated }, message));
      expect(matches({ not: { not: all } }, message)).toBe(matches(all, message));
      expect(matches(all, message)).toBe(trees.every((tree) => matches(tree, message)));
      expect(matches(any, message)).toBe(trees.some((tree) => matches(tree, message)));
    }),
    { ...SEED, numRuns: 200 },
  );
});

test("the leaf that is named as deciding decides: turned around, it turns the outcome or another leaf decides", () => {
  fc.assert(
    fc.property(conditions, messages, (when, message) => {
      const [trace] = evaluate([compileRule(ruleOf({ when }))], message, context).rules;
      if (trace?.decidedBy === undefined) return;
      const { pointer, held } = trace.decidedBy;
      const path = pointer.split("/").slice(2);
      const [alone, turned] = [leafAt(when, path), turnedAt(when, path)];
      expect(matches(alone, message)).toBe(held);
      const [other] = evaluate([compileRule(ruleOf({ when: turned }))], message, context).rules;
      const isTurned = other?.outcome !== trace.outcome;
      expect(isTurned || other?.decidedBy?.pointer !== pointer.replace(/\/[^/]+$/, `/not/${path.at(-1)}`)).toBe(true);
    }),
    { ...SEED, numRuns: 500 },
  );
});

test("a rule that was read, written as JSON and read again is the same", () => {
  fc.assert(
    fc.property(ruleFields, (fields) => {
      const rule = ruleOf(fields);
      expect(parseRule(JSON.parse(JSON.stringify(rule)))).toEqual({ ok: true, value: rule });
    }),
    { ...SEED, numRuns: 500 },
  );
});

test("any JSON is read or refused with a place, and never thrown at", () => {
  const names = fc.constantFrom(
    "name",
    "when",
    "then",
    "replace",
    "and",
    "or",
    "not",
    "sender",
    "text",
    "is",
    "matches",
    "http",
    "url",
    "headers",
    "email",
    "to",
    "__proto__",
    "constructor",
    "toString",
  );
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, true, 1, -0, "", "x", "(", "{text}", "http://h/", [], {}),
      fc.array(tie("value"), { maxLength: 3 }),
      fc
        .array(fc.tuple(names, tie("value")), { maxLength: 4 })
        .map((entries) =>
          JSON.parse(`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join()}}`),
        ),
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      const read = parseRule(value);
      if (read.ok) compileRule(read.value);
      else expect(read.problem.every(({ pointer, message }) => /^(\/|$)/.test(pointer) && message !== "")).toBe(true);
    }),
    { ...SEED, numRuns: 2_000 },
  );
});

test("the dry run is the real run: the same rules give every message the same trace, and change nothing", () => {
  fc.assert(
    fc.property(fc.array(ruleFields, { maxLength: 4 }), messages, (fields, message) => {
      const rules = fields.map((rule) => ruleOf(rule));
      const before = structuredClone({ rules, message });
      const dry = evaluate(rules.map(compileRule), message, context);
      const real = evaluate(JSON.parse(JSON.stringify(rules)).map(compileRule), { ...message }, context);
      expect(real).toEqual(dry);
      expect({ rules, message }).toEqual(before);
      const stopped = dry.rules.findIndex(({ stop }) => stop);
      const below = stopped === -1 ? [] : dry.rules.slice(stopped + 1);
      expect(below.every(({ outcome }) => outcome === "not-reached" || outcome === "disabled")).toBe(true);
    }),
    { ...SEED, numRuns: 300 },
  );
});

test("10,000 random trees cost no more than each of their leaves once, times the length of the text", () => {
  const trees = fc.sample(conditions, { ...SEED, numRuns: 10_000 });
  const workOf = (text: string) =>
    trees.map((when) => evaluate([compileRule(ruleOf({ when }))], { ...MESSAGE, text }, context).work);
  const [short, long] = [100, 1_000];
  const [little, much] = [workOf("x".repeat(short)), workOf("x".repeat(long))];
  for (const [at, tree] of trees.entries()) {
    const leaves = leavesOf(tree);
    // A sender has three forms, and a recipient a modem besides; a rule that matches looks at its text once more.
    const most = (length: number) => leaves * (1 + Math.max(length, 60)) + length;
    expect(little[at]).toBeLessThanOrEqual(most(short));
    expect(much[at]).toBeLessThanOrEqual(most(long));
    expect(much[at]).toBeLessThanOrEqual(((little[at] ?? 0) * long) / short);
  }
});

function leafAt(tree: Condition, path: readonly string[]): Condition {
  let at: unknown = tree;
  for (const key of path.slice(0, -1)) at = (at as Record<string, unknown>)[key];
  return at as Condition;
}

/** The tree with `not` around one of its leaves. */
function turnedAt(tree: Condition, path: readonly string[]): Condition {
  const [key = "", ...rest] = path;
  if (rest.length === 0) return { not: tree };
  if ("not" in tree) return { not: turnedAt(tree.not, rest) };
  const nodes = "and" in tree ? tree.and : "or" in tree ? tree.or : [];
  const turned = nodes.map((each, at) => (String(at) === rest[0] ? turnedAt(each, rest.slice(1)) : each));
  return key === "and" ? { and: turned } : { or: turned };
}

function leavesOf(tree: Condition): number {
  if ("not" in tree) return leavesOf(tree.not);
  const nodes = "and" in tree ? tree.and : "or" in tree ? tree.or : undefined;
  return nodes === undefined ? 1 : nodes.reduce((sum, each) => sum + leavesOf(each), 0);
}
