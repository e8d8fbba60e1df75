import { afterAll, beforeAll, expect, test } from "bun:test";
import { PERMISSIONS } from "../../../lib/auth/index.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { problemOf } from "../../support/v1.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("clerk", ...Object.keys(PERMISSIONS));
});
afterAll(() => gateway[Symbol.asyncDispose]());

const post = (path: string, body: object) =>
  gateway.as("clerk")(`/api/v1${path}`, { method: "POST", body: JSON.stringify(body) });

const UNSEEN = {
  "zero-width characters": "\u200b\u200d\u2060",
  "marks and overrides of direction": "\u200e\u202e\u2066\u2069",
  "a byte order mark and a soft hyphen": "\ufeff\u00ad",
  "fillers, which count as letters": "\u3164\u115f",
  "the empty pattern of Braille": "\u2800 \u2800",
};
const NAMED: [what: string, path: string, more: object][] = [
  ["contact", "/contacts", {}],
  ["group", "/groups", {}],
  ["user", "/users", { password: "correct-horse" }],
  ["token", "/tokens", { permissions: ["rest-api"] }],
  ["template", "/templates", { text: "hello" }],
];

test.each(NAMED)("a %s is not called by what nobody sees", async (_, path, more) => {
  for (const name of Object.values(UNSEEN)) await problemOf(await post(path, { ...more, name }), 422);
});

test.each(NAMED)("a %s may have a joiner in its name, as Persian needs", async (what, path, more) => {
  const isOfLetters = what === "user";
  const name = isOfLetters ? "نمی خواهم" : "نمی\u200cخواهم";
  expect((await post(path, { ...more, name })).status).toBe(201);
});
