import { expect, test } from "bun:test";
import { createSenderFilter, parseSenderRules } from "../../../lib/routing/index.ts";

const isTaken = createSenderFilter({ country: "DE" });
const takes = (sender: string, ...patterns: string[]) => {
  const rules = parseSenderRules(patterns);
  if (!rules.ok) throw new Error(rules.problem);
  return isTaken(sender, rules.value);
};

test.each<[string, string[], boolean]>([
  ["+491701234567", ["accept:^\\+49"], true],
  ["+33612345678", ["accept:^\\+49"], false],
  // Also as it is dialled from abroad, and as it came.
  ["01701234567", ["accept:^\\+49170"], true],
  ["01701234567", ["accept:^0170"], true],
  ["MyBank", ["block:^mybank$"], false],
  ["MyBank", ["accept:^\\+49"], false],
  ["+491701234567", ["block:bank"], true],
  ["+491701234567", ["accept:^\\+49", "block:4567$"], false],
  ["+491701234567", ["accept:^\\+49; block:4567$"], false],
  ["+33612345678", ["accept:^\\+49; accept: ^\\+33 "], true],
  // A withheld number, and what nobody can read.
  ["", ["accept:^\\+49"], false],
  ["", ["block:^$"], false],
  ["", ["block:bank"], true],
])("a sender %p with %p is taken: %p", (sender, patterns, taken) => {
  expect(takes(sender, ...patterns)).toBe(taken);
});

test.each([
  [[""], "must have at least one"],
  [["+49"], "must be accept:PATTERN or block:PATTERN"],
  [["accept:"], "without a pattern"],
  [["block:("], "not a regular expression"],
  [["accept:(?=a)"], "not a regular expression"],
  [[`accept:${"a".repeat(2_000)}`], "too long"],
  [["accept:((a{100}){100}){100}"], "too l"],
  [Array.from({ length: 201 }, (_, at) => `block:${at}`), "up to 200"],
])("patterns that cannot be are refused, with what is wrong: case %#", (texts, problem) => {
  const rules = parseSenderRules(texts);
  expect(rules.ok ? "" : rules.problem).toContain(problem);
});
