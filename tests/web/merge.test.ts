import { expect, test } from "bun:test";
import { changedFields, merge } from "../../web/parts/merge.ts";

const BASE = { name: "Anna", email: "", groups: [1, 2] };

test("what only the other has changed stays, what only I have changed is mine", () => {
  const merged = merge(BASE, { ...BASE, email: "a@example.org" }, { ...BASE, name: "Anna Berg", groups: [1] });
  expect(merged).toEqual({ values: { name: "Anna Berg", email: "a@example.org", groups: [1] }, clashes: [] });
});

test("fields that both have changed clash, unless they are the same now", () => {
  const mine = { name: "Ann", email: "a@example.org", groups: [1] };
  const theirs = { name: "Anne", email: "a@example.org", groups: [1, 2, 3] };
  expect(merge(BASE, mine, theirs)).toEqual({ values: mine, clashes: ["name", "groups"] });
});

test("only what is not as before is sent", () => {
  expect(changedFields(BASE, { ...BASE })).toEqual({});
  expect(changedFields(BASE, { ...BASE, groups: [] })).toEqual({ groups: [] });
});
