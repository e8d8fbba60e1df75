import { expect, test } from "bun:test";
import fc from "fast-check";
import { readTemplate } from "../../../lib/routing/submission/variables.ts";

const fill = (text: string, values: Record<string, string> = {}) =>
  readTemplate(text).fill((name) => values[name], 1_000);

test("variables are filled in, as often as they stand in the text", () => {
  expect(fill("{name}: {value_1.max} ({name})", { name: "Anna", "value_1.max": "7" })).toEqual({
    ok: true,
    value: "Anna: 7 (Anna)",
  });
  expect(fill("{größe}", { größe: "L" })).toEqual({ ok: true, value: "L" });
});

test("two opening braces are one, and every other brace is itself", () => {
  for (const [text, value] of [
    ["{{name}", "{name}"],
    ["{{{name}", "{Anna"],
    ['{"status":"firing","labels":{}}', '{"status":"firing","labels":{}}'],
    ["{ name } {na me} {name {} }{", "{ name } {na me} {name {} }{"],
    [`{${"n".repeat(65)}}`, `{${"n".repeat(65)}}`],
    ["", ""],
  ] as const) {
    expect(fill(text, { name: "Anna" })).toEqual({ ok: true, value });
  }
});

test("what has no value is named, each once", () => {
  expect(fill("{a} {b} {a} {c}", { b: "" })).toEqual({ ok: false, problem: ["a", "c"] });
  expect(readTemplate("{b} {a} {b}").variables).toEqual(["b", "a"]);
});

test("a value is not a text with variables", () => {
  expect(fill("{a}", { a: "{b} {{" })).toEqual({ ok: true, value: "{b} {{" });
});

test("a text that becomes too long is refused before it is made", () => {
  const value = "x".repeat(1_000);
  expect(fill("{a}", { a: value })).toEqual({ ok: true, value });
  expect(fill("{a}!", { a: value })).toEqual({ ok: false, problem: "too-long" });
  expect(fill("{a}".repeat(1_000_000), { a: value })).toEqual({ ok: false, problem: "too-long" });
});

test("a text whose opening braces are doubled is what it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("{", "}", "a", " ", "😀"), maxLength: 50 }), (text) => {
      expect(fill(text.replaceAll("{", "{{"))).toEqual({ ok: true, value: text });
    }),
  );
});
