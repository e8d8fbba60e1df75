import { expect, test } from "bun:test";
import { defined } from "../lib/defined.ts";

const unset = undefined as string | undefined;

test.each([
  [{}, "{}"],
  [{ a: unset }, "{}"],
  [{ a: 1, b: unset, c: "x" }, '{"a":1,"c":"x"}'],
  [{ zero: 0, empty: "", no: false, none: null }, '{"zero":0,"empty":"","no":false,"none":null}'],
])("%j keeps all that is defined, in its order", (fields, kept) => {
  const result = defined(fields);
  expect(Object.values(result)).not.toContain(undefined);
  expect(JSON.stringify(result)).toBe(kept);
});

test("a key that may be undefined becomes optional, and the others stay required", () => {
  const { id, name }: { id: number; name?: string } = defined({ id: 1, name: unset });
  expect([id, name]).toEqual([1, undefined]);
  expect("name" in defined({ name: unset })).toBe(false);
});
