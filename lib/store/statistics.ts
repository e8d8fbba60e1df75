import { type Kysely, sql } from "kysely";
import type { Channel, StatisticsQuery, StatisticsRow, StatisticsStore } from "../messages/index.ts";
import { LOCKS } from "./advisory-locks.ts";
import type { Backend } from "./backend.ts";
import { isPostgres } from "./dialect.ts";
import type { GroupCommit } from "./group-commit.ts";
import { listNewest } from "./outbox/listed.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";

/** 1,000: a reader that finds more rows merges them; that many are scanned in a millisecond. */
const MOST_ADDED = 1_000;

/** The statistics on a database. */
export function createStatisticsStore(backend: Backend, writer: GroupCommit): StatisticsStore {
  return {
    async count(query) {
      if (backend.kind === "postgres") {
        const added = await read(backend, countAdded);
        if (added > MOST_ADDED) await writer.write(mergeStatistics);
      }
      return read(backend, (db) => count(db, query));
    },
    async reset(userId) {
      await writer.write((db) => resetNewest(db, userId));
      for (let after: number | undefined = -1; after !== undefined; ) {
        const from: number = after;
        after = await writer.write((db) => resetStep(db, { userId, after: from }));
      }
    },
  };
}

/** A quarter of an hour, as the migrations have it. */
const SLOT_MS = 900_000;

/** Counts a message that is not kept: no trigger sees it. @throws the driver's error */
export async function countBlocked(
  db: Kysely<Schema>,
  { at, modem, channel }: { at: number; modem: string; channel: Channel },
): Promise<void> {
  const values = sql`(${at - (at % SLOT_MS)}, 'blocked', ${modem}, 0, ${channel}, 1)`;
  await (isPostgres(db)
    ? sql`insert into message_statistics_added (slot, outcome, modem, user_id, channel, count) values ${values}`
    : sql`insert into message_statistics values ${values} on conflict (slot, outcome, modem, user_id, channel)
        do update set count = count + 1`
  ).execute(db);
}

async function countAdded(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (select 1 from message_statistics_added limit ${MOST_ADDED + 1}) as few`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Merges the rows that PostgreSQL's triggers have added. Of several gateways one does. @throws the driver's error */
export async function mergeStatistics(db: Kysely<Schema>): Promise<void> {
  if (!isPostgres(db)) return;
  await sql`
    with taken as (
      delete from message_statistics_added where (select pg_try_advisory_xact_lock(${LOCKS.statistics}))
      returning slot, outcome, modem, user_id, channel, count)
    insert into message_statistics
      select slot, outcome, modem, user_id, channel, sum(count) from taken group by 1, 2, 3, 4, 5 having sum(count) <> 0
    on conflict (slot, outcome, modem, user_id, channel)
      do update set count = message_statistics.count + excluded.count`.execute(db);
}

/** 5,000 rows are gone through in a few milliseconds: a year of a busy gateway has some hundred thousand. */
const RESET_STEP = 5_000;

/**
 * First what is on its way into the counters: on PostgreSQL this waits for whoever merges the user's rows, so that the
 * steps find what was merged. @throws the driver's error
 */
async function resetNewest(db: Kysely<Schema>, userId: number): Promise<void> {
  if (isPostgres(db)) await sql`delete from message_statistics_added where user_id = ${userId}`.execute(db);
  else await listNewest(db);
}

/** @returns the slot to go on behind; `undefined` at the end @throws the driver's error */
async function resetStep(
  db: Kysely<Schema>,
  { userId, after }: { userId: number; after: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ slot: number }>`select slot from message_statistics where slot > ${after}
    order by slot limit 1 offset ${RESET_STEP}`.execute(db);
  const upTo = rows[0]?.slot;
  await sql`delete from message_statistics where slot > ${after} and user_id = ${userId}
    ${upTo === undefined ? sql`` : sql`and slot <= ${upTo}`}`.execute(db);
  return upTo;
}

/** On SQLite each period is a range of the primary key; PostgreSQL, which would compare each row with each period, looks the period up. */
async function count(db: Kysely<Schema>, query: StatisticsQuery): Promise<StatisticsRow[]> {
  const { periods, by, limit } = query;
  const [from, until] = [periods[0]?.start, periods.at(-1)?.end];
  if (from === undefined || until === undefined) return [];
  const only = [
    ...(query.userId === undefined ? [] : [sql`user_id = ${query.userId}`]),
    ...(query.modem === undefined ? [] : [sql`modem = ${query.modem}`]),
    ...(query.channel === undefined ? [] : [sql`channel = ${query.channel}`]),
  ];
  const dimension = (name: "modem" | "userId" | "channel", column: string, none: string) =>
    sql`${by.includes(name) ? sql.ref(column) : sql.raw(none)} as ${sql.ref(name)}`;
  const starts = periods.map(({ start }) => start);
  const period = isPostgres(db)
    ? sql`period(starts) as (select cast(${`{${starts.join(",")}}`} as bigint[]))`
    : sql`period(starts, ends) as (values ${sql.join(periods.map(({ start, end }) => sql`(${start}, ${end})`))})`;
  const inPeriods = (table: string) =>
    isPostgres(db)
      ? sql`select starts[width_bucket(slot, starts)] as starts, outcome, modem, user_id, channel, count
          from ${sql.table(table)} cross join period where slot >= ${from} and slot < ${until}`
      : sql`select period.starts, outcome, modem, user_id, channel, count from period
          join ${sql.table(table)} on slot >= starts and slot < ends`;
  const { rows } = await sql<StatisticsRow>`
    with ${period},
    counted as (
      select * from (
        ${inPeriods("message_statistics")}
        union all
        ${inPeriods(isPostgres(db) ? "message_statistics_added" : "newest_statistics")}
      ) as every ${only.length === 0 ? sql`` : sql`where ${sql.join(only, sql` and `)}`}),
    shown as (
      select starts, outcome, ${dimension("modem", "modem", "''")}, ${dimension("userId", "user_id", "0")},
        ${dimension("channel", "channel", "''")}, count
      from counted)
    select starts as start, outcome, modem, "userId", channel, cast(sum(count) as bigint) as count from shown
    group by starts, outcome, modem, "userId", channel having sum(count) > 0
    order by starts, modem, "userId", channel, outcome limit ${limit}`.execute(db);
  return rows;
}
