import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { openStore } from "../../../lib/store/index.ts";
import { startGateway } from "../../store/gateway.ts";
import { accept } from "../../store/outgoing.ts";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";

interface Message {
  id: string;
  type: string;
  text: string;
  timestamp: number;
  isFlash: boolean;
  isRing: boolean;
  senders: { id: number; type: string; name: string; number: string }[];
  recipients: { id: number; type: string; name: string; number: string }[];
}

let gateway: TestGateway;
let ask: ReturnType<TestGateway["as"]>;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.addUser("anna", "rest-api", "contacts", "groups", "incoming-messages", "sent-messages");
  await gateway.addUser("bernd", "rest-api");
  ask = gateway.as("anna");
});
afterAll(() => gateway[Symbol.asyncDispose]());

const post = (payload: unknown, as = ask) =>
  as("/api/messages", { method: "POST", body: typeof payload === "string" ? payload : JSON.stringify(payload) });
const simulate = (state: object) =>
  gateway.as("tester")("/api/v1/simulator/state", { method: "PATCH", body: JSON.stringify(state) });
const list = async (query: string) => (await (await ask(`/api/messages?${query}`)).json()) as Message[];
const sent = (query: string, count: number) =>
  until<Message[]>(
    `${count} sent`,
    () => ask(`/api/messages?type=sent&limit=1000&${query}`),
    (all) => all.length >= count,
  );

test("a sent message is answered with 200 and one message for each recipient, and goes out", async () => {
  const response = await post({ recipients: [{ to: "0170 1234567" }, { to: "+49 171 9876543" }], text: "Disk full" });
  expect(response.status).toBe(200);
  const text = await response.text();
  expect(text).not.toMatch(/": |, "/);
  const messages = JSON.parse(text) as Message[];
  const id = messages[0]?.id;
  expect(messages).toMatchObject([
    {
      id: expect.stringMatching(/^\d+$/),
      type: "queued",
      text: "Disk full",
      provider: "sms",
      isFlash: false,
      isRing: false,
      senders: [{ type: "user", name: "anna", number: "", email: "", groups: [] }],
      recipients: [{ id: 0, type: "contact", number: "+491701234567" }],
    },
    { recipients: [{ number: "+491719876543" }] },
  ]);
  const [first] = await sent("number=%2B491701234567", 1);
  expect({ id: first?.id, type: first?.type }).toEqual({ id, type: "sent" });
  expect(await (await ask(`/api/messages/${first?.id}`)).json()).toEqual(first);
});

test("flash and ring are sent as such", async () => {
  // Whoever is called would let it ring for a while.
  expect((await simulate({ calls: "answer" })).status).toBe(200);
  const one = async (type: string) => {
    const response = await post({ recipients: [{ to: "+491601111111", target: "number" }], text: "now", type });
    return ((await response.json()) as Message[])[0];
  };
  expect(await one("flash")).toMatchObject({ isFlash: true, isRing: false, text: "now" });
  expect(await one("ring")).toMatchObject({ isFlash: false, isRing: true, text: "" });
});

test("what comes in is listed by default, with an ID that no outgoing message has", async () => {
  await gateway.receive("+491609999999", "help");
  const [message] = await until<Message[]>(
    "one incoming",
    () => ask("/api/messages"),
    (all) => all.length === 1,
  );
  expect(message?.id).toMatch(/^in-\d+$/);
  expect(message).toMatchObject({
    type: "incoming",
    text: "help",
    provider: "sms",
    senders: [{ id: 0, type: "contact", number: "+491609999999" }],
    recipients: [{ type: "unit" }],
  });
  expect(await (await ask(`/api/messages/${message?.id}`)).json()).toEqual(message);
  expect((await ask(`/api/messages/${message?.id}`, { method: "DELETE" })).status).toBe(200);
  expect((await ask(`/api/messages/${message?.id}`)).status).toBe(404);
  expect(await list("")).toEqual([]);
});

