import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { problemOf } from "../../support/v1.ts";

/** A 422 names each value that is wrong, in one answer. */

let gateway: TestGateway;
const ids = { anna: 0, bernd: 0, group: 0 };
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("clerk", "rest-api", "contacts", "groups", "event-log", "incoming-messages", "users");
  ids.anna = await added("/contacts", { name: "Anna", number: "+491701234567" });
  ids.bernd = await added("/contacts", { name: "Bernd" });
  ids.group = await added("/groups", { name: "admins" });
  expect((await post(`/groups/${ids.group}/members`, { contacts: [ids.anna] })).status).toBe(200);
});
afterAll(() => gateway[Symbol.asyncDispose]());

const send = (method: string, path: string, body: unknown, headers: object = {}) =>
  gateway.as("clerk")(`/api/v1${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
const post = (path: string, body: unknown, headers: object = {}) => send("POST", path, body, headers);
async function added(path: string, body: object) {
  return ((await (await post(path, body)).json()) as { id: number }).id;
}
async function faultsOf(response: Response) {
  const { errors, detail } = (await problemOf(response, 422)) as {
    errors?: { pointer: string; message: string }[];
    detail: string;
  };
  return { pointers: errors?.map(({ pointer }) => pointer), messages: errors?.map(({ message }) => message), detail };
}

test.each([
  [
    { to: "+491701234567", text: "x", sendAt: "tomorrow", validity: "4h", priority: "urgent" },
    ["/priority", "/sendAt", "/validity"],
  ],
  [{ to: "+491701234567", text: "", sendAt: "2099-01-01T00:00:00Z" }, ["/text", "/sendAt"]],
  [{ to: [], text: "x" }, ["/to"]],
  [{ to: ["+491701234567", { contact: "" }, { nmber: "1" }, 7], text: "x" }, ["/to/1/contact", "/to/2", "/to/3"]],
])("a message is refused with all that is wrong with it: %j", async (body, pointers) => {
  const faults = await faultsOf(await post("/messages", body));
  expect(faults.pointers?.toSorted()).toEqual(pointers.toSorted());
  expect(faults.detail.split("; ")).toHaveLength(pointers.length);
});

test.each([
  ["/messages?limit=0&since=x&order=up&colour=red", ["/colour", "/limit", "/since", "/order"]],
  ["/messages?state=foo,sent", ["/state"]],
  ["/incoming?until=yesterday&read=perhaps", ["/until", "/read"]],
  ["/events-log?number=abc&since=x&limit=1000", ["/number", "/since", "/limit"]],
  ["/statistics?per=year&until=x", ["/per", "/until"]],
])("a query is refused with all that is wrong with it: %s", async (path, pointers) => {
  const faults = await faultsOf(await gateway.as("clerk")(`/api/v1${path}`));
  expect(faults.pointers?.toSorted()).toEqual(pointers.toSorted());
});

test("what an ID leads to nowhere is named by its place", async () => {
  const members = await post(`/groups/${ids.group}/members`, { contacts: [ids.anna, 98, ids.bernd, 99] });
  expect((await faultsOf(members)).pointers).toEqual(["/contacts/1", "/contacts/3"]);
  const created = await post("/contacts", { name: "Clara", groups: [99, ids.group] });
  expect((await faultsOf(created)).pointers).toEqual(["/groups/0"]);
  const changed = await send("PATCH", `/contacts/${ids.anna}`, { groups: [ids.group, 99] });
  expect((await faultsOf(changed)).pointers).toEqual(["/groups/1"]);
});

test("who is no member of a group is named by their place in its lists", async () => {
  const put = (list: string, body: object) => send("PUT", `/groups/${ids.group}/${list}`, body, { "if-match": "*" });
  const shift = (contact: number) => ({ contact, days: ["mon"], from: "08:00", to: "17:00" });
  const shifts = await put("shifts", { timeZone: "Europe/Berlin", shifts: [shift(ids.anna), shift(ids.bernd)] });
  expect((await faultsOf(shifts)).pointers).toEqual(["/shifts/1/contact"]);
  const zone = await put("shifts", { timeZone: "Europe/Nowhere", shifts: [shift(ids.anna)] });
  expect((await faultsOf(zone)).pointers).toEqual(["/timeZone"]);
  const times = { from: "2030-01-08T07:00:00Z", until: "2030-01-08T15:00:00Z" };
  const overrides = [
    { contact: ids.anna, ...times },
    { contact: ids.bernd, insteadOf: ids.anna, ...times },
  ];
  expect((await faultsOf(await put("overrides", { overrides }))).pointers).toEqual(["/overrides/1/contact"]);
  const contrary = [{ contact: ids.anna, insteadOf: ids.anna, from: times.until, until: times.from }];
  expect((await faultsOf(await put("overrides", { overrides: contrary }))).pointers).toEqual([
    "/overrides/0/until",
    "/overrides/0/insteadOf",
  ]);
  const escalation = await put("escalation", { contacts: [ids.bernd, ids.anna] });
  expect((await faultsOf(escalation)).pointers).toEqual(["/contacts/0"]);
});

test("a contact as GET gives it is a patch that changes nothing", async () => {
  const path = `/contacts/${ids.anna}`;
  const contact = await (await gateway.as("clerk")(`/api/v1${path}`)).json();
  expect(contact).toMatchObject({ groups: [{ id: ids.group, name: "admins" }] });
  const patched = await send("PATCH", path, contact);
  expect({ status: patched.status, contact: await patched.json() }).toEqual({ status: 200, contact });
  expect((await faultsOf(await send("PATCH", path, { id: 99 }))).pointers).toEqual(["/id"]);
});

test("a key that was used for another request is said to be that everywhere", async () => {
  const key = { "idempotency-key": "used" };
  expect((await post("/messages", { to: "+491701234567", text: "first" }, key)).status).toBe(202);
  for (const [path, body] of [
    ["/messages", { to: "+491701234567", text: "second" }],
    ["/contacts", { name: "Dora" }],
    ["/groups", { name: "others" }],
    ["/tokens", { name: "another" }],
    ["/templates", { name: "Disk full", text: "Disk full" }],
  ] as const) {
    expect(await problemOf(await post(path, body, key), 422)).toMatchObject({ reason: "key-used" });
  }
});

test("an empty key is refused, and nothing is done", async () => {
  await problemOf(await post("/contacts", { name: "Emil" }, { "idempotency-key": "" }), 422);
  const { items } = (await (await gateway.as("clerk")("/api/v1/contacts?q=Emil")).json()) as { items: object[] };
  expect(items).toEqual([]);
});

test("all messages or contacts are only meant by saying so", async () => {
  expect((await post("/messages", { to: "+491701234567", text: "kept" })).status).toBe(202);
  for (const path of ["/messages/bulk", "/contacts/bulk"]) {
    expect((await faultsOf(await post(path, { action: "delete", filter: {} }))).pointers).toEqual(["/filter"]);
    const both = await post(path, { action: "delete", filter: { q: "kept" }, all: true });
    expect((await faultsOf(both)).pointers).toEqual([""]);
    await problemOf(await post(path, { action: "delete" }), 422);
  }
  const everyone = { action: "join", group: ids.group, all: true };
  expect(await (await post("/contacts/bulk", everyone)).json()).toMatchObject({ done: 2 });
  const gone = (await (await post("/messages/bulk", { action: "delete", all: true })).json()) as { done: number };
  expect(gone.done).toBeGreaterThan(0);
});

test("a fault is a sentence in words", async () => {
  const patch = await faultsOf(await send("PATCH", "/templates/1", {}));
  expect(patch.messages).toEqual(["must have at least one of name, text"]);
  const { messages } = await faultsOf(await post("/messages", { to: [], text: 5, flash: "yes", reference: "" }));
  expect(messages).toEqual(["must not be empty", "must be a text", "must be true or false", "must not be empty"]);
});
