import { afterAll, beforeAll, expect, test } from "bun:test";
import { PAGE_SEGMENTS } from "../../../lib/http/web/paths.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

/** Routes that anybody may call: each is a decision. */
const OPEN = [
  "GET /check.php",
  "GET /docs",
  "GET /docs/json",
  "GET /docs/scalar.js",
  "GET /health",
  "GET /heartbeat/:key",
  // Has settings of its own; without them nothing is there.
  "GET /metrics",
  "GET /readyz",
  "POST /heartbeat/:key",
  "POST /api/signin",
  "POST /api/v1/sessions",
  // The code of the set-up link lets in, as long as nobody may manage users.
  "POST /api/v1/setup",
  "POST /api/v1/setup/check",
  "GET /api/v1/single-sign-on/start",
  "GET /api/v1/single-sign-on/callback",
  "GET /api/state/spec.json",
  "GET /api/state/spec.yml",
  // There is nothing there.
  "ALL /api/*",
  "ALL /api/v1/*",
  // Telegram shows its own secret.
  "POST /telegram/webhook",
  // The web interface: its program, which asks who is there.
  "GET /",
  "GET /assets/:name",
  ...PAGE_SEGMENTS.flatMap((segment) => [`GET /${segment}`, `GET /${segment}/*`]),
];

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway("--isms", "on");
  await gateway.addUser("clerk");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

/** Calls a route with all that it needs but the permission, as one interface or another wants it. */
async function call(route: { method: string; path: string }, user: { name: string; password: string } | undefined) {
  const path = route.path.replaceAll(/:\w+/g, "1").replaceAll("*", "messages");
  const { name = "", password = "" } = user ?? {};
  const query = new URLSearchParams({
    ...{ username: name, password, user: name, passwd: password },
    ...{ to: "+491701234567", text: "x", mode: "halt", cat: "1", apimsgid: "1" },
  });
  const inQuery = !path.startsWith("/api/");
  const method = route.method === "ALL" ? "GET" : route.method;
  const response = await fetch(`${gateway.url}${path}${inQuery ? `?${query}` : ""}`, {
    method,
    headers: user === undefined || inQuery ? {} : { authorization: `Basic ${btoa(`${name}:${password}`)}` },
    ...(method === "GET" || method === "DELETE" ? {} : { body: "{}" }),
  });
  return { route: nameOf(route), status: response.status, body: await response.text() };
}

/** iSMS clients take anything but 200 for a device that cannot be reached. */
const refusal = (route: { method: string; path: string }, status: number) =>
  /^\/(sendmsg|querymsg)$/.test(route.path)
    ? { route: nameOf(route), status: 200, body: "Err: 601" }
    : { route: nameOf(route), status, body: expect.any(String) as unknown as string };

const guarded = () => gateway.routes.filter((route) => !OPEN.includes(nameOf(route)));

test("every open route is there, and there are many that are not open", () => {
  const names = gateway.routes.map(nameOf);
  expect(OPEN.filter((name) => !names.includes(name))).toEqual([]);
  expect(guarded().length).toBeGreaterThan(20);
});

test("every other route refuses a user who holds no permission", async () => {
  for (const route of guarded()) {
    expect(await call(route, { name: "clerk", password: "secret" })).toEqual(refusal(route, 403));
  }
});

test("every other route refuses nobody", async () => {
  for (const route of guarded()) {
    // Without any name these say first that one is missing.
    const user = /\.php$/.test(route.path) ? { name: "nobody", password: "secret" } : undefined;
    expect(await call(route, user)).toEqual(refusal(route, 401));
  }
});

test("nothing of all this was sent or obeyed", async () => {
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  expect(await (await fetch(`${gateway.url}/check.php?option=que`)).text()).toBe("0");
  expect(await (await fetch(`${gateway.url}/check.php?option=total`)).text()).toBe("0");
});
