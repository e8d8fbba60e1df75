import { afterAll, beforeAll, expect, test } from "bun:test";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { basic, problemOf } from "../../support/v1.ts";
import { signInToV1, tokenOfV1 } from "../../support/v1-sign-in.ts";

/** What a user and a token see that hold `rest-api` alone. */

const CLARA = "+491701234567";
const DORA = "+491719876543";

let gateway: TestGateway;
let clara = 0;
let group = 0;
/** A user without more, and a token without more of somebody who may everything here. */
const callers: Record<string, Record<string, string>> = {};
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("clerk", "rest-api");
  await gateway.addUser("boss", "rest-api", "contacts", "groups", "web");
  group = await added("/groups", { name: "Night shift" });
  clara = await added("/contacts", { name: "Clara", number: CLARA, note: "private", groups: [group] });
  await added("/contacts", { name: "Dora", number: DORA, groups: [group] });
  await added("/contacts", { name: "Emil", groups: [group] });
  await post("/opt-outs", { number: DORA }, basic("boss"));
  callers.user = basic("clerk");
  callers.token = (await tokenOfV1(gateway, "boss", { permissions: ["rest-api"] })).headers;
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (method: string, path: string, headers: Record<string, string>, body?: object) =>
  fetch(`${gateway.url}/api/v1${path}`, {
    method,
    headers: { ...headers, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
const post = (path: string, body: object, headers: Record<string, string>) => call("POST", path, headers, body);
async function added(path: string, body: object) {
  const response = await post(path, body, basic("boss"));
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: number }).id;
}
const headersOf = (who: string) => callers[who] ?? {};
/** What only who may see contacts reads. */
const PRIVATE = ["Clara", "Dora", "Emil", "private", CLARA, DORA];

test.each(["user", "token"])("a preview tells a %s how many it would reach, and nothing about them", async (who) => {
  for (const to of [{ contact: clara }, { group }]) {
    const response = await post("/messages/preview", { to, text: "Disk full" }, headersOf(who));
    const text = await response.text();
    expect({ status: response.status, told: PRIVATE.filter((each) => text.includes(each)) }).toEqual({
      status: 200,
      told: [],
    });
    expect(JSON.parse(text)).toMatchObject({ recipients: [{ parts: 1, alphabet: "gsm7" }] });
  }
  const preview = await post("/messages/preview", { to: { group }, text: "Disk full" }, headersOf(who));
  expect(((await preview.json()) as { refused: object[] }).refused).toMatchObject([
    {
      to: String(group),
      reason: "members-without-number",
      detail: "members of the group without a usable telephone number: 1",
    },
    { to: String(group), reason: "opted-out" },
  ]);
});

test.each(["user", "token"])("a %s still sends to a contact and to a group, and sees its own messages", async (who) => {
  for (const to of [{ contact: "clara" }, { contact: clara }, { group: "night shift" }]) {
    const sent = await post("/messages", { to, text: "Disk full" }, headersOf(who));
    expect(sent.status).toBe(202);
    const { messages, refused } = (await sent.json()) as { messages: { id: number; to: string }[]; refused: object[] };
    expect(messages).toMatchObject([{ to: CLARA }]);
    expect(JSON.stringify(refused)).not.toMatch(/Dora|Emil|\+49/);
    const own = await (await call("GET", `/messages/${messages[0]?.id}`, headersOf(who))).json();
    expect(own).not.toHaveProperty("contact");
  }
});

test.each(["user", "token"])("names and notes of contacts do not come into the messages of a %s", async (who) => {
  for (const to of [{ contact: "Clara" }, CLARA, { group }]) {
    for (const text of ["{note}", "Hello {name}"]) {
      const problem = await problemOf(await post("/messages", { to, text }, headersOf(who)), 422);
      expect((problem.refused as object[])[0]).toMatchObject({ reason: "variable-missing" });
      expect(JSON.stringify(problem)).not.toMatch(/private|Dora|Emil/);
    }
  }
  const own = { to: { contact: "Clara", variables: { name: "colleague" } }, text: "Hello {name}, {number}" };
  expect((await post("/messages", own, headersOf(who))).status).toBe(202);
});

test("who may see contacts sees them in previews, and may use their names and notes", async () => {
  const body = { to: { group }, text: "{name}: {note}", variables: { note: "–" } };
  const preview = await (await post("/messages/preview", body, basic("boss"))).json();
  expect(preview).toMatchObject({
    recipients: [{ to: CLARA, name: "Clara" }],
    refused: [
      { to: "Night shift", detail: expect.stringContaining("Emil") },
      { to: DORA, reason: "opted-out" },
    ],
  });
});

test("a number names a contact or group by its ID, and a text by its name", async () => {
  const named = await added("/contacts", { name: String(clara), number: "+4915112345678" });
  const reached = async (contact: number | string) => {
    const answer = await post("/messages/preview", { to: { contact }, text: "Hello" }, basic("boss"));
    return (await answer.json()) as { recipients: object[]; refused: object[] };
  };
  expect(await reached(clara)).toMatchObject({ recipients: [{ name: "Clara" }] });
  expect(await reached(String(clara))).toMatchObject({ recipients: [{ name: String(clara), to: "+4915112345678" }] });
  expect(await reached(String(named))).toMatchObject({
    recipients: [],
    refused: [{ reason: "no-such-contact", detail: expect.stringContaining("an ID is a number in JSON") }],
  });
  expect((await call("DELETE", `/contacts/${named}`, basic("boss"))).status).toBe(204);
});

test("a token sees and revokes itself alone among its user's tokens, unless it may manage users", async () => {
  const sibling = await tokenOfV1(gateway, "boss");
  const own = await tokenOfV1(gateway, "boss", { name: "narrow", permissions: ["rest-api"] });
  const list = (await (await call("GET", "/tokens", own.headers)).json()) as { items: object[] };
  expect(list.items).toMatchObject([{ id: own.id, name: "narrow" }]);
  const refused = await problemOf(await call("DELETE", `/tokens/${sibling.id}`, own.headers), 403);
  expect(refused).toMatchObject({ permission: "users" });
  expect((await call("GET", "/me", sibling.headers)).status).toBe(200);
  expect((await call("DELETE", `/tokens/${own.id}`, own.headers)).status).toBe(204);
  await gateway.addUser("chief", "rest-api", "users");
  const wide = await tokenOfV1(gateway, "chief");
  expect((await call("DELETE", `/tokens/${sibling.id}`, wide.headers)).status).toBe(204);
});

test("a token neither sees nor ends its user's sessions and identities", async () => {
  const { id, headers: browser } = await signInToV1(gateway, "boss");
  for (const [method, path] of [
    ["GET", "/me/sessions"],
    ["DELETE", `/sessions/${id}`],
    ["DELETE", "/sessions/all"],
    ["GET", "/me/identities"],
    ["DELETE", "/me/identities/none"],
  ] as const) {
    const problem = await problemOf(await call(method, path, headersOf("token")), 403);
    expect(problem).toMatchObject({ permission: "users" });
  }
  expect((await call("GET", "/me/sessions", browser)).status).toBe(200);
});

test("what a token may not pass on is said to be its own matter, and which value is wrong", async () => {
  const { headers } = await tokenOfV1(gateway, "boss", { permissions: ["rest-api"] });
  const wide = { name: "wide", permissions: ["contacts", "rest-api"] };
  expect(await problemOf(await post("/tokens", wide, headers), 422)).toMatchObject({
    detail: "A token allows no more than its maker: the token that makes it does not allow contacts.",
    errors: [{ pointer: "/permissions" }],
  });
  const past = { name: "past", expiresAt: "2020-01-01T00:00:00Z" };
  expect(await problemOf(await post("/tokens", past, headers), 422)).toMatchObject({
    errors: [{ pointer: "/expiresAt" }],
  });
});

test("a preview of a group with a policy shows the alarm and whom it calls first, and no members", async () => {
  const steps = [{ notify: [{ contact: "Clara" }], by: ["sms"] }];
  const policy = ["policy", "add", "-"];
  expect((await gateway.command(policy, JSON.stringify({ name: "night", steps }))).status).toBe(0);
  expect((await gateway.command(["group", "policy", "Night shift", "night"])).status).toBe(0);
  const body = { to: [{ group }, "+4915112345679"], text: "Disk full" };
  const seen = await (await post("/messages/preview", body, basic("boss"))).json();
  expect(seen).toMatchObject({
    recipients: [{ to: "+4915112345679" }],
    refused: [],
    totalParts: 1,
    alarms: [{ policy: "night", calls: ["Clara"] }],
  });
  for (const who of ["user", "token"]) {
    const hidden = await (await post("/messages/preview", { ...body, to: { group } }, headersOf(who))).json();
    expect(hidden).toMatchObject({ recipients: [], refused: [], alarms: [{}] });
    expect(JSON.stringify(hidden)).not.toMatch(/night|Clara/);
  }
  expect((await gateway.command(["group", "policy", "Night shift", "none"])).status).toBe(0);
  const after = await (await post("/messages/preview", body, basic("boss"))).json();
  expect(after).not.toHaveProperty("alarms");
});
