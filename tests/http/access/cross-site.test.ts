import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { hasChromium, startChromium } from "../../support/chromium.ts";
import { eventually } from "../../support/eventually.ts";
import { freePort } from "../../support/free-port.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { startAldis } from "../../support/process.ts";
import { temporaryDirectory } from "../../support/run-cli.ts";
import { basic } from "../../support/v1.ts";

const MESSAGE = JSON.stringify({ recipients: [{ to: "+491701234567" }], text: "forged" });
const ALERT = JSON.stringify({
  version: "4",
  status: "firing",
  alerts: [{ status: "firing", labels: { alertname: "forged" } }],
});
const INCOMING = JSON.stringify({ from: "+491701234567", text: "forged" });
/** Every interface of JSON that does something, with what it takes. */
const ROUTES = [
  ["/api/messages", MESSAGE],
  ["/api/contacts", '{"name":"forged"}'],
  ["/api/signin", '{"username":"clerk","password":"secret"}'],
  ["/api/v1/alerts?to=%2B491701234567", ALERT],
  ["/api/v1/simulator/messages", INCOMING],
] as const;
const GRANTS = ["http-api", "rest-api", "contacts", "sim"];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("clerk", ...GRANTS);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const statusOf = async (path: string, body: string, headers: Record<string, string>) => {
  const response = await gateway.as("clerk")(path, { method: "POST", body, headers });
  await response.body?.cancel();
  return response.status;
};

describe.each(ROUTES)("POST %s", (path, body) => {
  test.each<[string, Record<string, string>]>([
    ["another site, as the browser says", { "sec-fetch-site": "cross-site" }],
    ["another port or a sibling's name", { "sec-fetch-site": "same-site" }],
    ["another origin", { origin: "http://evil.example" }],
    ["an origin that begins alike", { origin: "http://127.0.0.1.evil.example" }],
    ["a page without an origin, such as a sandbox or a file", { origin: "null" }],
    ["a navigation: a form that was sent", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }],
  ])("from a page of %s is refused", async (_, headers) => {
    expect(await statusOf(path, body, headers)).toBe(403);
  });

  test.each([
    "text/plain",
    "text/plain; charset=application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "text/json",
  ])("as %s is refused", async (type) => {
    expect(await statusOf(path, body, { "content-type": type })).toBe(415);
  });

  test.each<[string, () => Record<string, string>]>([
    ["a program", () => ({})],
    ["a page of the gateway", () => ({ "sec-fetch-site": "same-origin", origin: gateway.url })],
    ["a page of the gateway, by plain HTTP", () => ({ origin: gateway.url })],
    [
      "a page of the gateway behind a proxy",
      () => ({ origin: "https://sms.example", "x-forwarded-host": "sms.example" }),
    ],
    ["a program that says more of its JSON", () => ({ "content-type": "Application/Problem+JSON ; charset=utf-8" })],
  ])("from %s is taken", async (_, headers) => {
    expect(await statusOf(path, body, headers())).toBeLessThan(500);
    expect([403, 415]).not.toContain(await statusOf(path, body, headers()));
  });
});

test("a link to a document opens, and what a page of another site reads with a password is refused", async () => {
  const link = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
  expect((await fetch(`${gateway.url}/api/state/spec.json`, { headers: link })).status).toBe(200);
  const image = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
  expect((await gateway.as("clerk")("/api/contacts", { headers: image })).status).toBe(403);
  expect((await gateway.as("clerk")("/api/contacts/1", { method: "DELETE", headers: image })).status).toBe(403);
});

test.each(["aldis", "__Secure-aldis", "__Host-aldis"])(
  "what a page of another site reads with the cookie %s is refused, a link opens, and other cookies say nothing",
  async (name) => {
    const statusWith = async (mode: string, cookie: string) => {
      const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": mode, cookie };
      return (await fetch(`${gateway.url}/api/state/spec.json`, { headers })).status;
    };
    expect(await statusWith("no-cors", `a=b; ${name}=x`)).toBe(403);
    expect(await statusWith("navigate", `a=b; ${name}=x`)).toBe(200);
    expect(await statusWith("no-cors", `a=${name}; x${name}=x`)).toBe(200);
  },
);

test("a refusal is an event with its reason", async () => {
  await statusOf("/api/messages", MESSAGE, { origin: "http://evil.example" });
  const events = await gateway.events({ kind: "rest.refused" });
  expect(events.some(({ details }) => details?.reason === "cross-site")).toBe(true);
});

