/**
 * P8: a page of messages out of 1,000,000, on both databases: the newest, late ones, and those of one state, number or
 * user, both directions merged. All times are of the store, as the REST API and the web interface ask it.
 */
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MessageFilter, NewMessage } from "../lib/messages/index.ts";
import { openStore, type Store } from "../lib/store/index.ts";
import { createTestDatabase, execute, hasPostgres } from "../tests/support/postgres.ts";
import { benchMessage } from "./support/message.ts";

const MESSAGES = Number(process.env.MESSAGES ?? 1_000_000);
const AT_ONCE = 10_000;
const ROUNDS = 9;
const NOON = 1_700_000_000_000;
const EVERY: MessageFilter = { outcomes: ["queued", "sent", "failed", "incoming"] };
const FIRST = { limit: 50, offset: 0 };

const PAGES: [name: string, filter: MessageFilter, page: { limit: number; offset: number }][] = [
  ["the newest 50", EVERY, FIRST],
  ["the newest 1,000", EVERY, { limit: 1_000, offset: 0 }],
  ["50 behind 10,000", EVERY, { limit: 50, offset: 10_000 }],
  ["50 behind all but 1,000", EVERY, { limit: 50, offset: MESSAGES - 1_000 }],
  ["failed, of which there are few", { outcomes: ["failed"] }, FIRST],
  ["of one number", { ...EVERY, number: "+4917100000007" }, FIRST],
  ["failed, of a user who sent all", { outcomes: ["failed"], userId: 1 }, FIRST],
  ["of one number and user", { ...EVERY, number: "+4917100000007", userId: 1 }, FIRST],
  ["of one hour", { ...EVERY, from: NOON + 3_600_000, until: NOON + 7_200_000 }, FIRST],
  ["by Telegram, of which there is none", { ...EVERY, ways: ["telegram"] }, FIRST],
];

/** Prints the median for each page and database. */
export async function run(): Promise<void> {
  console.log(`a page out of ${MESSAGES} messages, median of ${ROUNDS}, in ms`);
  const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  try {
    const file = join(folder, "messages.db");
    await measure("SQLite", `sqlite:${file}`, async (statement) => {
      const database = new Database(file);
      database.run(statement);
      database.close();
    });
    if (!hasPostgres()) return;
    const url = await createTestDatabase();
    await measure("PostgreSQL", url, async (statement) => void (await execute(url, statement)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(database: string, url: string, sql: (statement: string) => Promise<void>): Promise<void> {
  const store = await openStore({ url });
  try {
    await fill(store, sql);
    for (const [name, filter, page] of PAGES) {
      const times: number[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const startedAt = performance.now();
        await store.archive.list(filter, page);
        times.push(performance.now() - startedAt);
      }
      const median = times.slice(1).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0;
      console.log(`${database.padEnd(11)} ${name.padEnd(38)} ${median.toFixed(2).padStart(9)}`);
    }
  } finally {
    await store.close();
  }
}

/** One message a second; all but the last thousand are sent, one in ten thousand of them in vain. */
async function fill(store: Store, sql: (statement: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < MESSAGES; from += AT_ONCE) {
    const messages = Array.from({ length: AT_ONCE }, (_, at) => message(from + at));
    await store.outbox.accept(messages, NOON + from * 1_000);
  }
  await store.checkpoint();
  const last = MESSAGES - 1_000;
  await sql(
    `update outgoing_messages set state = 'sent', created_at = created_at + (id % ${AT_ONCE}) * 1000 where id <= ${last}`,
  );
  await sql(`update outgoing_messages set state = 'failed' where id <= ${last} and id % 10000 = 7`);
  await sql("analyze");
}

function message(at: number): NewMessage {
  return benchMessage({
    recipient: `+4917${100_000_000 + (at % 5_000)}`,
    source: "rest",
    userId: 1,
    sendAt: NOON,
    expiresAt: NOON + 1_000_000_000,
  });
}
