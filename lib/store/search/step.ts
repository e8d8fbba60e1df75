import { type Kysely, type RawBuilder, sql } from "kysely";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { fold, gramsOf, hashOf } from "./fold.ts";
import { searchedText } from "./reach.ts";
import { DIRECTIONS, type Direction, messagesOf, numberOf, searchOf } from "./tables.ts";

/** 128 new messages share the index's pages, and the newest ones are found by a look at each. */
const STEP = 128;
/** 32 at a time on PostgreSQL, whose index takes 0.3 ms for each: so other writes wait for 10 ms. */
const POSTGRES_STEP = 32;
/** 60 s: longer than any statement or pause of a transaction may last on PostgreSQL. */
const SETTLED_MS = 60_000;

/**
 * The directions with something to index: a look at the ends of two indexes, and at a table that is mostly empty.
 *
 * @throws the driver's error
 */
export async function directionsToIndex(db: Kysely<Schema>): Promise<Direction[]> {
  const due: Direction[] = [];
  for (const direction of DIRECTIONS) {
    const { rows } = await sql<{ fresh: number | null; changed: number | null }>`select
      (select max(id) from ${messagesOf(direction)}) - up_to as fresh,
      (select min(id) from search_changes where direction = ${direction}) as changed
      from search_progress where direction = ${direction}`.execute(db);
    const [row] = rows;
    if (row !== undefined && (row.changed !== null || (row.fresh ?? 0) >= STEP)) due.push(direction);
  }
  return due;
}

/**
 * Adds the next messages to the index of searches, and those again whose text has changed.
 *
 * ```
 *  up_to ──▼             seen ──▼
 *  … indexed │ step │ …        │ not certain to be complete
 * ```
 *
 * A transaction of another gateway may still add an ID below the newest on PostgreSQL, so what is `seen` is indexed when
 * all that were running then have ended.
 *
 * @returns whether more can be indexed now
 * @throws the driver's error
 */
export async function indexStep(
  db: Kysely<Schema>,
  direction: Direction,
  { now, step = STEP }: { now: number; step?: number },
): Promise<boolean> {
  const lock = isPostgres(db) ? sql`for update skip locked` : sql``;
  const { rows } = await sql<{ up_to: number }>`
    select up_to from search_progress where direction = ${direction} ${lock}`.execute(db);
  const upTo = rows[0]?.up_to;
  // Another gateway is at it.
  if (upTo === undefined) return false;
  const hasChanged = await indexChanges(db, direction);
  const last = await lastToIndex(db, direction, { upTo, now, step });
  if (last === undefined) return hasChanged;
  const most = isPostgres(db) ? Math.min(step, POSTGRES_STEP) : step;
  const added = await textsOf(db, direction, sql`id > ${upTo} and id <= ${last} order by id limit ${sql.lit(most)}`);
  await add(db, direction, added);
  const isWhole = added.length < most;
  const reached = isWhole ? last : (added.at(-1)?.id ?? last);
  await db
    .updateTable("search_progress")
    .set({ up_to: reached, ...(isPostgres(db) ? {} : { live: sql`live + ${added.length}` }) })
    .where("direction", "=", direction)
    .execute();
  return hasChanged || !isWhole;
}

/** `undefined`: too few are new, or not certain to be complete. */
async function lastToIndex(
  db: Kysely<Schema>,
  direction: Direction,
  { upTo, now, step }: { upTo: number; now: number; step: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ newest: number | null }>`select max(id) as newest from ${messagesOf(direction)}`.execute(
    db,
  );
  const newest = rows[0]?.newest ?? 0;
  if (!isPostgres(db)) return newest - upTo >= step ? newest : undefined;
  const found = await sql<{ seen: number | null; seen_at: number | null; ended: boolean | null }>`
    select seen, seen_at, txid_snapshot_xmin(txid_current_snapshot()) >= seen_xmax as ended
    from search_progress where direction = ${direction}`.execute(db);
  const { seen, seen_at, ended } = found.rows[0] ?? { seen: null, seen_at: null, ended: null };
  if (seen !== null && seen > upTo && seen_at !== null && seen_at <= now) {
    return ended === true && now - seen_at >= SETTLED_MS ? seen : undefined;
  }
  if (newest - upTo < step) return undefined;
  await sql`update search_progress set seen = ${newest}, seen_at = ${now},
    seen_xmax = txid_snapshot_xmax(txid_current_snapshot()) where direction = ${direction}`.execute(db);
  return undefined;
}

/** The text is read after the notice of its change: a later change has a notice of its own. */
async function indexChanges(db: Kysely<Schema>, direction: Direction): Promise<boolean> {
  const changes = await db
    .selectFrom("search_changes")
    .select(["id", "message_id"])
    .where("direction", "=", direction)
    .orderBy("id")
    .limit(STEP)
    .execute();
  if (changes.length === 0) return false;
  const ids = [...new Set(changes.map((change) => change.message_id))];
  const changed = await textsOf(db, direction, sql`id in (${sql.join(ids)})`);
  if (!isPostgres(db)) {
    await sql`delete from ${searchOf(direction)} where rowid in (${sql.join(ids)})`.execute(db);
    await sql`update search_progress set dead = dead + ${changed.length} where direction = ${direction}`.execute(db);
  }
  await add(db, direction, changed);
  const done = changes.map((change) => change.id);
  await db.deleteFrom("search_changes").where("id", "in", done).execute();
  return changes.length === STEP;
}

interface Indexed {
  id: number;
  text: string;
  number: string | null;
}

/** On PostgreSQL nobody deletes them until the index refers to them. */
async function textsOf(db: Kysely<Schema>, direction: Direction, which: RawBuilder<unknown>): Promise<Indexed[]> {
  const lock = isPostgres(db) ? sql`for key share` : sql``;
  const text = await searchedText(db, direction);
  const { rows } = await sql<Indexed>`
    select id, ${text}, ${numberOf(direction)} as number from ${messagesOf(direction)} where ${which} ${lock}`.execute(
    db,
  );
  return rows;
}

async function add(db: Kysely<Schema>, direction: Direction, messages: readonly Indexed[]): Promise<void> {
  if (messages.length === 0) return;
  const index = searchOf(direction);
  if (!isPostgres(db)) {
    const bodies = messages.map(({ id, text, number }) => [id, `${fold(text)}\u0001${fold(number ?? "")}`]);
    await sql`insert into ${index} (rowid, body)
      select value ->> 0, value ->> 1 from json_each(${JSON.stringify(bodies)})`.execute(db);
    return;
  }
  const rows = messages.map(({ id, text, number }) => {
    const grams = [...gramsOf(fold(text)), ...gramsOf(fold(number ?? ""))];
    return [id, `{${[...new Set(grams.map(hashOf))].join(",")}}`];
  });
  await sql`insert into ${index} (message_id, grams)
    select cast(value ->> 0 as bigint), cast(value ->> 1 as integer[])
    from jsonb_array_elements(cast(${JSON.stringify(rows)} as text)::jsonb) as each(value)
    on conflict (message_id) do update set grams = excluded.grams`.execute(db);
}
