import { expect, test } from "bun:test";
import { createAuthenticator, createUserAdministration } from "../../lib/auth/index.ts";
import { createAccess, createSimulatorApi } from "../../lib/http/index.ts";
import { startTestGateway } from "../support/gateway.ts";
import { createMemoryUsers } from "../support/memory-users.ts";
import { recordEvents } from "../support/recorded-events.ts";
import { basic as basicOf, callRoute, createAnswerCheck, readDocument } from "../support/v1.ts";
import { signInToV1 } from "../support/v1-sign-in.ts";

const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString("base64")}` });

/** The control API over a simulator that tells what it was asked. Users: `tester` with `sim`, `reader` without. */
async function startControl(options: { simulated?: boolean } = {}) {
  const users = createMemoryUsers();
  const administration = createUserAdministration({ users, events: recordEvents() });
  await administration.create({ name: "tester", password: "pass:word", permissions: ["sim"] });
  await administration.create({ name: "reader", password: "pass:word", permissions: ["web"] });
  const asked: string[] = [];
  const events = recordEvents();
  const now = () => 0;
  const app = createSimulatorApi({
    authenticator: createAuthenticator({ users, events: recordEvents(), now }),
    access: createAccess({ now }),
    events,
    sessions: { read: async () => undefined },
    clock: { now },
    simulator: () => (options.simulated === false ? undefined : simulate),
  });
  async function simulate(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    asked.push(`${request.method} ${pathname}${search} ${await request.text()}`);
    return new Response("done", { status: 202 });
  }
  const send = (path: string, init: RequestInit) => app.handle(new Request(`http://gateway${path}`, init));
  return { asked, events, send };
}

test("a holder of sim reaches the simulator with method, path below the prefix, query and body", async () => {
  const { asked, send } = await startControl();
  const response = await send("/api/v1/simulator/messages?limit=1", {
    method: "POST",
    headers: { ...basic("tester:pass:word"), "content-type": "application/json" },
    body: '{"from":"1"}',
  });
  expect(response.status).toBe(202);
  expect(asked).toEqual(['POST /messages?limit=1 {"from":"1"}']);
});

test.each<[string, Record<string, string>, number]>([
  ["nobody", {}, 401],
  ["a wrong password", basic("tester:wrong"), 401],
  ["another scheme", { authorization: "Bearer abc" }, 401],
  ["no pair", basic("tester"), 401],
  ["a user without the permission", basic("reader:pass:word"), 403],
])("%s does not", async (_, headers, status) => {
  const { asked, send } = await startControl();
  const response = await send("/api/v1/simulator/messages", { headers });
  expect(response.status).toBe(status);
  expect(response.headers.has("www-authenticate")).toBe(status === 401);
  expect(asked).toEqual([]);
});

test("a browser's session reaches it, of a user with web and sim; a page of another site and an ended one do not", async () => {
  await using gateway = await startTestGateway();
  await gateway.addUser("anna", "web,sim");
  await gateway.addUser("bernd", "web");
  const url = `${gateway.url}/api/v1/simulator/messages`;
  const anna = await signInToV1(gateway, "anna");
  expect(await (await fetch(url, { headers: anna.headers })).json()).toEqual([]);
  const bernd = await signInToV1(gateway, "bernd");
  expect((await fetch(url, { headers: bernd.headers })).status).toBe(403);
  const foreign = { ...anna.headers, "sec-fetch-site": "cross-site", "content-type": "application/json" };
  expect((await fetch(url, { method: "POST", headers: foreign, body: "{}" })).status).toBe(403);
  expect((await fetch(url, { headers: { ...anna.headers, ...basic("anna:wrong") } })).status).toBe(401);
  await fetch(`${gateway.url}/api/v1/sessions/current`, { method: "DELETE", headers: anna.headers });
  const ended = await fetch(url, { headers: { ...anna.headers, "sec-fetch-mode": "cors" } });
  expect(ended.status).toBe(401);
  expect(ended.headers.get("www-authenticate")).toBe('Session realm="Aldis"');
});

test("without a simulated modem there is nothing", async () => {
  const { send } = await startControl({ simulated: false });
  const response = await send("/api/v1/simulator/messages", { headers: basic("tester:pass:word") });
  expect(response.status).toBe(404);
});

test("each example of the document is taken, and answered as documented", async () => {
  await using gateway = await startTestGateway();
  const { document } = await readDocument(gateway);
  const check = createAnswerCheck(document);
  const described = Object.entries(document.paths).filter(([path]) => path.startsWith("/api/v1/simulator/"));
  expect(described.length).toBe(10);
  for (const [path, methods] of described) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      const response = await callRoute(
        gateway,
        { name, operation, right: { needs: ["sim"], query: "number=%2B491701234567" } },
        basicOf("tester"),
      );
      expect({ name, status: response.status, ok: response.ok }).toEqual({ name, status: response.status, ok: true });
      await check(operation, response);
    }
  }
});
