import { Database, type SQLQueryBindings } from "bun:sqlite";
import { expect, test } from "bun:test";
import { type CompiledQuery, Kysely, Migrator } from "kysely";
import { BunSqliteDialect } from "kysely-bun-sqlite";
import type { MessageFilter } from "../../lib/messages/index.ts";
import { pageMessages } from "../../lib/store/archive/page-messages.ts";
import type { Schema } from "../../lib/store/schema/index.ts";
import { migrations } from "../../migrations/index.ts";
import { NOON } from "./outgoing.ts";

const LISTS: [Partial<MessageFilter>, string][] = [
  [{}, "incoming_received"],
  [{ read: false }, "incoming_unread"],
  [{ read: true }, "incoming_read"],
  [{ modem: "m1" }, "incoming_modem"],
  [{ modem: "m1", read: false }, "incoming_unread"],
  [{ modem: "m1", read: true }, "incoming_modem"],
  [{ number: "+491701234567", read: false, modem: "m1" }, "incoming_sender"],
  [{ number: "+491701234567", senders: ["01701234567", "1701234567"], read: false }, "incoming_sender"],
];

test.each(LISTS)("incoming messages with %p are read in the order of the index %s", async (filter, index) => {
  const database = new Database(":memory:");
  const asked: CompiledQuery[] = [];
  const dialect = new BunSqliteDialect({ database });
  await using db = new Kysely<Schema>({ dialect, log: ({ query }) => void asked.push(query) });
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  asked.length = 0;
  const after = { direction: "incoming", at: NOON, id: 5 } as const;
  for (const order of ["newest", "oldest"] as const) {
    await pageMessages(db, { outcomes: ["incoming"], ...filter }, { limit: 20, order });
    await pageMessages(db, { outcomes: ["incoming"], ...filter }, { limit: 20, order, after });
  }
  expect(asked).toHaveLength(4);
  for (const { sql, parameters } of asked) {
    const steps = database
      .query<{ detail: string }, SQLQueryBindings[]>(`explain query plan ${sql}`)
      .all(...(parameters as SQLQueryBindings[]))
      .map(({ detail }) => detail);
    const read = steps.filter((step) => step.includes("incoming_messages"));
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter((step) => !new RegExp(`USING (COVERING )?INDEX ${index}( |$)`).test(step))).toEqual([]);
  }
});
