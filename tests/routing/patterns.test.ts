import { describe, expect, test } from "bun:test";
import { createPatternCompiler, type Pattern, type PatternProblem } from "../../lib/routing/index.ts";
import { EXPLOSIVE, TOO_LARGE } from "../support/explosive-patterns.ts";

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
