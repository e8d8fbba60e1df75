import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { createPatternCompiler, type Pattern, type PatternProblem } from "../../../lib/routing/index.ts";
import { EXPLOSIVE, TOO_LARGE } from "../../support/explosive-patterns.ts";

const NUMBER = "+491701234567";
const compile = (source: string) => createPatternCompiler().compile(source);
const matches = (compiled: Pattern | PatternProblem) => typeof compiled === "object" && compiled.test(NUMBER);

describe("patterns that people write for telephone numbers", () => {
  test.each([
    ["^\\+49", true],
    ["^\\+49(15|16|17)\\d{7,9}$", true],
    ["^(?:\\+43|\\+41)", false],
    ["[0-9]{13}", false],
    ["170.*67$", true],
    ["^[+]\\d+$", true],
    ["\\A\\+49\\z", false],
  ])("%s", (source, expected) => expect(matches(compile(source))).toBe(expected));
});

test.each(["(", "[", "*", "(a)\\1", "(?=a)", "(?<!a)b", "a{2,1}", "\\"])("malformed: %s", (source) => {
  expect(compile(source)).toBe("malformed");
});

describe("patterns made to explode", () => {
  test.each(EXPLOSIVE)("are matched in linear time: %s", (source) => {
    const compiled = compile(source);
    expect(typeof compiled).toBe("object");
    expect(typeof matches(compiled)).toBe("boolean");
  });

  test.each(TOO_LARGE)("are refused by their size: %s", (source) => expect(compile(source)).toBe("too-large"));
});

test("a pattern is compiled once, and a malformed one is remembered too", () => {
  const compiler = createPatternCompiler();
  expect(compiler.compile("^a")).toBe(compiler.compile("^a"));
  expect(compiler.compile("(")).toBe("malformed");
  expect(compiler.compile("(")).toBe("malformed");
});

describe("the size of what is compiled", () => {
  /** Instructions of the engine's program; a thousand are compiled in a few milliseconds. */
  const MOST_INSTRUCTIONS = 3_000;
  const token = fc.constantFrom(
    ..."(|)[]^-{}*+?.a\u{1E942}".split(""),
    ..."\\Q \\E \\[ \\] \\\\ \\d \\W \\pL \\p{Greek} \\P{^L} \\x{5b} \\x5d \\101 (?: (?i) (?i: (?P<n> [^ [] [^] [[:alpha:]] [: :] a-z {9} {99} {999} {2,40} {7,}".split(
      " ",
    ),
  );

  test("is bounded for every pattern that is accepted, however it is put together", () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), (tokens) => {
        const compiled = compile(tokens.join(""));
        if (compiled instanceof RE2JS) expect(compiled.programSize()).toBeLessThan(MOST_INSTRUCTIONS);
      }),
      { numRuns: 20_000, seed: 9 },
    );
  });

  test.each([
    "(?i)^(\\+49|0049)1[5-7]\\d+$",
    "(?i)[a-z\u00e0-\u017f]+",
    "(?i)[^\\x00-\\x{10FFFF}]|\\+49",
    "\\Q+49(0)\\E\\d{7,11}",
    "[]^[(){}]{3}",
    "^\\+(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\\d{3})\\d{4,12}$",
  ])("of a usual pattern is within the limit: %s", (source) => expect(typeof compile(source)).toBe("object"));
});
