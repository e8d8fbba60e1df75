import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { encodeDeliver } from "../../../lib/pdu/index.ts";
import { startTestGateway, type TestGateway, until } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";
import { onDatabase, queueForTomorrow } from "../../support/stored-messages.ts";
import { problemOf } from "../../support/v1.ts";

const ANNA = "+491701234567";
const BERND = "+491719876543";

interface Incoming {
  id: number;
  from: string;
  text: string;
  read: boolean;
  readAt?: string;
  note?: string;
}
interface Page<Item> {
  items: Item[];
  next?: string;
}
interface Conversation {
  number: string;
  contact?: { id: number; name: string };
  latest: { direction: string; incoming?: Incoming; outgoing?: { id: number; text: string } };
}

function claims(database: () => Promise<string[]>): void {
  let gateway: TestGateway;
  let clerk = 0;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("clerk", "rest-api,incoming-messages,contacts");
    await gateway.addUser("chef", "rest-api,incoming-messages,sent-messages");
    clerk = (await onDatabase(gateway, ({ users }) => users.list())).find(({ name }) => name === "clerk")?.id ?? 0;
    for (const [from, text] of [
      [ANNA, "first"],
      [BERND, "second"],
      [ANNA, "third"],
    ] as const) {
      await gateway.receive(from, text);
      await until<Page<Incoming>>(
        `${text} to be there`,
        () => call("/incoming"),
        ({ items }) => items[0]?.text === text,
      );
    }
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const call = (path: string, init?: RequestInit, user = "clerk") => gateway.as(user)(`/api/v1${path}`, init);
  const list = async (query: string) => (await (await call(`/incoming?${query}`)).json()) as Page<Incoming>;
  const textsOf = async (query: string) => (await list(query)).items.map(({ text }) => text);
  const mark = (id: number, body: unknown) => call(`/incoming/${id}`, { method: "PATCH", body: JSON.stringify(body) });

  test("incoming messages are listed newest first, page by page, and by what is asked for", async () => {
    const first = await list("limit=2");
    expect(first.items).toMatchObject([
      { from: ANNA, text: "third", kind: "text", channel: "sms", read: false, parts: 1, missingParts: [] },
      { from: BERND, text: "second" },
    ]);
    expect(await textsOf(`limit=2&after=${first.next}`)).toEqual(["first"]);
    expect(await textsOf("order=oldest&limit=1")).toEqual(["first"]);
    expect(await textsOf("number=01719876543")).toEqual(["second"]);
    expect(await textsOf("modem=other")).toEqual([]);
    expect(await textsOf(`since=${encodeURIComponent(new Date(Date.now() + 60_000).toISOString())}`)).toEqual([]);
    for (const query of ["read=maybe", "since=2026-01-31", "after=x", "nothing=1", "contact=nobody"]) {
      await problemOf(await call(`/incoming?${query}`), 422);
    }
    await problemOf(await call("/incoming?contact=1", {}, "chef"), 403);
  });

  test("a message is marked as read and noted, the first time counts, and lists know it", async () => {
    const [{ id } = { id: 0 }] = (await list("number=01719876543")).items;
    const read = (await (await mark(id, { read: true, note: "Called back" })).json()) as Incoming;
    expect(read).toMatchObject({ id, read: true, note: "Called back" });
    expect(await (await mark(id, { read: true })).json()).toEqual(read);
    expect(await (await call(`/incoming/${id}`)).json()).toEqual(read);
    expect(await textsOf("read=true")).toEqual(["second"]);
    expect(await textsOf("read=false")).toEqual(["third", "first"]);
    expect(await textsOf("q=THIRD")).toEqual(["third"]);
    const unread = (await (await mark(id, { read: false, note: "" })).json()) as Incoming;
    expect(unread).toMatchObject({ read: false });
    expect(Object.keys(unread)).not.toContain("note");
    for (const body of [{}, { read: "yes" }, { note: "x".repeat(2_001) }, { text: "other" }]) {
      await problemOf(await mark(id, body), 422);
    }
    await problemOf(await mark(4711, { read: true }), 404);
  });

  test("conversations go by the latest message of either direction, each number once over all pages", async () => {
    await queueForTomorrow(gateway, 1, { userId: clerk, recipient: BERND, text: "mine" });
    await queueForTomorrow(gateway, 1, { userId: clerk + 99, recipient: "+4915112345678", text: "of somebody else" });
    const all = (await (await call("/conversations")).json()) as Page<Conversation>;
    expect(all).toMatchObject({
      items: [
        { number: BERND, latest: { direction: "outgoing", outgoing: { text: "mine" } } },
        { number: ANNA, latest: { direction: "incoming", incoming: { text: "third" } } },
      ],
    });
    expect(all.next).toBeUndefined();
    const numbers: string[] = [];
    let after = "";
    do {
      const answer = await call(`/conversations?limit=1${after}`, {}, "chef");
      const { items, next } = (await answer.json()) as Page<Conversation>;
      numbers.push(...items.map(({ number }) => number));
      after = next === undefined ? "" : `&after=${next}`;
    } while (after !== "");
    expect(numbers).toEqual(["+4915112345678", BERND, ANNA]);
  });

  test("one conversation has both directions, newest first, and nothing of others", async () => {
    await queueForTomorrow(gateway, 1, { userId: clerk, recipient: ANNA, text: "answer" });
    await queueForTomorrow(gateway, 1, { userId: clerk + 99, recipient: ANNA, text: "of somebody else" });
    for (const number of [encodeURIComponent(ANNA), ANNA, "01701234567"]) {
      const { items } = (await (await call(`/conversations/${number}`)).json()) as Page<Conversation["latest"]>;
      expect(items.map(({ incoming, outgoing }) => (incoming ?? outgoing)?.text)).toEqual(["answer", "third", "first"]);
    }
    expect(await (await call("/conversations/4711")).json()).toEqual({ items: [] });
    await problemOf(await call(`/conversations/${ANNA}?after=x`), 422);
  });

  test("conversations are searched by text and number, and name the contact for who may see contacts", async () => {
    const body = JSON.stringify({ name: "Anna Berg", number: ANNA });
    expect(
      (await call("/contacts", { method: "POST", body, headers: { "content-type": "application/json" } })).status,
    ).toBe(201);
    const found = async (query: string, user?: string) =>
      ((await (await call(`/conversations?${query}`, {}, user)).json()) as Page<Conversation>).items;
    expect(await found("q=FIRST")).toMatchObject([
      { number: ANNA, contact: { name: "Anna Berg" }, latest: { incoming: { text: "first" } } },
    ]);
    expect(await found(`q=${BERND.slice(3)}`)).toMatchObject([
      { number: BERND, latest: { outgoing: { text: "mine" } } },
    ]);
    expect(await found("q=nothing")).toEqual([]);
    expect((await found("q=first", "chef")).map(({ contact }) => contact)).toEqual([undefined]);
    const { items } = (await (await call(`/conversations/${ANNA}?q=thi`)).json()) as Page<Conversation["latest"]>;
    expect(items.map(({ incoming }) => incoming?.text)).toEqual(["third"]);
  });

  test("what a network writes in national form joins the conversation of its number, and has the contact's name", async () => {
    const national = encodeDeliver({
      from: { number: ANNA.slice(3), type: "national", plan: 1 },
      timestamp: "2026-01-03T10:20:00+00:00",
      userData: { alphabet: "gsm7", text: "of national type" },
    });
    await gateway.receive("0170 1234567".replace(" ", ""), "with the prefix");
    const pdu = JSON.stringify({ pdu: national.pdu });
    await gateway.as("tester")("/api/v1/simulator/messages", { method: "POST", body: pdu });
    await until<Page<Incoming>>(
      "both to be there",
      () => call("/incoming"),
      ({ items }) => ["of national type", "with the prefix"].every((text) => items.some((item) => item.text === text)),
    );
    const arrived = (await list("limit=2")).items;
    // The sender stays as it came.
    expect(arrived).toMatchObject([
      { from: "1701234567", contact: { name: "Anna Berg" } },
      { from: "01701234567", contact: { name: "Anna Berg" } },
    ]);
    const texts = ["of national type", "with the prefix", "third"];
    expect((await textsOf(`number=${encodeURIComponent(ANNA)}`)).slice(0, 3)).toEqual(texts);
    expect((await textsOf("contact=Anna Berg&q=i")).slice(0, 3)).toEqual(texts);
    const conversation = async (number: string) => {
      const { items } = (await (await call(`/conversations/${number}`)).json()) as Page<Conversation["latest"]>;
      return items.map(({ incoming, outgoing }) => (incoming ?? outgoing)?.text);
    };
    const whole = ["of national type", "with the prefix", "answer", "third", "first"];
    for (const number of [ANNA, "01701234567", "1701234567"]) expect(await conversation(number)).toEqual(whole);
    const all = (await (await call("/conversations")).json()) as Page<Conversation>;
    expect(all.items.map(({ number }) => number)).toEqual([ANNA, BERND]);
    expect(all.items[0]).toMatchObject({ contact: { name: "Anna Berg" }, latest: { incoming: { text: texts[0] } } });
    const pages = (await (await call(`/conversations/${ANNA}?limit=2`)).json()) as Page<Conversation["latest"]>;
    const rest = (await (await call(`/conversations/${ANNA}?limit=9&after=${pages.next}`)).json()) as Page<unknown>;
    expect(rest.items).toHaveLength(whole.length - 2);
    const shown = await gateway.command(["conversation", "show", ANNA, "--json"]);
    expect(
      JSON.parse(shown.out).filter(({ direction }: { direction: string }) => direction === "incoming"),
    ).toHaveLength(4);
    const listed = await gateway.command(["conversation", "list", "--json"]);
    expect(JSON.parse(listed.out)).toHaveLength(3);
  });

  test("a deleted message is gone, and the event names who deleted it", async () => {
    const [{ id } = { id: 0 }] = (await list("limit=1&order=oldest")).items;
    expect((await call(`/incoming/${id}`, { method: "DELETE" })).status).toBe(204);
    await problemOf(await call(`/incoming/${id}`, { method: "DELETE" }), 404);
    await problemOf(await call(`/incoming/${id}`), 404);
    const [event] = await gateway.events({ kind: "message.deleted" });
    expect(event).toMatchObject({ userName: "clerk", address: "127.0.0.1" });
  });
}

describe("on SQLite", () => claims(async () => []));
describe.skipIf(!hasPostgres())("on PostgreSQL", () => claims(async () => ["--database", await createTestDatabase()]));
