import { type Kysely, sql } from "kysely";
import { IMPORTED, type MessageState, NO_MESSAGES } from "../../messages/index.ts";
import { indexedBy, isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { mergeStatistics } from "../statistics.ts";
import { IS_NEW } from "./listed.ts";

/** 10,000: more need no exact number, and counting them would slow down the caller. */
const MOST_COUNTED = 10_000;
/** 1,000: a reader that finds more rows merges them; that many are scanned in a millisecond. */
const MOST_ROWS = 1_000;

/**
 * How many messages are in each state, from counters and, on SQLite, the few hundred newest: as fast with a million as with none.
 *
 * @throws the driver's error
 */
export async function countByState(
  db: Kysely<Schema>,
): Promise<{ counts: Record<MessageState, number>; manyRows: boolean }> {
  const newest = isPostgres(db) ? sql`` : sql`union all select state, 1, 0 from outgoing_messages where ${IS_NEW}`;
  const { rows } = await sql<{ state: MessageState; count: number; rows: number }>`
    select state, cast(sum(count) as bigint) as count, sum(counter) as rows from (
      select state, count, 1 as counter from outgoing_counts ${newest}) as counted
    group by state`.execute(db);
  const counts = { ...NO_MESSAGES };
  for (const row of rows) counts[row.state] = row.count;
  return { counts, manyRows: rows.reduce((sum, row) => sum + row.rows, 0) > MOST_ROWS };
}

/**
 * Merges the rows that PostgreSQL's triggers have added. Several gateways may do so at once.
 *
 * @throws the driver's error
 */
export async function sumCounts(db: Kysely<Schema>): Promise<void> {
  if (!isPostgres(db)) return;
  await mergeStatistics(db);
  await sql`
    with taken as (delete from outgoing_counts returning state, count)
    insert into outgoing_counts select state, sum(count) from taken group by state`.execute(db);
}

/**
 * How many messages failed, expired or became undelivered after `since`, at most 10,000. What another gateway did is not
 * counted.
 *
 * @throws the driver's error
 */
export async function countFailed(db: Kysely<Schema>, since: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select 1 from outgoing_messages ${indexedBy(db, "outgoing_failed")}
      where state in ('failed', 'expired', 'undelivered') and settled_at > ${since} and source <> ${IMPORTED}
      limit ${MOST_COUNTED}
    ) as failed`.execute(db);
  return rows[0]?.count ?? 0;
}

/**
 * How many messages a restore holds back that are still *unknown*, at most 10,000.
 *
 * @throws the driver's error
 */
export async function countHeld(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (
      select 1 from held_messages join outgoing_messages on outgoing_messages.id = held_messages.message_id
      where outgoing_messages.state = 'unknown' limit ${MOST_COUNTED}
    ) as held`.execute(db);
  return rows[0]?.count ?? 0;
}
