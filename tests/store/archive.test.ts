import { expect, test } from "bun:test";
import type { AnyMessage, MessageFilter, NewIncomingPart } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { startGateway } from "./gateway.ts";
import { ANNA, BERND, message, NOON, stateOf } from "./outgoing.ts";

const ALL: MessageFilter = { outcomes: ["queued", "sent", "failed", "incoming"] };
const PAGE = { limit: 100, offset: 0 };

async function acceptAt(store: Store, at: number, given: Parameters<typeof message>[0] = {}): Promise<number> {
  const [id] = await store.outbox.accept([message(given)], at);
  if (id === undefined) throw new Error("no ID for an accepted message");
  return id;
}

async function receiveAt(store: Store, at: number, given: Partial<NewIncomingPart> = {}): Promise<number> {
  const part = { modem: "modem-1", sim: "sim-1", receivedAt: at, pdu: "00", sender: ANNA, text: "hello", ...given };
  return (await store.inbox.store({ dedupeKey: `${at}`, ...part })).messageId;
}

const inShort = (messages: readonly AnyMessage[]) =>
  messages.map((any) => `${any.direction === "outgoing" ? "out" : "in"} ${any.message.id}`);

eachDatabase("the archive", (databases) => {
  test("merges both directions by time, newest first, page by page", async () => {
    const store = await databases.open();
    const expected: string[] = [];
    for (let minute = 0; minute < 12; minute++) {
      const at = NOON + minute * 60_000;
      const incoming = minute % 3 === 0;
      const id = incoming ? await receiveAt(store, at) : await acceptAt(store, at);
      expected.unshift(`${incoming ? "in" : "out"} ${id}`);
    }
    expect(inShort(await store.archive.list(ALL, PAGE))).toEqual(expected);
    const pages = [];
    for (let offset = 0; offset < 15; offset += 5) pages.push(await store.archive.list(ALL, { limit: 5, offset }));
    expect(pages.map((page) => page.length)).toEqual([5, 5, 2]);
    expect(inShort(pages.flat())).toEqual(expected);
  });

  test("every filter narrows", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const settle = async (recipient: string, state: "sent" | "failed", at: number, userId: number) => {
      const id = await acceptAt(store, at, { recipient, userId });
      const claim = await gateway.mustClaim({ now: at });
      await store.outbox.settle(claim, state === "sent" ? { state, at } : { state, at, error: "no" });
      return `out ${id}`;
    };
    const sent = await settle(ANNA, "sent", NOON + 1, 1);
    const failed = await settle(ANNA, "failed", NOON + 2, 2);
    const sentToBernd = await settle(BERND, "sent", NOON + 3, 2);
    const queued = `out ${await acceptAt(store, NOON + 4, { recipient: ANNA, userId: 1 })}`;
    const byTelegram = `out ${await acceptAt(store, NOON + 5, { recipient: BERND, channel: "telegram" })}`;
    const fromAnna = `in ${await receiveAt(store, NOON + 6)}`;
    const fromShop = `in ${await receiveAt(store, NOON + 7, { sender: "SHOP" })}`;

    const shown = async (filter: Partial<MessageFilter>) =>
      inShort(await store.archive.list({ ...ALL, ...filter }, PAGE));
    expect(await shown({})).toEqual([fromShop, fromAnna, byTelegram, queued, sentToBernd, failed, sent]);
    expect(await shown({ outcomes: ["sent"] })).toEqual([sentToBernd, sent]);
    expect(await shown({ outcomes: ["failed", "queued"] })).toEqual([byTelegram, queued, failed]);
    expect(await shown({ outcomes: ["incoming", "incoming"] })).toEqual([fromShop, fromAnna]);
    expect(await shown({ outcomes: [] })).toEqual([]);
    expect(await shown({ number: ANNA })).toEqual([fromAnna, queued, failed, sent]);
    expect(await shown({ number: "SHOP" })).toEqual([fromShop]);
    expect(await shown({ userId: 2 })).toEqual([sentToBernd, failed]);
    expect(await shown({ userId: 1, number: ANNA, outcomes: ["sent", "incoming"] })).toEqual([sent]);
    expect(await shown({ ways: ["sms"], outcomes: ["incoming"] })).toEqual([fromShop, fromAnna]);
    expect(await shown({ ways: ["sms"], outcomes: ["queued"] })).toEqual([queued]);
    expect(await shown({ ways: ["telegram"] })).toEqual([byTelegram]);
    expect(await shown({ ways: [] })).toEqual([]);
    expect(await shown({ ways: ["sms", "telegram"], outcomes: ["queued"] })).toEqual([byTelegram, queued]);
    expect(await shown({ from: NOON + 4, until: NOON + 6 })).toEqual([fromAnna, byTelegram, queued]);
  });

  test("a message that has not come whole is in no list and cannot be removed", async () => {
    const store = await databases.open();
    const concat = { reference: 1, total: 2, part: 1, wide: false };
    const id = await receiveAt(store, NOON, { concat });
    expect(await store.archive.list(ALL, PAGE)).toEqual([]);
    expect(await store.archive.findIncoming(id)).toBeUndefined();
    expect(await store.archive.removeIncoming(id)).toBe("not-found");
    await receiveAt(store, NOON + 1, { concat: { ...concat, part: 2 } });
    expect(inShort(await store.archive.list(ALL, PAGE))).toEqual([`in ${id}`]);
    expect(await store.archive.removeIncoming(id)).toBe("removed");
    expect(await store.archive.removeIncoming(id)).toBe("not-found");
    expect(await store.inbox.find(id)).toBeUndefined();
  });

  test("removing a queued message takes it out of the queue and lets the one behind it go", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const first = await acceptAt(store, NOON);
    const second = await acceptAt(store, NOON);
    const third = await acceptAt(store, NOON);
    const claim = await gateway.mustClaim();
    expect(claim.message.id).toBe(first);
    // Looking for another to the same recipient parks what waits behind the first.
    expect(await gateway.claim()).toBeUndefined();
    await store.outbox.settle(claim, { state: "sent", at: NOON });
    expect(await store.archive.removeOutgoing(second)).toBe("removed");
    expect(await store.archive.removeOutgoing(second)).toBe("not-found");
    expect((await gateway.mustClaim()).message.id).toBe(third);
  });

  test("a message that is being sent stays", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const id = await acceptAt(store, NOON);
    await gateway.mustClaim();
    expect(await store.archive.removeOutgoing(id)).toBe("sending");
    expect(await stateOf(store, id)).toBe("sending");
  });

  test("messages are found by ID in the order asked for; those that are not there are left out", async () => {
    const store = await databases.open();
    const one = await acceptAt(store, NOON);
    const two = await acceptAt(store, NOON);
    expect((await store.archive.findOutgoing([two, 999, one])).map(({ id }) => id)).toEqual([two, one]);
    expect(await store.archive.findOutgoing([])).toEqual([]);
    expect(await store.archive.findIncoming(one)).toBeUndefined();
  });

  test("what an iSMS request became is remembered, until the messages go", async () => {
    const store = await databases.open();
    const ids = await store.outbox.accept([message(), message(), message()], NOON);
    const [first = 0, second = 0, third = 0] = ids;
    await store.ismsSends.remember(ids);
    expect(await store.ismsSends.messagesOf(first)).toEqual(ids);
    expect(await store.ismsSends.messagesOf(second)).toEqual([]);
    await store.archive.removeOutgoing(third);
    expect(await store.ismsSends.messagesOf(first)).toEqual([first, second]);
  });
});
