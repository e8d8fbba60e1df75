import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { queueForTomorrow } from "../../support/stored-messages.ts";
import { problemOf } from "../../support/v1.ts";

const NUMBER = "+491701234567";
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("anna", "rest-api", "contacts");
  await gateway.addUser("other", "rest-api");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (method: string, path = "", { user = "anna", body }: { user?: string; body?: unknown } = {}) =>
  gateway.as(user)(`/api/v1/opt-outs${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const read = async (path = "") => (await (await call("GET", path)).json()) as Record<string, unknown>;
const path = `/${encodeURIComponent(NUMBER)}`;

test("a number is opted out by hand in whatever form, which cancels what waits, and in again; the audit names the user", async () => {
  expect(await read(path)).toEqual({ number: NUMBER, optedOut: false, audit: [] });
  await queueForTomorrow(gateway, 2, { recipient: NUMBER });
  const added = await call("POST", "", { body: { number: "0170 1234567", reason: "by telephone" } });
  expect({ status: added.status, body: await added.json() }).toEqual({
    status: 201,
    body: { number: NUMBER, cancelled: 2 },
  });
  expect(await read("?q=1234567")).toMatchObject({ items: [{ number: NUMBER, door: "api", userName: "anna" }] });
  expect(await read("?q=999")).toEqual({ items: [] });
  expect(await read(path)).toMatchObject({ optedOut: true, audit: [{ action: "opt-out", asked: "by telephone" }] });
  expect((await call("DELETE", `${path}?reason=asked`)).status).toBe(204);
  expect(await read(`/audit?number=${encodeURIComponent(NUMBER)}`)).toMatchObject({
    items: [
      { action: "opt-in", changed: true, userName: "anna", asked: "asked" },
      { action: "opt-out", changed: true, userName: "anna" },
    ],
  });
  await problemOf(await call("DELETE", path), 404);
});

test("lists go on page by page", async () => {
  for (const number of ["+491700000001", "+491700000002"]) await call("POST", "", { body: { number } });
  for (const list of ["", "/audit"]) {
    const first = (await read(`${list}?limit=1`)) as { items: object[]; next: string };
    const second = (await read(`${list}?limit=1&after=${first.next}`)) as { items: object[] };
    expect([first.items, second.items]).toMatchObject([[{ number: "+491700000002" }], [{ number: "+491700000001" }]]);
    await problemOf(await call("GET", `${list}?after=x`), 422);
  }
});

test("what is no number is refused with what is wrong", async () => {
  const problem = await problemOf(await call("POST", "", { body: { number: "anna" } }), 422);
  expect(problem).toMatchObject({ errors: [{ pointer: "/number", message: "not a telephone number" }] });
});

test("no method changes or deletes a record of the audit", async () => {
  const before = await read("/audit");
  for (const method of ["PUT", "PATCH", "POST", "DELETE"]) {
    for (const record of ["/audit", "/audit/1"]) {
      expect([404, 405]).toContain((await call(method, record)).status);
    }
  }
  expect(await read("/audit")).toEqual(before);
});
