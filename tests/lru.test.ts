import { expect, test } from "bun:test";
import { createLru } from "../lib/lru.ts";

type Lru = ReturnType<typeof createLru<string, number>>;

test.each<[string, (lru: Lru) => void, string]>([
  ["the one added first, when none was used", () => undefined, "a"],
  ["not one that was read", (lru) => lru.get("a"), "b"],
  ["not one that was set again", (lru) => lru.set("a", 7), "b"],
  ["one that was only looked at", (lru) => lru.peek("a"), "a"],
  ["not one that was deleted and added again", (lru) => [lru.delete("a"), lru.set("a", 1)], "b"],
])("a full map forgets %s", (_, use, forgotten) => {
  const lru = createLru<string, number>(2);
  expect([lru.set("a", 1), lru.set("b", 2)]).toEqual([undefined, undefined]);
  use(lru);
  expect(lru.set("c", 3)).toBe(forgotten);
  expect([lru.peek(forgotten), lru.peek("c"), lru.size]).toEqual([undefined, 3, 2]);
});

test("a map with room forgets nothing, and a deleted entry makes room", () => {
  const lru = createLru<string, number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  lru.delete("a");
  expect(lru.set("c", 3)).toBeUndefined();
  expect([lru.get("a"), lru.get("b"), lru.get("c")]).toEqual([undefined, 2, 3]);
});
