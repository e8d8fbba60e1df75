import { expect, test } from "bun:test";
import { defined } from "../../lib/defined.ts";
import type { AnyMessage, MessageFilter, MessagePlace, NewMessage } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { startGateway } from "./gateway.ts";
import { ANNA, accept, BERND, message, mustFind, NOON } from "./outgoing.ts";

const OUTGOING: MessageFilter = { outcomes: ["queued", "sent", "failed"] };
const nameOf = ({ direction, message: { id } }: AnyMessage) => `${direction === "incoming" ? "in" : "out"} ${id}`;
const out = (...ids: readonly (number | undefined)[]) => ids.map((id) => `out ${id}`);

/** Every page of a list. */
async function pagesOf(
  store: Store,
  filter: Partial<MessageFilter>,
  { limit, order = "newest" }: { limit: number; order?: "newest" | "oldest" },
): Promise<string[][]> {
  const pages: string[][] = [];
  let after: MessagePlace | undefined;
  do {
    const page = { limit, order, ...defined({ after }) };
    const { messages, next } = await store.archive.page({ ...OUTGOING, ...filter }, page);
    pages.push(messages.map(nameOf));
    after = next;
  } while (after !== undefined);
  return pages;
}

eachDatabase("a list by cursor", (databases) => {
  test("begins at either end, and its last page has no next", async () => {
    const store = await databases.open();
    const ids: number[] = [];
    for (let at = 0; at < 5; at++) ids.push(await accept(store));
    const [a, b, c, d, e] = ids;
    expect(await pagesOf(store, {}, { limit: 2 })).toEqual([out(e, d), out(c, b), out(a)]);
    expect(await pagesOf(store, {}, { limit: 2, order: "oldest" })).toEqual([out(a, b), out(c, d), out(e)]);
    expect(await pagesOf(store, {}, { limit: 5 })).toEqual([out(...ids.toReversed())]);
    expect(await pagesOf(store, { number: BERND }, { limit: 5 })).toEqual([[]]);
  });

  test("finds messages by reference while they wait and later, alone or among many accepted at once", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const many = await store.outbox.accept(
      Array.from({ length: 20 }, (_, at) => message({ recipient: `+4917000000${at}`, reference: `order ${at}` })),
      NOON,
    );
    const one = await accept(store, { reference: "order 7" });
    await accept(store);
    expect(await pagesOf(store, { reference: "order 7" }, { limit: 5 })).toEqual([out(one, many[7])]);
    expect(await pagesOf(store, { reference: "order" }, { limit: 5 })).toEqual([[]]);
    await store.outbox.settle(await gateway.mustClaim(), { state: "sent", at: NOON });
    expect(await pagesOf(store, { reference: "order 0" }, { limit: 5 })).toEqual([out(many[0])]);
    expect((await mustFind(store, one)).message.reference).toBe("order 7");
  });

  test("a message that is sent again keeps its reference", async () => {
    const store = await databases.open();
    const id = await accept(store, { reference: "order 7" });
    await store.outbox.cancel(id, NOON);
    const sent = await store.outbox.resend(id, NOON);
    const copy = sent.ok ? sent.value.copy : undefined;
    expect(await pagesOf(store, { reference: "order 7" }, { limit: 5 })).toEqual([out(copy, id)]);
  });

  test("is by modem, source and user, each alone and together", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const sentBy = async (modem: string, given: Partial<NewMessage>) => {
      const id = await accept(store, given);
      await store.outbox.settle(await gateway.mustClaim({ modem }), { state: "sent", at: NOON });
      return id;
    };
    const first = await sentBy("north", { source: "v1", userId: 1 });
    const second = await sentBy("north", { source: "api.php", userId: 2 });
    const third = await sentBy("south", { source: "v1", userId: 2 });
    const waiting = await accept(store, { source: "v1", userId: 2, recipient: BERND });
    const shown = async (filter: Partial<MessageFilter>) => (await pagesOf(store, filter, { limit: 9 })).flat();
    expect(await shown({ modem: "north" })).toEqual(out(second, first));
    expect(await shown({ source: "v1" })).toEqual(out(waiting, third, first));
    expect(await shown({ source: "v1", states: ["sent"] })).toEqual(out(third, first));
    expect(await shown({ source: "v1", onlySentBy: 2 })).toEqual(out(waiting, third));
    expect(await shown({ source: "v1", userId: 2, onlySentBy: 1 })).toEqual([]);
    expect(await shown({ modem: "north", source: "v1", userId: 1, number: ANNA })).toEqual(out(first));
    expect(
      await store.archive.list({ ...OUTGOING, modem: "north", source: "v1" }, { limit: 9, offset: 0 }),
    ).toMatchObject([{ message: { id: first } }]);
  });

  test("is of incoming messages alone or of both directions, in one order, wherever a page ends", async () => {
    const store = await databases.open();
    const part = { modem: "north", sim: "sim-1", pdu: "00", sender: ANNA, text: "hello" };
    for (let at = 0; at < 3; at++) {
      await store.inbox.store({ ...part, receivedAt: NOON + at, dedupeKey: `${at}` });
      await store.outbox.accept([message()], NOON + at);
    }
    const both: MessageFilter = { outcomes: ["queued", "incoming"], number: ANNA };
    const oldest = ["in 1", "out 1", "in 2", "out 2", "in 3", "out 3"];
    for (let limit = 1; limit <= 7; limit++) {
      expect((await pagesOf(store, both, { limit, order: "oldest" })).flat()).toEqual(oldest);
      expect((await pagesOf(store, both, { limit })).flat()).toEqual(oldest.toReversed());
    }
    expect(await pagesOf(store, { outcomes: ["incoming"], modem: "south" }, { limit: 5 })).toEqual([[]]);
    expect(await pagesOf(store, { outcomes: ["incoming"], modem: "north" }, { limit: 2 })).toEqual([
      ["in 3", "in 2"],
      ["in 1"],
    ]);
  });
});
