import { expect, test } from "bun:test";
import { startApi } from "../../support/api-server.ts";

const HOME = "01701234567";
const ABROAD = "+43 664 1234567";

test.each<[string, string, string[]]>([
  ["^(49|43)+\\d", "white", [HOME, ABROAD]],
  ["^(49|43)+\\d", "black", []],
  ["^\\+49", "white", [HOME]],
  ["^\\+49", "black", [ABROAD]],
  ["^0049", "white", [HOME]],
  ["^0170", "white", [HOME]],
  ["^0170", "black", [ABROAD]],
  ["^0043664", "white", [ABROAD]],
  // The national form of another country could be somebody at home.
  ["^0664", "white", []],
  ["^01701234567$", "white", [HOME]],
  ["^491701234567$", "black", [ABROAD]],
  ["^00491701234567$", "black", [ABROAD]],
  ["^(0049|0)170\\d{7}$", "white", [HOME]],
])("regex %s as a list that is %s lets pass %j", async (regex, list, expected) => {
  await using api = await startApi();
  const answer = await api.get({ to: `${HOME},${ABROAD}`, regex, list });
  const numbers = new Map([
    [HOME, "+491701234567"],
    [ABROAD, "+436641234567"],
  ]);
  expect(api.accepted.map(({ recipient }) => recipient)).toEqual(expected.map((to) => numbers.get(to) ?? ""));
  expect(answer.status).toBe(expected.length === 0 ? 400 : 200);
});

test("a short code has one form, the one that was typed", async () => {
  await using api = await startApi();
  expect((await api.get({ to: "72373", regex: "^(00|\\+)", list: "white" })).status).toBe(400);
  expect((await api.get({ to: "72373", regex: "^72373$", list: "white" })).status).toBe(200);
});
