import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { defined } from "../../../lib/defined.ts";
import { type IncomingMessage, isRouted } from "../../../lib/messages/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { ANNA, MESSAGES_OF_EACH_KIND, textPdu } from "../../support/incoming-kinds.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { onDatabase } from "../../support/stored-messages.ts";
import { startWebhookReceiver, type WebhookReceiver } from "../../support/webhook-receiver.ts";

interface Shown {
  id: number;
  kind: string;
  text: string;
  [field: string]: unknown;
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let receiver: WebhookReceiver;
  let known: number[] = [];
  beforeAll(async () => {
    receiver = await startWebhookReceiver();
    gateway = await startTestGateway(...(await database()), "--allow-targets", "localhost");
    await gateway.addUser("clerk", "rest-api,incoming-messages,sent-messages,general,webhooks");
    const body = JSON.stringify({ name: "erp", url: receiver.hook, events: ["message.received", "call.received"] });
    expect((await gateway.as("clerk")("/api/v1/webhooks", { method: "POST", body })).status).toBe(201);
  });
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  });

  const get = async (path: string) =>
    (await (await gateway.as("clerk")(`/api/v1${path}`)).json()) as { items: Shown[] };
  const simulate = (path: string, body: object, method = "POST") =>
    gateway.as("tester")(`/api/v1/simulator${path}`, { method, body: JSON.stringify(body) });
  const stored = () => onDatabase(gateway, ({ inbox }) => inbox.list({ limit: 200 }));
  const listed = async (query = ""): Promise<Shown[]> => (await get(`/incoming?limit=200${query}`)).items;

  /** The message that comes of a PDU, whole. */
  async function received(pdu: string): Promise<IncomingMessage> {
    expect((await simulate("/messages", { pdu })).status).toBe(202);
    return newMessage();
  }

  async function newMessage(): Promise<IncomingMessage> {
    const message = await eventually("a new message", async () =>
      (await stored()).find(({ id, state }) => !known.includes(id) && state !== "waiting"),
    );
    known.push(message.id);
    return message;
  }

  /** What a webhook is told of it. */
  const told = (message: IncomingMessage) =>
    eventually("the webhook is called", () => receiver.events.find(({ data }) => data.id === message.id));

  test.each(MESSAGES_OF_EACH_KIND)(
    "$name: stored, shown or not, routed or not, as JSON of the API and of webhooks",
    async ({ pdu, shown, routed, json }) => {
      const message = await received(pdu());
      expect(isRouted(message)).toBe(routed);
      const inList = (await listed()).find(({ id }) => id === message.id);
      expect(inList !== undefined).toBe(shown);
      if (inList !== undefined) expect(inList).toMatchObject(json);
      const one = await gateway.as("clerk")(`/api/v1/incoming/${message.id}`);
      if (message.kind === "silent") expect(one.status).toBe(404);
      else expect(await one.json()).toMatchObject({ id: message.id, ...json });
      expect(JSON.stringify(inList ?? {})).not.toContain("/secret");
      if (!routed) return;
      const event = await told(message);
      const { kind, from = message.sender, ...more } = json;
      const data = { kind, ...defined({ from, text: more.text, mms: more.mms }) };
      expect(event).toMatchObject({ id: `in-${message.id}-received-erp`, type: "message.received", data });
      expect(event.request.body).not.toContain("/secret");
    },
  );

  test("a call is told at once, and a message once it has ended: from whom, when, and how long it rang", async () => {
    const before = new Date().toISOString();
    expect((await simulate("/calls", { from: ANNA })).status).toBe(201);
    const [event] = await gateway.events({ kind: "call.incoming" }, 1);
    expect(event?.message).toContain("called");
    // While it rings, nobody sees it.
    expect(await listed("&kind=call")).toEqual([]);
    await simulate(`/handset?number=${encodeURIComponent(ANNA)}`, { call: "hang-up" }, "PATCH");
    const message = await newMessage();
    expect(isRouted(message)).toBe(true);
    const [shown] = await listed("&kind=call");
    expect(shown).toMatchObject({ id: message.id, from: ANNA, kind: "call", parts: 1, missingParts: [] });
    expect(shown?.call).toEqual({ rangSeconds: expect.any(Number) });
    expect(String(shown?.receivedAt) >= before).toBe(true);
    expect(shown?.text).toMatch(/^\[call, rang \d+ s\]$/);
    const { items } = await get(`/conversations/${encodeURIComponent(ANNA)}`);
    expect(items[0]?.incoming).toMatchObject({ kind: "call", id: message.id });
    const data = { kind: "call", from: ANNA, text: "", rangSeconds: expect.any(Number) };
    expect(await told(message)).toMatchObject({ type: "call.received", data });
  });

  test("webhooks are told of what is routed, once, and of nothing else", async () => {
    const routed = (await stored()).filter(isRouted).map(({ id }) => id);
    expect(receiver.events.map(({ data }) => Number(data.id)).toSorted((one, other) => other - one)).toEqual(routed);
  });

  test("of replace messages of one sender and type the newest is listed; both are kept, and name each other", async () => {
    const first = await received(textPdu("6 left", { protocol: 0x45 }));
    const other = await received(textPdu("of another type", { protocol: 0x46 }));
    const newer = await received(textPdu("5 left", { protocol: 0x45 }));
    const ids = (await listed("&kind=replace")).map(({ id }) => id);
    expect(ids).toContain(newer.id);
    expect(ids).toContain(other.id);
    expect(ids).not.toContain(first.id);
    expect(await get(`/incoming/${newer.id}`)).toMatchObject({ replaces: first.id });
    expect(await get(`/incoming/${first.id}`)).toMatchObject({ replacedBy: newer.id, text: "6 left" });
    // One that was on its way for longer is older.
    const late = await received(textPdu("7 left", { protocol: 0x45, timestamp: "2026-01-02T10:00:00+00:00" }));
    expect(await get(`/incoming/${late.id}`)).toMatchObject({ replacedBy: newer.id });
    expect((await listed("&q=left")).map(({ text }) => text)).toEqual(["5 left"]);
  });

  test("a list by kinds has those, and refuses the kind that is never shown", async () => {
    const found = await listed("&kind=mms,wap-push");
    expect(found.map(({ kind }) => kind).toSorted()).toEqual(["mms", "wap-push"]);
    expect((await gateway.as("clerk")("/api/v1/incoming?kind=silent")).status).toBe(422);
  });

  test("statistics count calls and silent messages apart from what was received", async () => {
    const { items } = await get("/statistics?per=month");
    const shown = (await stored()).filter(({ kind }) => kind !== "silent" && kind !== "call");
    expect(items.at(-1)).toMatchObject({ calls: 1, silent: 1, blocked: 0, received: shown.length });
  });

  test("each waiting indication is an event, in words", async () => {
    const events = await gateway.events({ kind: "inbox.waiting" }, 4);
    expect(events.map(({ message }) => message).toSorted()).toEqual([
      "No more email waits",
      "Voice mail waits",
      "Voice mail waits",
      "Voice mail waits (3)",
    ]);
  });

  test("the same PDU read twice is the same message, before and after a restart", async () => {
    const pdu = textPdu("once");
    const { id } = await received(pdu);
    await simulate("/messages", { pdu });
    await gateway.restart();
    await simulate("/messages", { pdu });
    const behind = await received(textPdu("behind"));
    expect((await stored()).filter(({ text }) => text === "once").map((message) => message.id)).toEqual([id]);
    expect(behind.id).toBeGreaterThan(id);
  });

  test("what --incoming-from does not accept is counted and said without its text, and not kept; the SIM is free of it", async () => {
    const set = (value: string[]) =>
      gateway.as("clerk")("/api/v1/settings", { method: "PATCH", body: JSON.stringify({ "incoming-from": value }) });
    for (const wrong of ["49", "accept:(", "block:", "allow:49"]) expect((await set([wrong])).status).toBe(422);
    expect((await set(["accept:^\\+49", "accept:shop", "block:666$"])).status).toBe(200);
    known = (await stored()).map(({ id }) => id);
    for (const [from, text] of [
      ["+491700000666", "secret code 1"],
      ["Bank", "secret code 2"],
    ] as const) {
      expect((await simulate("/messages", { pdu: textPdu(text, { from }) })).status).toBe(202);
    }
    expect((await received(textPdu("kept", { from: "SHOP" }))).text).toBe("kept");
    expect((await received(textPdu("kept too"))).text).toBe("kept too");
    const events = await gateway.events({ kind: "inbox.blocked" }, 2);
    expect(events).toHaveLength(2);
    expect(JSON.stringify([events, await stored(), gateway.output()])).not.toContain("secret code");
    expect((await get("/statistics?per=month")).items.at(-1)).toMatchObject({ blocked: 2 });
    await eventually("an empty SIM", async () => {
      const response = await gateway.as("tester")("/api/v1/simulator/state");
      const { storage } = (await response.json()) as { storage: Record<string, { used: number }> };
      return Object.values(storage).every(({ used }) => used === 0);
    });
  });
}

describe("kinds of incoming messages, on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("kinds of incoming messages, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()]),
);