describe("the simulator's own control port, where nobody signs in", () => {
  let folder = "";
  let port = 0;
  let simulator: ReturnType<typeof startAldis>;
  beforeAll(async () => {
    folder = temporaryDirectory();
    port = await freePort();
    simulator = startAldis(["simulator", "--pty", join(folder, "modem"), "--control", String(port)]);
    await simulator.printed(/ready at/);
  });
  afterAll(async () => {
    await simulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = async (headers: Record<string, string>, method = "POST") =>
    (
      await fetch(`http://127.0.0.1:${port}/messages`, {
        method,
        headers,
        ...(method === "POST" ? { body: INCOMING } : {}),
      })
    ).status;
  const json = { "content-type": "application/json" };

  test.each([
    ["a name of somebody else's that leads here", { ...json, host: "evil.example" }, 403],
    ["a name that begins alike", { ...json, host: "127.0.0.1.evil.example" }, 403],
    ["a page of another site", { ...json, origin: "http://evil.example" }, 403],
    ["a page of another port", { ...json, origin: "http://localhost:1" }, 403],
    ["a form", { "content-type": "text/plain" }, 415],
    ["a program", json, 202],
    ["a program that names localhost", { ...json, host: "localhost" }, 202],
  ] as const)("POST for %s", async (_, headers, status) => {
    expect(await call(headers)).toBe(status);
  });

  test("reading by a name of somebody else's is refused too", async () => {
    expect(await call({ host: "evil.example" }, "GET")).toBe(403);
    expect(await call({}, "GET")).toBe(200);
  });
});

describe.skipIf(!hasChromium)("Chromium, that knows the password, on a page of another site", () => {
  test("sends nothing by fetch and by a form, as text and as JSON", async () => {
    await using gateway = await startTestGateway();
    await gateway.addUser("clerk", ...GRANTS);
    // A form whose one field makes JSON of its name and its value.
    const form = `<form method="post" enctype="text/plain" action="${gateway.url}/api/v1/simulator/messages">
      <input name='{"from":"+491701234567","text":"' value='forged"}'></form><script>document.forms[0].submit()</script>`;
    using evil = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: ({ url }) =>
        new Response(`<!doctype html><title>evil</title>${url.endsWith("/form") ? form : ""}`, {
          headers: { "content-type": "text/html" },
        }),
    });
    const browser = await startChromium();
    try {
      const page = await browser.newPage();
      // A browser is not asked for a password any more; this one sends the one it has kept.
      await page.route(`${gateway.url}/**`, (route) =>
        route.continue({ headers: { ...route.request().headers(), ...basic("clerk") } }),
      );
      expect((await page.goto(`${gateway.url}/api/v1/simulator/messages`))?.status()).toBe(200);
      const state = async () => [
        await (await gateway.as("clerk")("/api/messages?type=sent,queued&limit=1000")).json(),
        await (await gateway.as("clerk")("/api/contacts?limit=1000")).json(),
      ];
      const before = await state();
      /** How many of them arrived at the gateway, once so many did: the browser does not show the answers. */
      const refusedAsForeign = (count: number) =>
        eventually(`${count} refusals`, async () => {
          const events = await gateway.events({ severity: "warning" });
          const foreign = events.filter(({ details }) => details?.reason === "cross-site");
          return foreign.length >= count && foreign.length;
        });
      await page.goto(`http://localhost:${evil.port}/`);
      for (const [path, body] of ROUTES) {
        await page.evaluate(
          ([url, text]) =>
            fetch(url, { method: "POST", mode: "no-cors", credentials: "include", body: text }).catch(() => undefined),
          [`${gateway.url}${path}`, body] as const,
        );
        await page.evaluate(
          ([url, text]) =>
            fetch(url, {
              method: "POST",
              credentials: "include",
              headers: { "content-type": "application/json" },
              body: text,
            }).catch(() => undefined),
          [`${gateway.url}${path}`, body] as const,
        );
      }
      // The texts arrive and are refused; of the JSON only the question whether it may be sent does, at most.
      const refused = await refusedAsForeign(ROUTES.length);
      await page.goto(`http://localhost:${evil.port}/form`, { waitUntil: "commit" });
      await page.waitForURL(`${gateway.url}/**`);
      await refusedAsForeign(refused + 1);
      expect(await state()).toEqual(before);
    } finally {
      await browser.close();
    }
  }, 180_000);
});