test("a list is narrowed by number, user, time and page", async () => {
  for (const [text, user] of [
    ["one", "anna"],
    ["two", "bernd"],
    ["three", "anna"],
  ] as const) {
    const response = await post({ recipients: [{ to: "+491520000001" }], text }, gateway.as(user));
    expect(response.status).toBe(200);
  }
  const texts = async (query: string) =>
    (await list(`type=sent,queued&number=01520000001&${query}`)).map(({ text }) => text);
  expect(await texts("")).toEqual(["three", "two", "one"]);
  expect(await texts("limit=2")).toEqual(["three", "two"]);
  expect(await texts("limit=2&page=2")).toEqual(["one"]);
  expect(await texts("limit=2&page=3")).toEqual([]);
  expect(await texts("user=BERND")).toEqual(["two"]);
  const [two] = await list("type=sent,queued&user=bernd");
  expect(await texts(`user=${two?.senders[0]?.id}`)).toEqual(["two"]);
  expect(await texts("user=nobody")).toEqual([]);
  expect(await texts("start_date=2020-01-01&end_date=2020-12-31T23:59:59Z")).toEqual([]);
  // Whole seconds: the others may be of a later one.
  const oldest = (await list("type=sent,queued&number=01520000001")).at(-1);
  expect(await texts(`start_date=${oldest?.timestamp}`)).toEqual(["three", "two", "one"]);
  expect(await texts("start_date=2020-01-01T00:00:00%2B01:00")).toHaveLength(3);
  expect(await texts("end_date=1600000000")).toEqual([]);
  expect(await texts("provider=sms")).toHaveLength(3);
  expect(await texts("provider=sms,telegram")).toHaveLength(3);
  expect(await texts("provider=telegram")).toEqual([]);
});

test("one that may be a duplicate says so, and no other", async () => {
  await simulate({ registration: "searching" });
  const store = await openStore({ url: `sqlite:${join(gateway.data, "aldis.sqlite")}`, migrate: false });
  const now = Date.now();
  const beside = await startGateway(store, "beside", now);
  const given = { expiresAt: now + 3_600_000 };
  const [doubtful, plain] = [await accept(store, { ...given, text: "doubtful" }), await accept(store, given)];
  await beside.leaveUnknown(await beside.claimWithParts(1));
  expect(await store.outbox.settleUnknown("resend", { now, id: doubtful })).toEqual([doubtful]);
  await store.close();
  const show = async (id: number) => (await ask(`/api/messages/${id}`)).json();
  expect(await show(doubtful)).toMatchObject({ type: "queued", text: "doubtful", mayBeDuplicate: true });
  expect(await show(plain)).not.toHaveProperty("mayBeDuplicate");
  for (const id of [doubtful, plain]) await ask(`/api/messages/${id}`, { method: "DELETE" });
  await simulate({ registration: "home" });
});

test("a message that waits is deleted and never sent; one on its way stays", async () => {
  const send = async (text: string) => {
    const response = await post({ recipients: [{ to: "+491573333333" }], text });
    return ((await response.json()) as Message[])[0]?.id ?? "";
  };
  await until<Message[]>(
    "an idle modem",
    () => ask("/api/messages?type=queued"),
    (all) => all.length === 0,
  );
  expect((await simulate({ latencyMs: 1_500 })).status).toBe(200);
  const first = await send("first");
  const second = await send("never");
  const third = await send("third");
  expect((await ask(`/api/messages/${second}`, { method: "DELETE" })).status).toBe(200);
  expect((await ask(`/api/messages/${second}`, { method: "DELETE" })).status).toBe(404);
  const refused = await ask(`/api/messages/${first}`, { method: "DELETE" });
  expect(await refused.text()).toBe('{"code":409,"message":"Conflict","reasons":["The message is just being sent."]}');
  await simulate({ latencyMs: 0 });
  const all = await sent("number=%2B491573333333", 2);
  expect(all.map(({ id }) => id)).toEqual([third, first]);
  const delivered = await gateway.delivered(0);
  expect(delivered.map(({ text }) => text)).not.toContain("never");
});

