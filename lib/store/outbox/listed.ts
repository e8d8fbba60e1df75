import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { writeMoves } from "../counted-moves.ts";
import { isPostgres } from "../dialect.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";

/**
 * On SQLite the newest messages are not in the counters and most are *unlisted*, in no index of lists: they are found
 * by their ID. A message changes its state several times in its first seconds, and each index that has the state in it,
 * or the counters, would be a page more to write each time. Moving `up_to` counts what it passes: a trigger does it.
 * PostgreSQL, which writes rows and not pages, has no such column.
 *
 * ```
 *           outgoing_listed.up_to ──▼
 *  … listed and counted, one and all │ listed or not, not counted … newest    at most NEWEST + STEP IDs to go through
 * ```
 */
const NEWEST = 512;
/** 128 are listed at a time: half a millisecond, and few pages for each. */
const STEP = 128;
/** 8 messages of one statement share the pages of the indexes: they are listed at once. */
const MANY = 8;

/** `listed` of the messages that one statement stores. */
export const listedAtOnce = (messages: number): 0 | 1 => (messages >= MANY ? 1 : 0);

/**
 * Adds messages to the lists once they are no longer among the newest. Call it after storing messages.
 *
 * @throws the driver's error
 */
export async function listOlder(db: Kysely<Schema>, newest: number): Promise<void> {
  if (isPostgres(db)) return;
  const [listed] = await findListed(db, {});
  if (listed === undefined || newest - listed.up_to < NEWEST + STEP) return;
  await listUpTo(db, { after: listed.up_to, upTo: newest - NEWEST });
}

/** Adds the newest as well. @throws the driver's error */
export async function listNewest(db: Kysely<Schema>): Promise<void> {
  if (isPostgres(db)) return;
  const { rows } = await sql<{ after: number; upTo: number | null }>`
    select up_to as after, (select max(id) from outgoing_messages) as "upTo" from outgoing_listed`.execute(db);
  const [{ after, upTo } = { after: 0, upTo: null }] = rows;
  if (upTo !== null && upTo > after) await listUpTo(db, { after, upTo });
}

async function listUpTo(db: Kysely<Schema>, range: { after: number; upTo: number }): Promise<void> {
  await writeMoves(db);
  await list(db, range);
  await keepListed(db, { upTo: range.upTo });
}

const findListed = prepare((db: Kysely<Schema>, _value: Value<object>) =>
  db.selectFrom("outgoing_listed").select("up_to").compile(),
);

const list = prepare((db: Kysely<Schema>, value: Value<{ after: number; upTo: number }>) =>
  db
    .updateTable("outgoing_messages")
    .set({ listed: 1 })
    .where("id", ">", value("after"))
    .where("id", "<=", value("upTo"))
    .where("listed", "=", sql.lit(0 as const))
    .compile(),
);

const keepListed = prepare((db: Kysely<Schema>, value: Value<{ upTo: number }>) =>
  db
    .updateTable("outgoing_listed")
    .set({ up_to: value("upTo") })
    .compile(),
);

/** Conditions of a list's parts: what is in the indexes, and on SQLite what is not yet in them. */
export function listedParts(db: Pick<Kysely<never>, "getExecutor">): {
  isListed: RawBuilder<SqlBool>[];
  isUnlisted: RawBuilder<SqlBool>[] | undefined;
} {
  if (isPostgres(db)) return { isListed: [], isUnlisted: undefined };
  return { isListed: [sql<SqlBool>`listed = 1`], isUnlisted: [sql<SqlBool>`listed = 0`, IS_NEW] };
}

/** On SQLite: not yet passed by `up_to`, so in no counter. */
export const IS_NEW = sql<SqlBool>`id > (select up_to from outgoing_listed)`;
