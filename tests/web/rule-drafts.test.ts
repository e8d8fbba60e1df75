import { expect, test } from "bun:test";
import fc from "fast-check";
import { compileRule, evaluate, parseRule } from "../../lib/routing/index.ts";
import type { GroupNode, TreeNode } from "../../web/pages/routing/draft.ts";
import { spanOf } from "../../web/pages/routing/json-places.ts";
import { draftOf, ruleOf } from "../../web/pages/routing/rule-json.ts";
import { decidedIn, nodeAt } from "../../web/pages/routing/tree-json.ts";
import { messages, ruleFields } from "../support/random-rules.ts";
import { contextWith } from "../support/rules.ts";

const RUNS = 300;

function accepted(json: unknown) {
  const read = parseRule(json);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.value;
}

/** As the API gives it. */
const stored = (fields: unknown) => {
  const { replace, then, ...rule } = accepted(fields);
  return { ...rule, replace: [...replace], then: then.map((each) => ({ ...each })) };
};

test("a rule that was opened in the editor and saved does with every message what it did before", () => {
  fc.assert(
    fc.property(ruleFields, fc.array(messages, { minLength: 1, maxLength: 6 }), (fields, several) => {
      const before = stored(fields);
      const { rule } = ruleOf(draftOf(before));
      const after = accepted(rule);
      expect(after).toMatchObject({ name: before.name.trim(), enabled: before.enabled, stop: before.stop });
      const [one, other] = [compileRule(accepted(fields)), compileRule(after)];
      for (const message of several) {
        const outcomes = [one, other].map((compiled) => {
          const { decidedBy: _, ...trace } = evaluate([compiled], message, contextWith()).rules[0] ?? {};
          return trace;
        });
        expect(outcomes[1]).toEqual(outcomes[0] ?? {});
      }
      // Opened once more, it is the same.
      expect(ruleOf(draftOf(stored(rule))).rule).toEqual(rule);
    }),
    { numRuns: RUNS },
  );
});

test("the condition that settled an outcome is found in the tree, and read with its negation", () => {
  let settled = 0;
  fc.assert(
    fc.property(ruleFields, messages, (fields, message) => {
      const draft = draftOf(stored({ ...fields, enabled: true }));
      const { rule, places } = ruleOf(draft);
      const decider = evaluate([compileRule(accepted(rule))], message, contextWith()).rules[0]?.decidedBy;
      if (decider === undefined) return;
      settled++;
      const node = leavesOf(draft.when).find(({ id }) => id === nodeAt(places, decider.pointer));
      const { leaf } = decidedIn(rule, decider);
      expect(leaf).toMatchObject({ subject: node?.subject, operator: node?.operator, not: node?.not });
    }),
    { numRuns: RUNS },
  );
  expect(settled).toBeGreaterThan(RUNS / 10);
});

const leavesOf = ({ items }: GroupNode): Extract<TreeNode, { kind: "leaf" }>[] =>
  items.flatMap((item) => (item.kind === "leaf" ? [item] : leavesOf(item)));

test("the place that a pointer names is found in any text of JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(3), fc.infiniteStream(fc.nat()), (given, blanks, choices) => {
      const json: unknown = JSON.parse(JSON.stringify(given));
      const text = JSON.stringify(json, null, blanks);
      let [pointer, value]: [string, unknown] = ["", json];
      for (const choice of choices) {
        const keys: string[] = typeof value === "object" && value !== null ? Object.keys(value) : [];
        const key = keys[choice % (keys.length + 1)];
        if (key === undefined) break;
        pointer += `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        value = (value as Record<string, unknown>)[key];
      }
      const { start, end } = spanOf(text, pointer);
      expect(JSON.parse(text.slice(start, end))).toEqual(value);
    }),
    { numRuns: RUNS },
  );
});

test("a place that is not there is said to be in what is around it", () => {
  const text = '[{"name": "a", "then": [{"email": {}}]}]';
  const at = (pointer: string) => text.slice(...Object.values(spanOf(text, pointer)));
  expect(at("/0/then/0/email/to")).toBe("{}");
  expect(at("/0/when/and/3")).toBe(text.slice(1, -1));
});
