/**
 * P10: a page of messages by cursor, out of 1,000 and out of 1,000,000, on both databases: the first, the last, one in
 * the middle, what few messages match, and searches. All times are of the store.
 */
import { Database } from "bun:sqlite";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MessageFilter, NewMessage, PageRequest, SearchFilter } from "../lib/messages/index.ts";
import { openStore, type Store } from "../lib/store/index.ts";
import { createTestDatabase, execute, hasPostgres } from "../tests/support/postgres.ts";
import { benchMessage } from "./support/message.ts";

const FEW = 1_000;
const MANY = Number(process.env.MESSAGES ?? 1_000_000);
const AT_ONCE = 10_000;
const ROUNDS = 15;
const NOON = 1_700_000_000_000;
const SENT: MessageFilter = { outcomes: ["queued", "sent", "failed"] };
const EVERY: MessageFilter = { outcomes: [...SENT.outcomes, "incoming"] };

interface Page {
  name: string;
  filter: SearchFilter;
  request: PageRequest;
}

/** 5,000 numbers with any digits. */
const numberOf = (at: number) => `+4917${100_000_000 + (at % 5_000) * 179_957}`;

/** What is in the texts: see {@link message}. */
const SEARCHES = [
  ["a word in each", "disk"],
  ["a word in 1 of 100", "aachen"],
  ["a word in 1 of 1,000", "bremen"],
  ["a rare word", "sommerfest"],
  ["a word's middle", "mmerfe"],
  ["the middle of a number", numberOf(41).slice(5, 11)],
  ["two letters", "sk"],
  ["two letters, no hit", "qx"],
  ["no hit", "zeppelin"],
  ["no hit, of common letters", "full is disk"],
] as const;

const FIRST: PageRequest = { limit: 50, order: "newest" };

/** One message a second, so the one in the middle has half as many seconds. */
const pagesOf = (messages: number): Page[] => {
  const middle = Math.floor(messages / 2);
  const after = { direction: "outgoing", at: NOON + middle * 1_000, id: middle } as const;
  const few = messages / 1_000;
  return [
    { name: "first", filter: SENT, request: FIRST },
    { name: "first 500", filter: SENT, request: { ...FIRST, limit: 500 } },
    { name: "middle", filter: SENT, request: { ...FIRST, after } },
    { name: "last", filter: SENT, request: { ...FIRST, order: "oldest" } },
    { name: "first, both directions", filter: EVERY, request: FIRST },
    { name: "own, of a user who sent half", filter: { ...SENT, onlySentBy: 1 }, request: FIRST },
    { name: "failed, 1 in 10,000", filter: { outcomes: ["failed"] }, request: FIRST },
    { name: "last failed", filter: { outcomes: ["failed"] }, request: { ...FIRST, order: "oldest" } },
    { name: "of one number", filter: { ...SENT, number: numberOf(7) }, request: FIRST },
    { name: "of one reference", filter: { ...SENT, reference: "order 7" }, request: FIRST },
    { name: "of a modem that sent few", filter: { ...SENT, modem: "rare" }, request: FIRST },
    { name: "from a source of few", filter: { ...SENT, source: "rare" }, request: FIRST },
    {
      name: "by source and user, middle",
      filter: { ...SENT, source: "rest", userId: 1 },
      request: { ...FIRST, after },
    },
    { name: "few of a modem that sent half", filter: { ...SENT, modem: "north", source: "rare" }, request: FIRST },
    { name: "failed of a modem that sent half", filter: { outcomes: ["failed"], modem: "north" }, request: FIRST },
    { name: "common twice, never together", filter: { ...SENT, modem: "north", userId: 2 }, request: FIRST },
    {
      name: "of a user by Telegram, of which none",
      filter: { ...SENT, userId: 2, ways: ["telegram"] },
      request: FIRST,
    },
    {
      name: "one hour",
      filter: { ...SENT, from: NOON + few * 1_000, until: NOON + few * 1_000 + 3_600_000 },
      request: { ...FIRST, order: "oldest" },
    },
    ...SEARCHES.map(([name, search]) => ({ name: `search: ${name}`, filter: { ...SENT, search }, request: FIRST })),
    {
      name: "search: a rare word, oldest first",
      filter: { ...SENT, search: "sommerfest" },
      request: { ...FIRST, order: "oldest" },
    },
    {
      name: "search: a rare word, in the middle",
      filter: { ...SENT, search: "sommerfest" },
      request: { ...FIRST, after },
    },
    { name: "search: a rare word, own", filter: { ...SENT, search: "sommerfest", onlySentBy: 1 }, request: FIRST },
  ];
};