describe("a payload that is not right", () => {
  const good = { recipients: [{ to: "+491701234567" }], text: "x" };
  test.each<[string, unknown, number, string[]]>([
    ["no JSON", "text=x", 400, ["The body is not a JSON object."]],
    ["a list", [good], 400, ["The body is not a JSON object."]],
    ["nothing", "", 400, ["The body is not a JSON object."]],
    ["no text", { recipients: good.recipients }, 422, ["text: is missing"]],
    ["null as text", { ...good, text: null }, 422, ["text: is missing"]],
    ["an empty text", { ...good, text: "" }, 422, ["text: must not be empty"]],
    ["an empty text for a ring", { ...good, text: "", type: "ring" }, 422, ["text: must not be empty"]],
    ["no recipients", { text: "x" }, 422, ["recipients: is missing"]],
    ["an empty list of recipients", { ...good, recipients: [] }, 422, ["recipients: must not be empty"]],
    ["a recipient as text", { ...good, recipients: ["+49170"] }, 422, ["recipients[0]: must be an object"]],
    ["a recipient without to", { ...good, recipients: [{}] }, 422, ["recipients[0].to: is missing"]],
    [
      "an unknown target",
      { ...good, recipients: [{ to: "1", target: "Number" }] },
      422,
      ["recipients[0].target: must be one of number, contact, contactgroup"],
    ],
    ["an unknown provider", { ...good, provider: "SMS" }, 422, ["provider: must be one of sms, telegram"]],
    ["an unknown type", { ...good, type: "voice" }, 422, ["type: must be one of default, flash, ring"]],
    ["flash by Telegram", { ...good, provider: "telegram", type: "flash" }, 422, ["type: flash goes only by sms"]],
    [
      "no number at all",
      { ...good, recipients: [{ to: "nobody" }] },
      422,
      ["nobody: no telephone number (not-a-number)"],
    ],
  ])("%s", async (_, payload, code, reasons) => {
    const response = await post(payload);
    const message = code === 400 ? "Bad request" : "Unprocessable entity";
    expect({ status: response.status, body: await response.text() }).toEqual({
      status: code,
      body: JSON.stringify({ code, message, reasons }),
    });
  });

  test.each([
    ["limit=0", "limit: must be at least 1"],
    ["limit=ten", "limit: must be a whole number"],
    ["page=0", "page: must be at least 1"],
    ["type=sent,outgoing", "type[1]: must be one of sent, incoming, failed, queued"],
    ["provider=email", "provider[0]: must be one of sms, telegram"],
    ["start_date=yesterday", "start_date: must be a time as in ISO 8601, or seconds since 1970"],
    ["end_date=2026-13-01", "end_date: must be a time as in ISO 8601, or seconds since 1970"],
  ])("in the query: %s", async (query, reason) => {
    const response = await ask(`/api/messages?${query}`);
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({ code: 422, message: "Unprocessable entity", reasons: [reason] });
  });
});

test.each(["0", "in-0", "x", "in-", "999999", "in-999999", "99999999999999999999", "-1", "1.0", "%31%00"])(
  "there is no message %s",
  async (id) => {
    for (const method of ["GET", "DELETE"]) {
      const response = await ask(`/api/messages/${id}`, { method });
      expect({ method, status: response.status }).toEqual({ method, status: 404 });
      expect(await response.json()).toMatchObject({ code: 404, message: "Not found" });
    }
  },
);

test("a recipient that cannot be sent to is left out of those that can", async () => {
  const response = await post({ recipients: [{ to: "nobody" }, { to: "+491701234567" }], text: "x" });
  expect(((await response.json()) as Message[]).map(({ recipients }) => recipients[0]?.number)).toEqual([
    "+491701234567",
  ]);
});
