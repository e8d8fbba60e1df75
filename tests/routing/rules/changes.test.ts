import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compileRule, evaluate } from "../../../lib/routing/index.ts";
import { CHANGE_WORK, ROUTED_CHARACTERS } from "../../../lib/routing/rules/limits.ts";
import { patternSize } from "../../../lib/routing/submission/pattern-size.ts";
import { EXPLOSIVE } from "../../support/explosive-patterns.ts";
import { contextWith, MESSAGE, ruleOf, traceOf } from "../../support/rules.ts";

const changed = (text: string, ...replace: unknown[]) => traceOf({ replace }, { text });

describe("search and replace", () => {
  test.each<[string, unknown, string, string]>([
    ["a group", { pattern: "^ACK (\\d+)$", with: "acknowledged $1" }, "ACK 17", "acknowledged 17"],
    ["every match", { pattern: "o", with: "0" }, "foo boo", "f00 b00"],
    ["the whole match", { pattern: "\\d+", with: "<$0>" }, "1 and 22", "<1> and <22>"],
    ["a dollar sign", { pattern: "EUR", with: "$$" }, "5 EUR", "5 $"],
    ["a dollar sign before a digit", { pattern: "(\\d)", with: "$$1" }, "7", "$1"],
    ["a dollar sign that means nothing", { pattern: "x", with: "$ $x" }, "x", "$ $x"],
    ["two digits without such a group", { pattern: "(\\d)", with: "$12" }, "7", "72"],
    [
      "two digits with such a group",
      { pattern: "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)", with: "$11$1" },
      "abcdefghijk",
      "ka",
    ],
    ["a group that took no part", { pattern: "(a)|b", with: "[$1]" }, "ab", "[a][]"],
    ["whatever its case", { pattern: "hello", with: "Bye", ignoreCase: true }, "HELLO", "Bye"],
    ["nothing instead", { pattern: "\\s+", with: "" }, " a  b ", "ab"],
    ["empty matches", { pattern: "x*", with: "-" }, "axb", "-a--b-"],
    ["beyond the basic plane", { pattern: ".", with: "$0$0" }, "😀a", "😀😀aa"],
    ["the end alone", { pattern: "$", with: "!" }, "a\nb", "a\nb!"],
    [
      "what a replacement looks like is not read again",
      { pattern: "(.+)", with: "$1" },
      "$1 $$ {sender}",
      "$1 $$ {sender}",
    ],
  ])("%s", (_, change, text, expected) => expect(changed(text, change).text).toBe(expected));

  test("one change sees what the one before made, and each is counted", () => {
    const { text, replaced } = changed(
      "a a",
      { pattern: "a", with: "b" },
      { pattern: "b", with: "cc" },
      { pattern: "x", with: "" },
    );
    expect(text).toBe("cc cc");
    expect(replaced).toEqual([{ times: 2 }, { times: 2 }, { times: 0 }]);
  });

  test("what the changes made is in the destinations, and the message stays", () => {
    const message = { ...MESSAGE };
    const rule = compileRule(ruleOf({ replace: [{ pattern: "l+", with: "L" }], then: [{ webhook: "erp" }] }));
    const { rules } = evaluate([rule], message, contextWith());
    expect(rules[0]?.deliveries).toEqual([{ kind: "webhook", webhook: "erp", text: "HeLo" }]);
    expect(message).toEqual(MESSAGE);
  });
});

test("without groups it is what JavaScript replaces", () => {
  const pattern = fc.constantFrom("a", "b+", "[ab]", "a|bb", "(?:ab)+", "^a", "b$", "b*", "\\b", "\\w");
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "ä"), maxLength: 30 });
  fc.assert(
    fc.property(pattern, text, fc.constantFrom("", "x", "$$", "[y]"), (source, given, replacement) => {
      const expected = given.replace(new RegExp(source, "g"), replacement);
      expect(changed(given, { pattern: source, with: replacement }).text).toBe(expected);
    }),
    { seed: 14 },
  );
});

describe("what changes cost is bounded", () => {
  test("a text grows to the limit, and the rest of it stays as it was", () => {
    const { text = "", replaced } = changed("x".repeat(1_000), { pattern: "x", with: "y".repeat(1_000) });
    expect(text.length).toBeLessThanOrEqual(ROUTED_CHARACTERS);
    expect(text).toMatch(/^y+x+$/);
    expect(replaced).toEqual([{ times: 261, stopped: true }]);
  });

  test("twenty changes that double a text leave it within the limit", () => {
    const doubled = Array.from({ length: 20 }, () => ({ pattern: "(?s)^.*$", with: "$0$0" }));
    const { text = "", replaced } = changed("x".repeat(153), ...doubled);
    expect(text.length).toBe(153 * 2 ** 10);
    expect(replaced?.slice(9, 12)).toEqual([{ times: 1 }, { times: 0, stopped: true }, { times: 0, stopped: true }]);
  });

  test.each([
    ["at all of it", "a.*b|a", "a", /^c{50,}a+$/],
    ["with a large program", "a(?:.*(?:a.{200}[d-f]))?", "ab", /^c/],
    ["with groups", "(a)(?:.*(?:a.{200}[d-f]))?", "ab", /^c?/],
  ])("a pattern that looks for every match at the rest of the text is stopped: %s", (_, pattern, unit, expected) => {
    const rule = compileRule(ruleOf({ replace: [{ pattern, with: "c" }] }));
    const text = unit.repeat(39_000 / unit.length);
    const { rules, work } = evaluate([rule], { ...MESSAGE, text }, contextWith());
    expect(rules[0]?.replaced).toEqual([{ times: expect.any(Number), stopped: true }]);
    expect(rules[0]?.text).toMatch(expected);
    expect(work).toBeLessThan(CHANGE_WORK / patternSize(pattern) + 3 * 39_000);
  });

  test("after a change that used up what a rule may cost the others are not tried", () => {
    const greedy = Array.from({ length: 20 }, () => ({ pattern: "a.*b|a", with: "c" }));
    const { replaced = [] } = changed("a".repeat(39_000), ...greedy);
    expect(replaced.slice(1)).toEqual(Array.from({ length: 19 }, () => ({ times: 0, stopped: true })));
  });

  test("every character of a long SMS is replaced, in each of twenty changes", () => {
    const swap = Array.from({ length: 20 }, (_, at) => ({ pattern: at % 2 ? "y" : "x", with: at % 2 ? "x" : "y" }));
    const { text, replaced } = changed("x".repeat(612), ...swap);
    expect(text).toBe("x".repeat(612));
    expect(replaced).toEqual(Array.from({ length: 20 }, () => ({ times: 612 })));
  });

  test.each(EXPLOSIVE.slice(0, 7))("patterns made to explode end: %s", (pattern) => {
    expect(changed(`${"a".repeat(2_000)}${"1".repeat(2_000)}!`, { pattern, with: "" }).replaced).toHaveLength(1);
  });
});
