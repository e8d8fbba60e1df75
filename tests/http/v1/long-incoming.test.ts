import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { encodeDeliver } from "../../../lib/pdu/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestGateway, type TestGateway } from "../../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../../support/postgres.ts";

interface Shown {
  from: string;
  text: string;
  parts: number;
  missingParts: number[];
}

const REFERENCE = 42;
/** So many orders are under way at once: a SIM has room for a few parts. */
const TOGETHER = 8;

/** One part of a message, as it comes from the network. */
const partOf = (from: string, texts: readonly string[], at: number, alphabet: "gsm7" | "ucs2" = "gsm7") =>
  encodeDeliver({
    from,
    timestamp: "2026-01-03T10:20:00+00:00",
    userData: {
      alphabet,
      text: texts[at - 1] ?? "",
      concat: { reference: REFERENCE, total: texts.length, part: at, wide: false },
    },
  }).pdu;

/** Every order of the numbers from 1 to `count`. */
function ordersOf(count: number): number[][] {
  if (count === 0) return [[]];
  return ordersOf(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, at) => [...order.slice(0, at), count, ...order.slice(at)]),
  );
}

function claims(database: () => Promise<string[]>, longest: number): void {
  let gateway: TestGateway;
  let lastSender = 491_700_000_000;
  beforeAll(async () => {
    gateway = await startTestGateway(...(await database()));
    await gateway.addUser("clerk", "rest-api,incoming-messages");
  });
  afterAll(() => gateway[Symbol.asyncDispose]());

  const newSender = () => `+${++lastSender}`;
  async function arrives(pdu: string): Promise<void> {
    const body = JSON.stringify({ pdu });
    const { status } = await gateway.as("tester")("/api/v1/simulator/messages", { method: "POST", body });
    expect(status).toBe(202);
  }
  async function shownFrom(sender: string): Promise<Shown[]> {
    const response = await gateway.as("clerk")(`/api/v1/incoming?number=${encodeURIComponent(sender)}`);
    return ((await response.json()) as { items: Shown[] }).items;
  }
  const whole = (sender: string, count = 1) =>
    eventually(`${count} from ${sender}`, async () => {
      const found = await shownFrom(sender);
      return found.length >= count && found;
    });
  /** All that was sent before has been read: the modem hands over in order. */
  async function allRead(): Promise<void> {
    const sender = newSender();
    await arrives(partOf(sender, ["only"], 1));
    await whole(sender);
  }

  const lengths = Array.from({ length: longest - 1 }, (_, at) => at + 2);
  test.each(lengths)(
    "%i parts are one message, in whatever order they come",
    async (count) => {
      const texts = Array.from({ length: count }, (_, at) => `part ${at + 1}, `);
      const orders = ordersOf(count);
      for (let from = 0; from < orders.length; from += TOGETHER) {
        const senders = orders.slice(from, from + TOGETHER).map((order) => ({ order, sender: newSender() }));
        for (const { order, sender } of senders) for (const at of order) await arrives(partOf(sender, texts, at));
        for (const { sender } of senders) {
          expect(await whole(sender)).toMatchObject([{ text: texts.join(""), parts: count, missingParts: [] }]);
        }
      }
    },
    180_000,
  );

  test("parts of two senders with the same reference, one after the other, are two messages", async () => {
    const [one, other] = [newSender(), newSender()];
    const [ones, others] = [
      ["a", "b", "c"],
      ["x", "y", "z"],
    ];
    for (const at of [3, 1, 2]) {
      await arrives(partOf(one, ones ?? [], at));
      await arrives(partOf(other, others ?? [], at));
    }
    expect(await whole(one)).toMatchObject([{ text: "abc" }]);
    expect(await whole(other)).toMatchObject([{ text: "xyz" }]);
  });

  test("with a restart between its parts it is still one message", async () => {
    const sender = newSender();
    const texts = ["before, ", "between, ", "after"];
    await arrives(partOf(sender, texts, 3));
    await allRead();
    await gateway.restart();
    await arrives(partOf(sender, texts, 1));
    await allRead();
    expect(await shownFrom(sender)).toEqual([]);
    await gateway.restart();
    await arrives(partOf(sender, texts, 2));
    expect(await whole(sender)).toMatchObject([{ text: "before, between, after" }]);
  });

  test("a part that comes twice counts once, before and after the message is whole", async () => {
    const sender = newSender();
    for (const at of [1, 1, 2, 1, 2]) await arrives(partOf(sender, ["one", "two"], at));
    await allRead();
    expect(await shownFrom(sender)).toMatchObject([{ text: "onetwo", parts: 2, missingParts: [] }]);
  });

  test("with a lost part nobody sees it, until the part comes", async () => {
    const sender = newSender();
    for (const at of [1, 3]) await arrives(partOf(sender, ["a", "b", "c"], at));
    await allRead();
    expect(await shownFrom(sender)).toEqual([]);
    await arrives(partOf(sender, ["a", "b", "c"], 2));
    expect(await whole(sender)).toMatchObject([{ text: "abc" }]);
  });

  test.each([[[1, 2]], [[2, 1]]])(
    "a surrogate pair that was cut between two parts arrives whole: %p",
    async (order) => {
      const sender = newSender();
      const texts = ["smile \ud83d", "\ude00 back"];
      for (const at of order) await arrives(partOf(sender, texts, at, "ucs2"));
      expect(await whole(sender)).toMatchObject([{ text: "smile 😀 back" }]);
    },
  );
}

describe("long incoming messages, on SQLite", () => claims(async () => [], 5));
describe.skipIf(!hasPostgres())("long incoming messages, on PostgreSQL", () =>
  claims(async () => ["--database", await createTestDatabase()], 3),
);
