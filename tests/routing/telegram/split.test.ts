import { expect, test } from "bun:test";
import fc from "fast-check";
import { LONGEST_TEXT, pieceText, splitText } from "../../../lib/routing/telegram/sending/split.ts";

/** The pieces as they are sent. */
function piecesOf(text: string, longest?: number): string[] {
  let from = 0;
  return splitText(text, longest).map((length) => {
    const piece = pieceText(text, { from, length });
    from += length;
    return piece;
  });
}

test("a text that fits is one piece, as it is, even if it ends with blanks", () => {
  expect(piecesOf("")).toEqual([""]);
  expect(piecesOf("hello \n")).toEqual(["hello \n"]);
  expect(piecesOf("x".repeat(4096))).toEqual(["x".repeat(4096)]);
});

test("4097 units are two pieces, and a character of two units counts two", () => {
  expect(piecesOf("x".repeat(4097)).map((piece) => piece.length)).toEqual([4096, 1]);
  expect(piecesOf("😀".repeat(2048)).map((piece) => piece.length)).toEqual([4096]);
  expect(piecesOf("😀".repeat(2049)).map((piece) => piece.length)).toEqual([4096, 2]);
});

test("a pair of units is never cut apart", () => {
  const pieces = piecesOf(`x${"😀".repeat(2048)}`);
  expect(pieces.map((piece) => piece.length)).toEqual([4095, 2]);
  for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
});

test("a text is cut at the end of a line, else at a blank, if one is near the end of what fits", () => {
  expect(piecesOf(`${"a".repeat(4000)}\nsecond line ${"b".repeat(100)}`)[0]).toBe("a".repeat(4000));
  expect(piecesOf(`${"a".repeat(4000)} word ${"b".repeat(100)}`)[0]).toBe(`${"a".repeat(4000)} word`);
  expect(piecesOf(`near\n${"b".repeat(5000)}`)[0]).toHaveLength(4096);
  expect(piecesOf(`${"a".repeat(4096)} b`)).toEqual(["a".repeat(4096), "b"]);
});

test("blanks alone are never a piece, which Telegram would refuse", () => {
  expect(piecesOf(`${"a".repeat(4096)}${" ".repeat(5000)}`)).toEqual(["a".repeat(4096)]);
  expect(piecesOf(`a${" ".repeat(9000)}b`)).toEqual(["a", "b"]);
});

test("whatever the text: each piece fits, the lengths are the text's, and only blanks are lost", () => {
  const character = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("a", "b") },
    { weight: 2, arbitrary: fc.constantFrom(" ", "\n", "\t", "\u00a0") },
    { weight: 2, arbitrary: fc.constantFrom("😀", "𝔘") },
  );
  fc.assert(
    fc.property(fc.array(character, { maxLength: 200 }), fc.integer({ min: 2, max: 40 }), (characters, longest) => {
      const text = characters.join("");
      const lengths = splitText(text, longest);
      expect(lengths.reduce((sum, length) => sum + length, 0)).toBe(text.length);
      const pieces = piecesOf(text, longest);
      for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
      if (pieces.length > 1) {
        for (const piece of pieces) expect(piece.length).toBeLessThanOrEqual(longest);
        for (const piece of pieces.slice(1)) expect(piece.trim()).not.toBe("");
      }
      expect(pieces.join("").replaceAll(/\s/g, "")).toBe(text.replaceAll(/\s/g, ""));
    }),
    { numRuns: 2_000 },
  );
  expect(LONGEST_TEXT).toBe(4096);
});
