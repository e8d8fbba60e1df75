import { expect, test } from "bun:test";
import { faultsOf } from "../../web/parts/faults.ts";
import { countFresh, itemsOf, NOTHING, ranged, toggled } from "../../web/parts/list-logic.ts";
import { costOf, markedPieces, replaced } from "../../web/parts/message-cost.ts";
import { readPasted } from "../../web/parts/pasted-numbers.ts";

test("a paste gives each number once, and says of every other piece in which line it is and why it is none", () => {
  const text = "0170 / 1234567\n+49 (0)170 1234567; 0043 664 1234567\n22122\tAnna\n+49 1\n--";
  expect(readPasted(text, { country: "DE", known: ["22122"] })).toEqual({
    numbers: ["+491701234567", "+436641234567"],
    bad: [
      { text: "Anna", line: 3, reason: "letters" },
      { text: "+49 1", line: 4, reason: "too-short" },
      { text: "--", line: 5, reason: "not-a-number" },
    ],
    repeated: 2,
  });
  expect(readPasted("0170 1234567").bad).toEqual([{ text: "0170 1234567", line: 1, reason: "no-country" }]);
});

test("the counter names the characters that make a text Unicode, with line and replacement, and marks just them", () => {
  const text = "Ok\n„șă“ 👍";
  const cost = costOf(text);
  if (cost === "too-long") throw new Error("a short text is too long");
  expect(cost).toMatchObject({ parts: 1, alphabet: "ucs2" });
  expect(cost.forcing.map(({ character, line, replacement }) => [character, line, replacement])).toEqual([
    ["„", 2, '"'],
    ["ș", 2, "s"],
    ["ă", 2, "a"],
    ["“", 2, '"'],
    ["👍", 2, undefined],
  ]);
  const pieces = markedPieces(text, cost.forcing);
  expect(pieces.map((piece) => piece.text).join("")).toBe(text);
  expect(pieces.filter(({ isMarked }) => isMarked)).toHaveLength(5);
  expect(replaced(text)).toBe('Ok\n"sa" 👍');
  expect(costOf("x".repeat(40_000))).toBe("too-long");
});

test("errors of a problem document go to the field that their pointer names, and the others are told apart", () => {
  const errors = [
    { pointer: "/numbers/3", message: "Not a number." },
    { pointer: "/other", message: "Unknown." },
  ];
  const problem = { title: "Not valid", status: 422, errors };
  const faults = { fields: { numbers: "Not a number." }, rest: "Unknown." };
  expect(faultsOf(problem, ["numbers"])).toEqual(faults);
  expect(faultsOf(Object.assign(new Error("422"), { problem }), ["numbers"])).toEqual(faults);
  expect(faultsOf(new Error("No connection"), ["numbers"])).toEqual({ fields: {}, rest: "No connection" });
  // What follows a name in an answer is a sentence of its own at the field.
  const clauses = [
    { pointer: "/name", message: "is missing" },
    { pointer: "/limits", message: "perHour must be a whole number" },
    { pointer: "/limits", message: "must be none, or limits; did you mean none?" },
    { pointer: "/limits", message: "has too many" },
  ];
  expect(faultsOf({ title: "Not valid", status: 422, errors: clauses }, ["name", "limits"]).fields).toEqual({
    name: "Is missing",
    limits: "perHour must be a whole number. Must be none, or limits; did you mean none? Has too many",
  });
  // What the page knows in the viewer's language comes before the gateway's English.
  const changed = Object.assign(new Error("Jemand anders"), { problem: { title: "Changed", status: 412 } });
  expect(faultsOf(changed, ["numbers"])).toEqual({ fields: {}, rest: "Jemand anders" });
});

test("a text costs what the gateway sends: line ends are one character, and what it takes out costs nothing", () => {
  expect(costOf("\uFEFFa\r\nb\0")).toEqual({ parts: 1, alphabet: "gsm7", remaining: 157, forcing: [] });
  expect(costOf("\uFEFFș\uFEFF")).toMatchObject({ alphabet: "ucs2", forcing: [{ index: 1 }, { index: 2 }] });
});

test("a list heads each day once, counts rows that came in at the top, and selects ranges from where one began", () => {
  const kinds = itemsOf(["a1", "a2", "b1"], (row) => row.charAt(0)).map(({ kind }) => kind);
  expect(kinds).toEqual(["day", "row", "row", "day", "row"]);
  expect(countFresh([3, 2, 1], 1, Number)).toBe(2);
  expect(countFresh([3, 2], 1, Number)).toBe(0);
  const one = toggled(NOTHING, 1, "b");
  expect([...ranged(one, 3, ["a", "b", "c", "d"]).keys]).toEqual(["b", "c", "d"]);
  expect([...ranged(one, 0, ["a", "b", "c", "d"]).keys]).toEqual(["a", "b"]);
});
