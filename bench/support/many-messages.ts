import { Database } from "bun:sqlite";
import type { NewMessage } from "../../lib/messages/index.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { execute } from "../../tests/support/postgres.ts";
import { benchMessage } from "./message.ts";

const AT_ONCE = 10_000;
/** In 2033: what waits does not expire, and the newest is of before. */
const NEVER = 2_000_000_000_000;

/** When the messages were accepted and received: one of each direction every second. */
export const NOON = 1_700_000_000_000;

/** 5,000 numbers with any digits. */
export const numberOf = (at: number) => `+4917${100_000_000 + (at % 5_000) * 179_957}`;

/**
 * Fills an empty database with the given number of outgoing messages, and the same number of incoming ones.
 *
 * Half are of one user by one modem, half of another by another, and one in ten thousand failed; the last tenth of a
 * thousandth waits. A few in the oldest and the middle part are of a rare modem and source.
 */
export async function fillWithMessages(url: string, messages: number): Promise<void> {
  const store = await openStore({ url });
  try {
    for (let from = 0; from < messages; from += AT_ONCE) {
      const step = Math.min(AT_ONCE, messages - from);
      await store.outbox.accept(
        Array.from({ length: step }, (_, at) => message(from + at)),
        NOON + from * 1_000,
      );
    }
    await store.checkpoint();
    for (const statement of statements(messages)) await runSql(url, statement);
    await index(store, 2 * messages);
    // As PostgreSQL does in the background; SQLite has no statistics.
    if (store.database === "postgres") await runSql(url, "vacuum analyze");
  } finally {
    await store.close();
  }
}

function statements(messages: number): string[] {
  const waiting = Math.ceil(messages / 10_000);
  return [
    `update outgoing_messages set created_at = ${NOON} + id * 1000,
      state = case when id > ${messages - waiting} then 'queued' when id % 10000 = 7 then 'failed'
        when id % 3 = 0 then 'delivered' else 'sent' end,
      modem = case when id > ${messages - waiting} then null when id % 100000 = 77 then 'rare'
        when user_id = 1 then 'north' else 'south' end,
      source = case when id % 100000 = 177 then 'rare' else source end`,
    // Routed: else the gateway would be at that while it is measured.
    `insert into incoming_messages (channel, modem, sim, sender, text, received_at, state, total, read_at, routed_at)
      select 'sms', coalesce(modem, 'north'), '8949000000000000001', recipient, text, created_at, 'complete', 1,
        case when id % 10000 = 7 then null else created_at end, created_at
      from outgoing_messages order by id`,
  ];
}

/** Prints what filling the index of searches takes. */
async function index(store: Store, messages: number): Promise<void> {
  const since = performance.now();
  // PostgreSQL indexes what was seen a minute before.
  for (let minute = 0; minute < 3; minute++) while (await store.outbox.indexTexts(NOON + minute * 60_000)) {}
  const eachMs = (performance.now() - since) / messages;
  console.log(`${store.database}: indexing for searches took ${eachMs.toFixed(3)} ms for each of ${messages}`);
}

async function runSql(url: string, statement: string): Promise<void> {
  if (!url.startsWith("sqlite:")) return void (await execute(url, statement));
  const database = new Database(url.slice("sqlite:".length));
  database.run(statement);
  database.close();
}

const message = (at: number): NewMessage =>
  benchMessage({
    recipient: numberOf(at),
    source: at % 2 === 0 ? "rest" : "api.php",
    userId: (at % 2) + 1,
    reference: `order ${at}`,
    text: `disk full on host-${at % 977}${wordOf(at)}, job ${at} at ${(at * 7_919) % 86_400}`,
    sendAt: NOON,
    expiresAt: NEVER,
  });

const wordOf = (at: number) =>
  at % 10_000 === 5_000 ? " at the Sommerfest" : at % 1_000 === 1 ? " in Bremen" : at % 100 === 2 ? " in Aachen" : "";
