import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { basic, problemOf } from "../../support/v1.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("clerk", "rest-api");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${gateway.url}/api/v1${path}`, { ...init, headers: { ...basic("clerk"), ...init.headers } });

test("where nothing is, a problem says so", async () => {
  for (const path of ["/nothing", "/messages/1/nothing", "/"]) await problemOf(await call(path), 404);
});

test("so it does at the root and below a version that there is not, and the older API keeps its form", async () => {
  for (const path of ["/api/v1", "/api/v2", "/api/v2/messages", "/api/v11/me"]) {
    await problemOf(await fetch(`${gateway.url}${path}`, { headers: basic("clerk") }), 404);
  }
  const older = await fetch(`${gateway.url}/api/version`, { headers: basic("clerk") });
  expect({ status: older.status, answer: await older.json() }).toMatchObject({ status: 404, answer: { code: 404 } });
});

test("another method is answered with those that there are", async () => {
  const response = await call("/me", { method: "POST", body: "{}", headers: { "content-type": "application/json" } });
  expect(response.headers.get("allow")).toBe("GET, HEAD");
  expect(await problemOf(response, 405)).toMatchObject({ title: "Method not allowed" });
});

test("a page of another site is refused", async () => {
  await problemOf(await call("/me", { headers: { "sec-fetch-site": "cross-site" } }), 403);
});

test("who was let in learns who they are", async () => {
  const response = await call("/me");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(await response.json()).toEqual({
    id: expect.any(Number) as unknown as number,
    name: "clerk",
    permissions: ["rest-api"],
    signedInBy: "password",
    simulated: true,
    simulator: true,
    country: "DE",
    languages: [],
    telegram: false,
    searchesTexts: true,
    nodes: false,
    secondFactorRequired: false,
  });
});
