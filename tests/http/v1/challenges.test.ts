import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { basic, problemOf } from "../../support/v1.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** What a 401 asks for. */
async function challengeOf(path: string, headers: Record<string, string> = {}): Promise<string | null> {
  const response = await fetch(`${gateway.url}${path}`, { headers });
  expect([path, response.status]).toEqual([path, 401]);
  return response.headers.get("www-authenticate");
}

const PATHS = ["/api/v1/me", "/api/v1/events", "/api/v1/messages", "/api/v1/simulator/messages"];
const WRONG = basic("tester", "wrong");

test.each([
  ["a browser's fetch", { "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin" }],
  ["a person who typed the address", { "sec-fetch-mode": "navigate", "sec-fetch-site": "none" }],
  ["a page without HTTPS that says so", { "x-requested-with": "fetch" }],
])("the browser opens no dialog of its own for %s", async (_, marks) => {
  for (const path of PATHS) {
    for (const credentials of [{}, WRONG]) {
      expect(await challengeOf(path, { ...marks, ...credentials })).toBe('Session realm="Aldis"');
    }
  }
});

test("programs are asked for a password or a token", async () => {
  for (const path of PATHS) expect(await challengeOf(path)).toMatch(/\bBasic realm="Aldis", charset="UTF-8"$/);
  expect(await challengeOf("/api/v1/me", WRONG)).toStartWith("Bearer ");
});

test("a page that looks whether somebody is signed in leaves no event; everybody else who is refused does", async () => {
  await using fresh = await startTestGateway();
  const statusOf = async (path: string, headers: Record<string, string> = {}) =>
    (await fetch(`${fresh.url}${path}`, { headers })).status;
  expect(await statusOf("/api/v1/me")).toBe(401);
  expect(await statusOf("/api/v1/me", WRONG)).toBe(401);
  expect(await statusOf("/api/v1/messages")).toBe(401);
  const events = await fresh.events({ kind: "v1.refused" });
  expect(events.map(({ details }) => details?.reason).sort()).toEqual(["credentials-missing", "wrong-credentials"]);
});

test("the REST API asks as it always did", async () => {
  expect(await challengeOf("/api/contacts", { "sec-fetch-mode": "cors" })).toContain("Basic");
});

test("other refusals stay as they are", async () => {
  await gateway.addUser("nobody");
  const headers = { ...basic("nobody"), "sec-fetch-mode": "cors" };
  const response = await fetch(`${gateway.url}/api/v1/me`, { headers });
  expect(response.headers.get("www-authenticate")).toBeNull();
  await problemOf(response, 403);
});
