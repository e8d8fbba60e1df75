import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { defined } from "../../../lib/defined.ts";
import { openStore, type Store } from "../../../lib/store/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;
let store: Store;
beforeAll(async () => {
  gateway = await startTestGateway("--trusted-proxies", "127.0.0.1", "--allow-api", "10.0.0.0/8,127.0.0.1");
  await gateway.addUser("anna", "rest-api", "contacts", "groups", "incoming-messages");
  await gateway.addUser("bernd", "rest-api", "http-api");
  await gateway.addUser("carl", "rest-api");
  store = await openStore({ url: `sqlite:${join(gateway.data, "aldis.sqlite")}`, migrate: false });
});
afterAll(async () => {
  await store.close();
  await gateway[Symbol.asyncDispose]();
});

const basic = (user: string, password = "secret") => `Basic ${btoa(`${user}:${password}`)}`;

/** Asks as a client of that address, behind a proxy on this machine. */
function ask(path: string, options: { from: string; authorization?: string; body?: unknown }) {
  const { from, authorization, body } = options;
  return fetch(`${gateway.url}${path}`, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    headers: { "x-forwarded-for": from, ...defined({ authorization }) },
  });
}

const signIn = (username: string, from: string, password = "secret") =>
  ask("/api/signin", { from, body: { username, password } });

/** The refusals recorded from an address, oldest first. */
const refusalsFrom = (address: string, count: number) =>
  eventually(`${count} events of ${address}`, async () => {
    const events = (await store.events.list({ limit: 500 })).filter((event) => event.address === address);
    return events.length >= count ? events.reverse() : undefined;
  });

describe("networks of the interface", () => {
  test.each<[string, string, unknown]>([
    ["/api/user/me", "203.0.113.1", undefined],
    ["/api/signin", "203.0.113.2", { username: "anna", password: "secret" }],
    ["/api/messages", "203.0.113.3", { recipients: [{ to: "01701234567" }], text: "never" }],
    ["/api/state/spec.json", "203.0.113.4", undefined],
  ])("%s from elsewhere is 403 whatever is sent, and one event", async (path, from, body) => {
    const response = await ask(path, { from, authorization: basic("anna"), body });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      code: 403,
      message: "Forbidden",
      reasons: ["This API may not be used from your address."],
    });
    expect(await refusalsFrom(from, 1)).toMatchObject([
      { kind: "rest.refused", severity: "warning", details: { reason: "network-not-allowed" } },
    ]);
  });

  test("and so is what lies below /api/v1, while /api.php has networks of its own", async () => {
    const from = "203.0.113.5";
    expect((await ask("/api/v1/alerts?to=1", { from, authorization: basic("bernd"), body: {} })).status).toBe(403);
    expect((await ask("/api/v1/simulator/messages", { from, authorization: basic("tester") })).status).toBe(403);
    expect((await ask("/api.php?username=bernd&password=secret&to=01701234567&text=x", { from })).status).toBe(200);
    expect(await refusalsFrom(from, 2)).toMatchObject([{ kind: "alerts.refused" }, { kind: "v1.refused" }]);
  });
});

test("networks of a user count for Basic, for sign-in and for tokens, from the next request on", async () => {
  const inside = "10.1.2.3";
  const outside = "10.9.9.9";
  const { jwt } = (await (await signIn("anna", outside)).json()) as { jwt: string };
  expect(await gateway.command(["user", "limit", "anna", "--networks", "10.1.0.0/16"])).toMatchObject({ status: 0 });
  const again = (await (await signIn("anna", inside)).json()) as { jwt: string };
  for (const authorization of [basic("anna"), `Bearer ${again.jwt}`]) {
    expect((await ask("/api/user/me", { from: inside, authorization })).status).toBe(200);
    const refused = await ask("/api/user/me", { from: outside, authorization });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ reasons: ["Your user may not call from this address."] });
  }
  expect((await signIn("anna", outside)).status).toBe(403);
  expect((await ask("/api/user/me", { from: outside, authorization: `Bearer ${jwt}` })).status).not.toBe(200);
  const events = await refusalsFrom(outside, 4);
  expect(events.map((event) => event.details?.reason).slice(0, 3)).toEqual(
    Array<string>(3).fill("user-network-not-allowed"),
  );
  expect(events.slice(0, 3).map((event) => event.userName)).toEqual(["anna", "anna", "anna"]);
});

test("requests of a user in a minute count over all interfaces together", async () => {
  await gateway.command(["user", "limit", "bernd", "--per-minute", "3"]);
  const from = "10.3.3.3";
  const php = () => ask("/api.php?username=bernd&password=secret&to=01701234567&text=x", { from });
  const rest = () => ask("/api/user/me", { from, authorization: basic("bernd") });
  const startedAt = performance.now();
  expect([(await php()).status, (await rest()).status, (await rest()).status]).toEqual([200, 200, 200]);
  const refused = await rest();
  expect(refused.status).toBe(429);
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeWithin(Math.ceil(50 - (performance.now() - startedAt) / 1_000), 61);
  expect(await refused.json()).toEqual({
    code: 429,
    message: "Too many requests",
    reasons: [`Too many requests: try again in ${seconds} seconds.`],
  });
  expect((await php()).status).toBe(429);
  expect(await refusalsFrom(from, 2)).toMatchObject([
    { kind: "rest.refused", userName: "bernd", details: { reason: "too-many-requests" } },
    { kind: "api.php.refused", userName: "bernd", details: { reason: "too-many-requests" } },
  ]);
});

test("wrong passwords at sign-in and by Basic count together, and nobody learns which names there are", async () => {
  const from = "10.4.4.4";
  const started = performance.now();
  let lookedAt = 0;
  for (let guess = 0; guess < 60; guess++) {
    const password = `guess ${guess}`;
    const response =
      guess % 2 === 0
        ? await signIn(guess % 4 === 0 ? "carl" : "nobody", from, password)
        : await ask("/api/user/me", { from, authorization: basic("carl", password) });
    if (response.status === 401) lookedAt++;
    else expect(response.status).toBe(429);
  }
  const seconds = (performance.now() - started) / 1000;
  console.log(`sign-in and Basic: ${lookedAt} of 60 guesses looked at in ${seconds.toFixed(1)} s`);
  expect(lookedAt).toBeGreaterThanOrEqual(10);
  expect(lookedAt).toBeLessThanOrEqual(10 + Math.ceil(seconds / 12));
  const events = await refusalsFrom(from, 60);
  expect(JSON.stringify(events)).not.toMatch(/guess \d/);
});
