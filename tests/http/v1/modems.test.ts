import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";
import { basic, problemOf } from "../../support/v1.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway("--modem", "simulated?name=one&pin=1234", "--modem", "tcp://127.0.0.1:9?name=gone");
  await gateway.addUser("clerk", "rest-api", "sim");
  await gateway.addUser("sender", "rest-api");
  await until<Modem>(
    "the modem is ready",
    () => call("/one"),
    ({ state }) => state === "ready",
  );
});
afterAll(() => gateway[Symbol.asyncDispose]());

interface Modem {
  name: string;
  state: string;
  setting?: string;
}

const call = (path: string, method = "GET", body?: unknown, user = "clerk") =>
  fetch(`${gateway.url}/api/v1/modems${path}`, {
    method,
    headers: { ...basic(user), ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

test("all are listed, with what is wrong, and without the PIN", async () => {
  const text = await (await call("")).text();
  expect(text).not.toContain("1234");
  const { items } = JSON.parse(text) as { items: Modem[] };
  expect(items).toMatchObject([
    { name: "one", state: "ready", setting: "simulated?name=one", sim: { iccid: expect.any(String) } },
    { name: "gone", problem: expect.any(String) },
  ]);
  expect((await call("/one")).status).toBe(200);
  await problemOf(await call("/two"), 404);
});

test("who may not manage SIM cards sees no SIM, no device and no setting", async () => {
  const shown = (await (await call("/one", "GET", undefined, "sender")).json()) as Modem;
  expect(shown).toMatchObject({ name: "one", state: "ready" });
  for (const hidden of ["sim", "identity", "setting", "port", "dialect", "simLock"]) {
    expect(shown).not.toHaveProperty(hidden);
  }
});

test("the network is asked by USSD, and the event says who asked, not what", async () => {
  const answer = await call("/one/ussd", "POST", { code: "*100#" });
  expect(await answer.json()).toEqual({ text: expect.stringMatching(/./), answerExpected: false });
  const [event] = await gateway.events({ kind: "modem.ussd" });
  expect(event).toMatchObject({ modem: "one", userName: "clerk" });
  expect(JSON.stringify(event)).not.toContain("*100#");
});

test.each([
  ["an emergency number", { code: "112" }, 422],
  ["nothing", {}, 422],
  ["a code and an answer", { code: "*100#", answer: "1" }, 422],
  ["an unknown field", { code: "*100#", modem: "two" }, 422],
  ["an answer that nobody waits for", { answer: "1" }, 409],
])("%s is refused", async (_, body, status) => {
  await problemOf(await call("/one/ussd", "POST", body), status);
});

test("a modem that is not ready says why it cannot ask", async () => {
  const problem = await problemOf(await call("/gone/ussd", "POST", { code: "*100#" }), 409);
  expect(problem).toMatchObject({ detail: expect.stringMatching(/./) });
});

test("ending a session that nobody began does nothing", async () => {
  expect((await call("/one/ussd", "DELETE")).status).toBe(204);
});

test("a restart is an event, and the modem comes back", async () => {
  expect((await call("/one/restart", "POST")).status).toBe(204);
  const [event] = await gateway.events({ kind: "modem.restarted" });
  expect(event).toMatchObject({ modem: "one", userName: "clerk", address: "127.0.0.1" });
  await until<Modem>(
    "the modem is ready again",
    () => call("/one"),
    ({ state }) => state === "ready",
  );
});
