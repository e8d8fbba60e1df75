import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openStore } from "../../../lib/store/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";

let gateway: TestGateway;
let ask: ReturnType<TestGateway["as"]>;
let admins = 0;
let anna = 0;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("clerk", "rest-api", "contacts", "groups", "incoming-messages", "sent-messages");
  ask = gateway.as("clerk");
  admins = (await made("/api/contactgroups", { name: "admins" })).id;
  anna = (await made("/api/contacts", { name: "Anna", number: "0170 1234567", groups: [admins] })).id;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const post = (path: string, body: unknown) => ask(path, { method: "POST", body: JSON.stringify(body) });
async function made(path: string, body: unknown): Promise<{ id: number }> {
  const response = await post(path, body);
  expect(response.status).toBe(200);
  return (await response.json()) as { id: number };
}
const shown = async (path: string) => (await ask(path)).json();

test("a change leaves what it does not name, takes away what it empties, and replaces the groups", async () => {
  const group = await made("/api/contactgroups", { name: "nights" });
  const { id } = await made("/api/contacts", {
    name: "Bernd",
    number: "+49171111",
    email: "b@example.org",
    groups: [admins],
  });
  const bernd = { id, type: "contact", name: "Bernd", number: "+49171111", email: "b@example.org" };
  expect(await (await post(`/api/contacts/${id}`, { name: "Bernd" })).json()).toEqual({
    ...bernd,
    groups: [{ id: admins, name: "admins" }],
  });
  const changed = await post(`/api/contacts/${id}`, { name: "Bernd B.", number: "", groups: [group.id] });
  expect(await changed.json()).toEqual({
    ...bernd,
    name: "Bernd B.",
    number: "",
    groups: [{ id: group.id, name: "nights" }],
  });
  expect(await (await post(`/api/contacts/${id}`, { name: "Bernd B.", email: null, groups: [] })).json()).toEqual({
    ...bernd,
    name: "Bernd B.",
    number: "",
    groups: [],
  });
  expect((await ask(`/api/contacts/${id}`, { method: "DELETE" })).status).toBe(200);
  expect((await ask(`/api/contactgroups/${group.id}`, { method: "DELETE" })).status).toBe(200);
});

test("lists are by name, page by page, ten to a page", async () => {
  const names = Array.from({ length: 12 }, (_, at) => `Member ${String(at).padStart(2, "0")}`);
  const group = await made("/api/contactgroups", { name: "many" });
  for (const name of names.toReversed()) await made("/api/contacts", { name, groups: [group.id] });
  const namesOf = async (path: string) => ((await shown(path)) as { name: string }[]).map(({ name }) => name);
  const members = `/api/contactgroups/${group.id}/contacts`;
  expect(await namesOf(members)).toEqual(names.slice(0, 10));
  expect(await namesOf(`${members}?page=2`)).toEqual(names.slice(10));
  expect(await namesOf("/api/contacts?group=many&limit=3&page=2")).toEqual(names.slice(3, 6));
  expect(await namesOf(`/api/contacts?group=MANY,${admins}&limit=100`)).toEqual(["Anna", ...names]);
  expect(await namesOf("/api/contacts?group=nobody")).toEqual([]);
  expect(await namesOf("/api/contactgroups?limit=1&page=2")).toEqual(["many"]);
});

test("a message shows the contact behind its number, and a member who left is sent nothing", async () => {
  const payload = { recipients: [{ to: "ADMINS", target: "contactgroup" }], text: "x" };
  const [message] = (await (await post("/api/messages", payload)).json()) as { recipients: unknown[] }[];
  expect(message?.recipients).toEqual([await shown(`/api/contacts/${anna}`)]);
  await post(`/api/contacts/${anna}`, { name: "Anna", groups: [] });
  const refused = await post("/api/messages", payload);
  expect({ status: refused.status, body: await refused.json() }).toEqual({
    status: 422,
    body: { code: 422, message: "Unprocessable entity", reasons: [expect.stringContaining("admins")] },
  });
  await post(`/api/contacts/${anna}`, { name: "Anna", groups: [admins] });
});

describe("what cannot be done is said, and nothing changes", () => {
  test.each<[string, () => Promise<Response>, number, string]>([
    ["a contact without a name", () => post("/api/contacts", { number: "0170" }), 422, "name: is missing"],
    ["an empty name", () => post("/api/contacts", { name: " " }), 422, "The name is empty."],
    ["a name that is taken", () => post("/api/contacts", { name: "ANNA" }), 409, "The contact ANNA already exists."],
    ["no number", () => post("/api/contacts", { name: "C", number: "call me" }), 422, "Not a telephone number."],
    ["no email", () => post("/api/contacts", { name: "C", email: "nowhere" }), 422, "Not an email address."],
    ["an unknown group", () => post("/api/contacts", { name: "C", groups: [99999] }), 422, "There is no such group."],
    [
      "a group by name",
      () => post("/api/contacts", { name: "C", groups: ["admins"] }),
      422,
      "groups[0]: must be a whole number",
    ],
    ["a change of nobody", () => post("/api/contacts/99999", { name: "C" }), 404, "There is no such contact."],
    ["a contact that is not there", () => ask("/api/contacts/99999"), 404, "There is no such contact."],
    ["an ID that is none", () => ask("/api/contacts/anna"), 404, "There is no such ID."],
    ["deleting nobody", () => ask("/api/contacts/99999", { method: "DELETE" }), 404, "There is no such contact."],
    ["a group without a name", () => post("/api/contactgroups", {}), 422, "name: is missing"],
    [
      "a group's name that is taken",
      () => post("/api/contactgroups", { name: "Admins" }),
      409,
      "The group Admins already exists.",
    ],
    ["a group that is not there", () => ask("/api/contactgroups/99999"), 404, "There is no such contact group."],
    [
      "renaming no group",
      () => post("/api/contactgroups/99999", { name: "x" }),
      404,
      "There is no such contact group.",
    ],
    ["deleting no group", () => ask("/api/contactgroups/0", { method: "DELETE" }), 404, "There is no such ID."],
    ["members of no group", () => ask("/api/contactgroups/99999/contacts"), 404, "There is no such contact group."],
  ])("%s", async (_, call, status, reason) => {
    const before = await shown("/api/contacts?limit=1000");
    const response = await call();
    expect({ status: response.status, body: await response.json() }).toEqual({
      status,
      body: { code: status, message: expect.any(String), reasons: [reason] },
    });
    expect(await shown("/api/contacts?limit=1000")).toEqual(before);
  });
});

test("every change is an event that names who made it", async () => {
  const group = await made("/api/contactgroups", { name: "short-lived" });
  await post(`/api/contactgroups/${group.id}`, { name: "gone soon" });
  expect((await ask(`/api/contactgroups/${group.id}`, { method: "DELETE" })).status).toBe(200);
  const store = await openStore({ url: `sqlite:${join(gateway.data, "aldis.sqlite")}` });
  try {
    for (const kind of ["group.added", "group.renamed", "group.removed"]) {
      const event = await eventually(`an event ${kind}`, async () => (await store.events.list({ kind, limit: 1 }))[0]);
      expect({ kind, user: event.userName }).toEqual({ kind, user: "clerk" });
    }
  } finally {
    await store.close();
  }
});
