import { describe, expect, test } from "bun:test";
import { openStore } from "../../lib/store/index.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { startGateway } from "./gateway.ts";
import { ANNA, accept, BERND, NOON } from "./outgoing.ts";

// SQLite has one writer at a time: nobody is in the middle of taking a message while another one looks.
describe.skipIf(!hasPostgres())("claiming while another gateway is about to take a message", () => {
  test.each([
    ["in the same queue", {}],
    ["of another priority", { priority: 1 as const }],
    ["in another lane", { lane: "pool:x" }],
  ])("leaves its recipient's later messages alone: %s", async (_, later) => {
    const url = await createTestDatabase();
    const store = await openStore({ url, now: () => NOON });
    await using _closed = { [Symbol.asyncDispose]: () => store.close() };
    const gateway = await startGateway(store);
    const first = await accept(store, { priority: 2 });
    await accept(store, { priority: 2, ...later });
    const other = await accept(store, { recipient: BERND, priority: 0 });

    const client = new Bun.SQL(url, { max: 1 });
    await using _ended = { [Symbol.asyncDispose]: () => client.close() };
    await client.begin(async (transaction) => {
      await transaction`select id from outgoing_messages where id = ${first} for update`;
      expect((await gateway.mustClaim({ pool: "x" })).message.id).toBe(other);
      expect(await gateway.claim({ pool: "x" })).toBeUndefined();
    });
    // It was not taken after all.
    expect((await gateway.mustClaim({ pool: "x" })).message).toMatchObject({ id: first, recipient: ANNA });
  });

  test("finds the next recipient's behind more of those messages than it looks at together", async () => {
    const url = await createTestDatabase();
    const store = await openStore({ url, now: () => NOON });
    await using _closed = { [Symbol.asyncDispose]: () => store.close() };
    const gateway = await startGateway(store);
    const first = await accept(store);
    for (let more = 0; more < 20; more++) await accept(store);
    const other = await accept(store, { recipient: BERND });

    const client = new Bun.SQL(url, { max: 1 });
    await using _ended = { [Symbol.asyncDispose]: () => client.close() };
    await client.begin(async (transaction) => {
      await transaction`select id from outgoing_messages where id = ${first} for update`;
      expect((await gateway.mustClaim()).message.id).toBe(other);
    });
  });
});
