import { expect, test } from "bun:test";
import { likeOf } from "../../web/parts/look-alike.ts";

const NAMES = ["admin", "Müller", "modern.box", "lisa"];

test("a name that looks like another one is found: case, marks, blanks, other scripts, digits", () => {
  expect(
    ["ADMIN", "аdmin", "ad min", "adm1n", "Muller", "modem-box", "Iisa"].map((name) => likeOf(name, NAMES)),
  ).toEqual(["admin", "admin", "admin", "admin", "Müller", "modern.box", "lisa"]);
});

test("the name itself, another one, and one without letters look like none", () => {
  for (const name of ["admin", " admin ", "anna", "", "--"]) expect(likeOf(name, NAMES)).toBeUndefined();
});