/** Prints the median and the longest time of each page, by number of messages and database. */
export async function run(): Promise<void> {
  console.log(`a page of 50 messages by cursor, median and longest of ${ROUNDS}, in ms`);
  const folder = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  try {
    const sqlite = (messages: number) => {
      const file = join(folder, `${messages}.db`);
      return measure(`sqlite:${file}`, messages, async (statement) => {
        const database = new Database(file);
        database.run(statement);
        database.close();
      });
    };
    print("SQLite", await sqlite(FEW), await sqlite(MANY));
    if (!hasPostgres()) return;
    const postgres = async (messages: number) => {
      const url = await createTestDatabase();
      return measure(url, messages, async (statement) => void (await execute(url, statement)));
    };
    print("PostgreSQL", await postgres(FEW), await postgres(MANY));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Figure {
  name: string;
  medianMs: number;
  longestMs: number;
  found: number;
  goesOn: boolean;
}

function print(database: string, few: readonly Figure[], many: readonly Figure[]): void {
  console.log(`\n${database.padEnd(34)} of ${FEW}      of ${MANY}     ratio   found`);
  for (const [at, { name, medianMs, longestMs, found, goesOn }] of many.entries()) {
    const small = few[at];
    if (small === undefined) continue;
    const times = [small.medianMs, small.longestMs, medianMs, longestMs].map((ms) => ms.toFixed(2).padStart(7));
    const ratio = (medianMs / small.medianMs).toFixed(1).padStart(6);
    console.log(`${name.padEnd(34)} ${times.join(" ")} ${ratio}   ${found}${goesOn ? ", and goes on" : ""}`);
  }
}

async function measure(
  url: string,
  messages: number,
  sql: (statement: string) => Promise<void>,
): Promise<readonly Figure[]> {
  const store = await openStore({ url });
  try {
    await fill(store, messages, sql);
    const figures: Figure[] = [];
    for (const { name, filter, request } of pagesOf(messages)) {
      const times: number[] = [];
      for (let round = 0; round <= ROUNDS; round++) {
        const startedAt = performance.now();
        await store.archive.page(filter, request);
        times.push(performance.now() - startedAt);
      }
      const sorted = times.slice(1).sort((a, b) => a - b);
      const { messages: found, next } = await store.archive.page(filter, request);
      figures.push({
        name,
        medianMs: sorted[Math.floor(ROUNDS / 2)] ?? 0,
        longestMs: sorted.at(-1) ?? 0,
        found: found.length,
        goesOn: next !== undefined,
      });
    }
    return figures;
  } finally {
    await store.close();
  }
}

/**
 * Half are of one user by one modem, half of another by another, and one in ten thousand failed; the last tenth of a
 * thousandth waits. A few in the oldest and the middle part are of a rare modem and source.
 */
async function fill(store: Store, messages: number, sql: (statement: string) => Promise<void>): Promise<void> {
  for (let from = 0; from < messages; from += AT_ONCE) {
    const step = Math.min(AT_ONCE, messages - from);
    await store.outbox.accept(
      Array.from({ length: step }, (_, at) => message(from + at)),
      NOON + from * 1_000,
    );
  }
  await store.checkpoint();
  const waiting = Math.ceil(messages / 10_000);
  await sql(`update outgoing_messages set created_at = ${NOON} + id * 1000,
    state = case when id > ${messages - waiting} then 'queued' when id % 10000 = 7 then 'failed'
      when id % 3 = 0 then 'delivered' else 'sent' end,
    modem = case when id > ${messages - waiting} then null when id % 100000 = 77 then 'rare'
      when user_id = 1 then 'north' else 'south' end,
    source = case when id % 100000 = 177 then 'rare' else source end`);
  const since = performance.now();
  // PostgreSQL indexes what was seen a minute before.
  for (let minute = 0; minute < 3; minute++) while (await store.outbox.indexTexts(NOON + minute * 60_000)) {}
  const eachMs = (performance.now() - since) / messages;
  console.log(`${store.database}: indexing for searches took ${eachMs.toFixed(3)} ms for each of ${messages}`);
  // As PostgreSQL does in the background; SQLite has no statistics.
  if (store.database === "postgres") await sql("vacuum analyze");
}

const message = (at: number): NewMessage =>
  benchMessage({
    recipient: numberOf(at),
    source: at % 2 === 0 ? "rest" : "api.php",
    userId: (at % 2) + 1,
    reference: `order ${at}`,
    text: `disk full on host-${at % 977}${wordOf(at)}, job ${at} at ${(at * 7_919) % 86_400}`,
    sendAt: NOON,
    expiresAt: NOON + 1_000_000_000,
  });

const wordOf = (at: number) =>
  at % 10_000 === 5_000 ? " at the Sommerfest" : at % 1_000 === 1 ? " in Bremen" : at % 100 === 2 ? " in Aachen" : "";
