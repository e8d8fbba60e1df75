import { expect, test } from "bun:test";
import { type Kysely, sql } from "kysely";
import type { Schema } from "../../lib/store/schema/index.ts";
import { compactStep, directionsToCompact, mergeStep } from "../../lib/store/search/compact.ts";
import { searchMessages } from "../../lib/store/search/search-messages.ts";
import { readStructure } from "../../lib/store/search/segments.ts";
import { indexStep } from "../../lib/store/search/step.ts";
import { openSqlite } from "../../lib/store/sqlite.ts";
import { eachDatabase } from "../support/database.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { sqlOn } from "../support/sql.ts";
import { NOON } from "./outgoing.ts";

const MESSAGES = 24_000;
/** 128: the step of an erase. */
const STEP = 128;

const insert = `with recursive number(n) as (select 1 union all select n + 1 from number where n < ${MESSAGES})
  insert into outgoing_messages (created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at, due_at, state)
  select ${NOON} + n, '+4917' || (n * 7919), 'job ' || n || ' is done on db-' || (n % 997), 'text', 0, 'sms', 1, 'test',
    ${NOON}, ${NOON}, ${NOON}, 'sent' from number`;

eachDatabase("the index of searches after an erase", (databases) => {
  // PostgreSQL removes dead entries by itself.
  const onSqlite = databases.dialect === "sqlite" ? test : () => undefined;

  async function indexed(body: (db: Kysely<Schema>) => Promise<void>) {
    const url = await databases.create();
    await (await databases.open({ url })).close();
    const backend = openSqlite(url.slice("sqlite:".length));
    const db = backend.writer;
    try {
      await sql.raw(insert).execute(db);
      for (let isMore = true; isMore; ) {
        isMore = await indexStep(db, "outgoing", { now: NOON });
        while (await mergeStep(db, "outgoing")) {}
      }
      await body(db);
    } finally {
      await backend.close();
    }
  }

  const numberOf = async (db: Kysely<Schema>, query: string) => {
    const { rows } = await sql<{ number: number }>`select (${sql.raw(query)}) as number`.execute(db);
    return rows[0]?.number ?? 0;
  };
  const pages = (db: Kysely<Schema>) => numberOf(db, "select count(*) from outgoing_search_data");

  /** @returns how many pages each step has added to the index */
  async function erase(db: Kysely<Schema>, upTo: number): Promise<number[]> {
    const added: number[] = [];
    for (let at = STEP; at < upTo + STEP; at += STEP) {
      const before = await pages(db);
      await sql`delete from outgoing_messages where id <= ${Math.min(at, upTo)}`.execute(db);
      added.push((await pages(db)) - before);
    }
    return added;
  }

  /** Entries of each segment, dead and all. */
  async function segments(db: Kysely<Schema>): Promise<[number, number][]> {
    const { rows } = await sql<{ block: Uint8Array }>`select block from outgoing_search_data where id = 10`.execute(db);
    const levels = readStructure(rows[0]?.block ?? new Uint8Array());
    return levels.flatMap((level) => level.segments.map(({ live, dead }): [number, number] => [dead, live + dead]));
  }

  const found = async (db: Kysely<Schema>, search: string) => {
    const budget = { lookAt: 10, step: 5, characters: 10_000, candidates: 4_000 };
    const { places } = await searchMessages(db, { outcomes: ["sent"], search }, { limit: 20, order: "newest" }, budget);
    return places.map(({ id }) => id);
  };

  onSqlite("is compacted a few pages at a time, and no step of the erase removes what is dead", () =>
    indexed(async (db) => {
      const before = await pages(db);
      const { length: inputs } = await segments(db);
      expect(Math.min(...(await erase(db, 18_000)))).toBe(0);
      expect(await directionsToCompact(db)).toEqual(["outgoing"]);
      expect(await found(db, "job 18000 ")).toEqual([]);
      expect(await found(db, "job 18001 ")).toEqual([18_001]);

      const changed: number[] = [];
      for (let isMore = true; isMore; ) {
        const changes = await numberOf(db, "total_changes()");
        isMore = await compactStep(db, "outgoing");
        changed.push((await numberOf(db, "total_changes()")) - changes);
        expect(await found(db, "job 18001 ")).toEqual([18_001]);
      }
      // The last but one drops the rows of what was merged, the last finds nothing.
      expect(changed.length).toBeGreaterThan(20);
      // Eight pages and where they begin, and what is cut off of each segment that is read.
      expect(Math.max(...changed.slice(0, -2))).toBeLessThan(24 + 3 * inputs);
      expect(await pages(db)).toBeLessThan(before / 2);
      expect(await directionsToCompact(db)).toEqual([]);
      expect(await found(db, "job 23999 ")).toEqual([23_999]);
    }),
  );

  onSqlite("is merged after its additions, a few pages at a time, and by nothing else", () =>
    indexed(async (db) => {
      const before = await segments(db);
      expect(before.length).toBeLessThan(16);
      const indexed = before.reduce((sum, [, entries]) => sum + entries, 0);
      expect(indexed).toBeGreaterThan(MESSAGES - 128);
      await erase(db, indexed - 50);
      // FTS5 would read all that is dead in the commit of some addition.
      await sql.raw(insert).execute(db);
      for (let times = 0; times < 8; times++) await indexStep(db, "outgoing", { now: NOON, step: 1_024 });
      const after = await segments(db);
      expect(after.filter(([, entries]) => entries !== 1_024)).toHaveLength(before.length);
      expect(after.reduce((sum, [dead]) => sum + dead, 0)).toBe(indexed - 50);
    }),
  );

  onSqlite("is compacted when what is to be merged next is nearly all dead, which would be read at once", () =>
    indexed(async (db) => {
      await sql`insert into outgoing_search (outgoing_search) values ('optimize')`.execute(db);
      await sql.raw(insert.replaceAll("+ n,", "+ n + 24000,").replace(`n < ${MESSAGES}`, "n < 4000")).execute(db);
      for (let at = 128; at <= 512; at += 128) {
        await sql`update search_progress set up_to = ${MESSAGES} + 4000 where direction = 'outgoing'`.execute(db);
        const from = MESSAGES + (at / 128 - 1) * 1000;
        await sql`insert into outgoing_search (rowid, body) select id, text || char(1) || recipient from outgoing_messages
          where id > ${from} and id <= ${from + 1_000}`.execute(db);
      }
      await sql`delete from outgoing_messages where id > ${MESSAGES} and id <= ${MESSAGES + 3_990}`.execute(db);
      const compacting = () =>
        numberOf(db, "select count(*) from search_progress where direction = 'outgoing' and compacting is not null");
      expect(await directionsToCompact(db)).toEqual([]);
      // As where an earlier version has not counted them.
      await sql`update search_progress set dead = 0`.execute(db);
      expect(await mergeStep(db, "outgoing")).toBe(true);
      expect(await compacting()).toBe(1);
      while (await compactStep(db, "outgoing")) {}
      expect(await segments(db)).toEqual([[0, MESSAGES - 64 + 10]]);
      expect(await found(db, "job 3995 ")).toEqual([MESSAGES + 3_995, 3_995]);
    }),
  );

  onSqlite("is compacted once more when what is dead had been copied by a merge that was under way", () =>
    indexed(async (db) => {
      await sql`insert into outgoing_search (outgoing_search) values ('delete-all')`.execute(db);
      for (let from = 0; from < 4_000; from += 1_000) {
        await sql`insert into outgoing_search (rowid, body) select id, text || char(1) || recipient from outgoing_messages
          where id > ${from} and id <= ${from + 1_000}`.execute(db);
      }
      await sql`update search_progress set up_to = 4000, live = 4000, dead = 0 where direction = 'outgoing'`.execute(
        db,
      );
      for (let steps = 0; steps < 3; steps++) expect(await mergeStep(db, "outgoing")).toBe(true);
      expect((await segments(db)).length).toBe(5);
      await sql`delete from outgoing_messages where id <= 40`.execute(db);
      const asErasuresAsk = { manyDead: 1, livePerDead: Number.POSITIVE_INFINITY };
      while (await compactStep(db, "outgoing", asErasuresAsk)) {}
      expect(await segments(db)).toEqual([[0, 3_960]]);
      expect(await numberOf(db, "select dead from search_progress where direction = 'outgoing'")).toBe(0);
    }),
  );

  onSqlite("is emptied and filled again when nearly nothing is left", () =>
    indexed(async (db) => {
      await erase(db, MESSAGES - 50);
      expect(await compactStep(db, "outgoing")).toBe(true);
      expect(await pages(db)).toBeLessThan(5);
      expect(await found(db, "job 23999 ")).toEqual([23_999]);
      while (await indexStep(db, "outgoing", { now: NOON })) {}
      expect(await numberOf(db, "select live from search_progress where direction = 'outgoing'")).toBe(50);
      expect(await found(db, "job 23999 ")).toEqual([23_999]);
      await erase(db, MESSAGES - 20);
      expect(await found(db, "job 23980 ")).toEqual([]);
      expect(await found(db, "job 23999 ")).toEqual([23_999]);
    }),
  );

  onSqlite("is compacted by the gateway, and what an earlier version has indexed is counted", async () => {
    const url = await databases.createEmpty();
    await leaveEarlierVersion(url, "0027-search-compaction", [
      insert,
      "insert into outgoing_search (rowid, body) select id, text || char(1) || recipient from outgoing_messages",
      `update search_progress set up_to = ${MESSAGES} where direction = 'outgoing'`,
    ]);
    const store = await databases.open({ url });
    const progress = async () =>
      (await sqlOn(url, "select live, dead from search_progress where direction = 'outgoing'"))[0];
    expect(await progress()).toEqual({ live: MESSAGES, dead: 0 });
    await sqlOn(url, "delete from outgoing_messages where id <= 12000");
    expect(await progress()).toEqual({ live: MESSAGES - 12_000, dead: 12_000 });
    while (await store.outbox.indexTexts(NOON)) {}
    expect(await progress()).toEqual({ live: MESSAGES - 12_000, dead: 0 });
    const commits = store.commits();
    expect(await store.outbox.indexTexts(NOON)).toBe(false);
    expect(store.commits()).toBe(commits);
  });
});
