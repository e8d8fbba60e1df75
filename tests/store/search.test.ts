import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Kysely, sql } from "kysely";
import { defined } from "../../lib/defined.ts";
import type { MessageFilter, MessagePlace } from "../../lib/messages/index.ts";
import { openPostgres } from "../../lib/store/postgres.ts";
import type { Schema } from "../../lib/store/schema/index.ts";
import { compactStep } from "../../lib/store/search/compact.ts";
import { searchMessages } from "../../lib/store/search/search-messages.ts";
import { indexStep } from "../../lib/store/search/step.ts";
import { openSqlite } from "../../lib/store/sqlite.ts";
import { eachDatabase } from "../support/database.ts";
import { DAY, MINUTE, NOON } from "./outgoing.ts";
import { untilIndexed } from "./until-indexed.ts";

type Direction = MessagePlace["direction"];

/** Case that languages fold differently, letters of two forms, what query languages take for syntax, and letters beyond 16 bits. */
const PIECES = [
  "Straße",
  "STRASSE",
  "ΟΔΟΣ",
  "οδός",
  "é",
  "e\u0301",
  "İs",
  "DB-3",
  '"a" AND',
  "100%_\\",
  "😀😀😀",
  " ",
  "abc",
  "0170",
  "\0x",
];
const NUMBERS = ["+491701234567", "+4915112345", "SHOP", null] as const;

const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 4 }).map((pieces) => pieces.join(""));
const asked = fc.oneof(
  text.filter((each) => each !== ""),
  fc.constantFrom(
    "+49170",
    "0170 123",
    "(0151) 1",
    "0049",
    "shop",
    "123",
    "45",
    "οδοσ",
    "οδος",
    "ab",
    "%",
    "😀",
    "nowhere",
  ),
);

const message = fc.record({
  direction: fc.constantFrom<Direction>("outgoing", "outgoing", "incoming"),
  /** The clock may have been set: times need not follow IDs. */
  at: fc.integer({ min: NOON, max: NOON + 5 }),
  text,
  number: fc.constantFrom<string | null>(...NUMBERS),
  user: fc.constantFrom(1, 2),
});
type Message = typeof message extends fc.Arbitrary<infer Value> ? Value : never;

const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("add" as const), message }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("index" as const), step: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("edit" as const), which: fc.nat(), text }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove" as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("compact" as const) }) },
);

const query = fc.record({
  search: asked,
  onlySentBy: fc.constantFrom(undefined, undefined, 1),
  outcomes: fc.constantFrom<MessageFilter["outcomes"][]>(
    ["queued", "sent", "failed"],
    ["incoming"],
    ["sent", "incoming"],
  ),
  order: fc.constantFrom("newest" as const, "oldest" as const),
  limit: fc.integer({ min: 1, max: 5 }),
  budget: fc.record({
    lookAt: fc.integer({ min: 1, max: 9 }),
    step: fc.integer({ min: 1, max: 5 }),
    characters: fc.constantFrom(10, 1_000_000),
    candidates: fc.integer({ min: 0, max: 30 }),
  }),
});

const plain = (given: string) =>
  given.normalize("NFC").replaceAll("\0", "\uFFFD").toLowerCase().normalize("NFC").replaceAll("ς", "σ");

/** A search without any index, as the documentation tells it. */
function isFound({ text, number }: Message, search: string): boolean {
  const digits = /[^\d\s+()/.-]/.test(search) ? "" : search.replace(/\D/g, "").replace(/^0*/, "");
  const wanted = digits.length < 3 ? [search] : [search, digits];
  return wanted.some((each) => [text, number ?? ""].some((place) => plain(place).includes(plain(each))));
}

