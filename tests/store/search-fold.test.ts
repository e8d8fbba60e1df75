import { expect, test } from "bun:test";
import { contains, fold, gramsOfWording, wordingsOf } from "../../lib/store/search/fold.ts";
import { costGrowth } from "../support/work.ts";

test("a text that piles marks on one letter costs no more than its length, and is found by itself", async () => {
  const piled = (marks: number) => `e${"\u0301\u0316".repeat(marks / 2)}`;
  const growth = await costGrowth(async (share) => fold(piled(Math.round(8_000 * share))), 20);
  expect(growth).toBeLessThan(8);
  expect(contains({ text: piled(8_000), number: null }, wordingsOf(piled(8_000)))).toBe(true);
});

test("a search is without case, in whatever form its letters are composed", () => {
  const finds = (search: string, text: string) => contains({ text, number: "+491701234567" }, wordingsOf(search));
  expect(finds("E\u0301T\u00c9", "l'été")).toBe(true);
  expect(finds("ΟΔΟΣ", "στην οδοσ Ερμού, οδός")).toBe(true);
  expect(finds("strasse", "Straße")).toBe(false);
  expect(finds("(0170) 12-34", "")).toBe(true);
  expect(finds("0049 170", "")).toBe(true);
  expect(finds("0049 171", "")).toBe(false);
  // Text with a digit in it is no number.
  expect(finds("0170a", "")).toBe(false);
});

test("of a long search sixteen groups of letters are asked for, spread over all of it", () => {
  const grams = gramsOfWording("abcdefghijklmnopqrstuvwxyz0123456789") ?? [];
  expect(grams).toHaveLength(16);
  expect([grams[0], grams.at(-1)]).toEqual(["abc", "567"]);
  expect(gramsOfWording("ab")).toBeUndefined();
  expect(gramsOfWording("😀😀")).toBeUndefined();
  expect(gramsOfWording("😀😀😀")).toEqual(["😀😀😀"]);
});
