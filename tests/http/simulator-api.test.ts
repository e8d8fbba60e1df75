import { expect, test } from "bun:test";
import { createAuthenticator, createUserAdministration } from "../../lib/auth/index.ts";
import { createAccess, createSimulatorApi } from "../../lib/http/index.ts";
import { startTestGateway } from "../support/gateway.ts";
import { createMemoryUsers } from "../support/memory-users.ts";
import { recordEvents } from "../support/recorded-events.ts";
import { basic as basicOf, callRoute, createAnswerCheck, readDocument } from "../support/v1.ts";

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
  expect(described.length).toBe(7);
  for (const [path, methods] of described) {
    for (const [method, operation] of Object.entries(methods)) {
      const name = `${method.toUpperCase()} ${path}`;
      const response = await callRoute(gateway, { name, operation, right: { needs: ["sim"] } }, basicOf("tester"));
      expect({ name, status: response.status, ok: response.ok }).toEqual({ name, status: response.status, ok: true });
      await check(operation, response);
    }
  }
});