eachDatabase("a search", (databases) => {
  async function opened() {
    const url = await databases.create();
    const store = await databases.open({ url });
    const isSqlite = databases.dialect === "sqlite";
    const backend = isSqlite ? openSqlite(url.slice("sqlite:".length)) : openPostgres(url, { lockWaitMs: 5_000 });
    return { url, store, db: backend.writer, close: () => backend.close() };
  }

  async function add(db: Kysely<Schema>, { direction, at, text, number, user }: Message): Promise<number> {
    const stored = text.replaceAll("\0", "\uFFFD");
    const columns =
      direction === "incoming"
        ? sql`incoming_messages (channel, modem, sim, sender, text, received_at, state, total)
            values ('sms', 'north', 'sim', ${number}, ${stored}, ${at}, 'complete', 1)`
        : sql`outgoing_messages (created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at,
            due_at, state, user_id, via) values (${at}, ${number ?? ""}, ${stored}, 'text', 0, 'sms', 1, 'v1', ${NOON}, ${NOON},
            ${NOON}, 'sent', ${user}, 'sms')`;
    const { rows } = await sql<{ id: number }>`insert into ${columns} returning id`.execute(db);
    return rows[0]?.id ?? 0;
  }

  /** All pages. */
  async function walk(
    db: Kysely<Schema>,
    {
      search,
      outcomes,
      onlySentBy,
      order,
      limit,
      budget,
    }: typeof query extends fc.Arbitrary<infer Value> ? Value : never,
  ): Promise<MessagePlace[]> {
    const seen: MessagePlace[] = [];
    let after: MessagePlace | undefined;
    for (let pages = 0; pages < 500; pages++) {
      const filter = { outcomes, search, ...defined({ onlySentBy }) };
      const { places, next } = await searchMessages(db, filter, { limit, order, ...defined({ after }) }, budget);
      expect(places.length).toBeLessThanOrEqual(limit);
      seen.push(...places);
      if (next === undefined) return seen;
      after = next;
    }
    throw new Error("the pages do not end");
  }

  test("finds what a look at every message finds, whatever was indexed, edited, removed and compacted before", async () => {
    const { db, close } = await opened();
    // PostgreSQL indexes what was seen a minute before.
    let now = NOON;
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(action, { maxLength: 60, size: "max" }),
          fc.array(query, { minLength: 5, maxLength: 5 }),
          async (actions, queries) => {
            await sql`delete from outgoing_messages`.execute(db);
            await sql`delete from incoming_messages`.execute(db);
            const stored: (Message & { id: number })[] = [];
            for (const each of actions) {
              if (each.kind === "add") stored.push({ ...each.message, id: await add(db, each.message) });
              if (each.kind === "index") {
                for (const direction of ["outgoing", "incoming"] as const) {
                  now += MINUTE;
                  await indexStep(db, direction, { now, step: each.step });
                }
              }
              if (each.kind === "compact" && databases.dialect === "sqlite") {
                for (const way of ["outgoing", "incoming"] as const) await compactStep(db, way, { manyDead: 1 });
              }
              const target = "which" in each ? stored[each.which % Math.max(stored.length, 1)] : undefined;
              if (target === undefined) continue;
              const table = sql.table(`${target.direction}_messages`);
              if (each.kind === "remove") {
                await sql`delete from ${table} where id = ${target.id}`.execute(db);
                stored.splice(stored.indexOf(target), 1);
              }
              if (each.kind === "edit") {
                const text = each.text.replaceAll("\0", "\uFFFD");
                await sql`update ${table} set text = ${text} where id = ${target.id}`.execute(db);
                target.text = each.text;
              }
            }
            for (const asked of queries) {
              const expected = stored.filter(
                (each) =>
                  isFound(each, asked.search) &&
                  (each.direction === "incoming"
                    ? asked.outcomes.includes("incoming")
                    : asked.outcomes.includes("sent") && (asked.onlySentBy ?? each.user) === each.user),
              );
              const nameOf = ({ direction, at, id }: MessagePlace) => `${at} ${id} ${direction}`;
              const found = (await walk(db, asked)).map(nameOf);
              expect(asked.order === "oldest" ? found : found.toReversed()).toEqual(
                expected
                  .toSorted((a, b) => a.at - b.at || a.id - b.id || (a.direction < b.direction ? -1 : 1))
                  .map(nameOf),
              );
            }
          },
        ),
        { numRuns: 120 },
      );
    } finally {
      await close();
    }
  }, 240_000);

  test("finds a rare word on the first page, however far back, once it is indexed, and until then on a later one", async () => {
    const { db, store, close } = await opened();
    const filler = { direction: "outgoing", number: "+49170", user: 1, at: NOON } as const;
    const rare = await add(db, { ...filler, text: "Disk FULL on db-3" });
    for (let at = 1; at < 300; at++) await add(db, { ...filler, at: NOON + at, text: `job ${at} is done` });
    const budget = { lookAt: 20, step: 5, characters: 10_000, candidates: 150 };
    const page = { limit: 5, order: "newest" } as const;
    const first = (search: string, outcomes: MessageFilter["outcomes"] = ["sent"]) =>
      searchMessages(db, { outcomes, search }, page, budget);
    try {
      const before = await first("disk full");
      expect(before.places).toEqual([]);
      expect(before.next).toBeDefined();
      await untilIndexed(async (minute) => {
        while (await store.outbox.indexTexts(NOON + minute * MINUTE)) {}
        return (await first("disk full")).places.length;
      }, 1);
      for (const word of ["disk full", "DB-3", "ull on"]) {
        expect(await first(word)).toEqual({ places: [{ direction: "outgoing", at: NOON, id: rare }] });
      }
      expect(await first("nowhere")).toEqual({ places: [] });
      // Two letters are in no index, and what is common is found by looking.
      expect(await first("db")).toMatchObject({ places: [], next: { direction: "outgoing" } });
      expect((await first("is done")).places).toHaveLength(5);
      expect(await first("disk full", ["queued"])).toEqual({ places: [] });
      // Nothing is written when nothing is new.
      const commits = store.commits();
      expect([await store.outbox.indexTexts(NOON + DAY), store.commits()]).toEqual([false, commits]);
    } finally {
      await close();
    }
  });

  test("leaves nothing of a removed message in the index", async () => {
    const { db, close } = await opened();
    const id = await add(db, { direction: "outgoing", at: NOON, text: "secret", number: "+49170", user: 1 });
    const indexed = async () =>
      databases.dialect === "sqlite"
        ? sql`select rowid from outgoing_search where outgoing_search match 'sec AND cre'`.execute(db)
        : sql`select message_id from outgoing_search`.execute(db);
    try {
      await untilIndexed(async (minute) => {
        await indexStep(db, "outgoing", { now: NOON + minute * MINUTE, step: 1 });
        return (await indexed()).rows.length;
      }, 1);
      await sql`delete from outgoing_messages where id = ${id}`.execute(db);
      expect((await indexed()).rows).toEqual([]);
    } finally {
      await close();
    }
  });

  // SQLite has one writer at a time.
  const onPostgres = databases.dialect === "sqlite" ? () => undefined : test;
  onPostgres("finds what another gateway's long transaction adds below what was indexed", async () => {
    const { url, db, close } = await opened();
    const other = openPostgres(url, { lockWaitMs: 5_000 });
    const filler = { direction: "outgoing", at: NOON, number: "+49170", user: 1 } as const;
    let late = 0;
    const indexFor = async (from: number, until: number) => {
      for (let minute = from; minute < until; minute++) {
        await indexStep(db, "outgoing", { now: NOON + minute * MINUTE, step: 1 });
      }
    };
    const indexedIds = async () => {
      const { rows } = await sql<{ id: number }>`select message_id as id from outgoing_search order by id`.execute(db);
      return rows.map(({ id }) => id);
    };
    try {
      await other.writer.connection().execute(async (connection) => {
        await sql`begin`.execute(connection);
        late = await add(connection, { ...filler, text: "late needle" });
        await add(db, { ...filler, text: "hay" });
        await indexFor(0, 4);
        expect(await indexedIds()).toEqual([]);
        await sql`commit`.execute(connection);
      });
      await untilIndexed(async (minute) => {
        await indexFor(4 + minute, 5 + minute);
        return (await indexedIds()).length;
      }, 2);
      expect(await indexedIds()).toEqual([late, late + 1]);
    } finally {
      await other.close();
      await close();
    }
  });
});
