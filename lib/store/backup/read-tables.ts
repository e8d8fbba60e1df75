import { type Kysely, type RawBuilder, sql } from "kysely";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { lastIds, type TableShape, tablesOf } from "./catalog.ts";
import type { BackupEntry, BackupHeader, BackupValue } from "./format.ts";
import { BACKED_UP } from "./tables.ts";

/** 2,000 rows of a table are in memory at a time. */
const PAGE = 2_000;

/**
 * Everything that a backup has, out of one snapshot: `db` must be in a transaction that sees one, or on a copy.
 *
 * @throws the driver's error
 */
export async function* readTables(db: Kysely<Schema>, header: BackupHeader): AsyncGenerator<BackupEntry> {
  yield { kind: "header", header };
  const shapes = await tablesOf(db);
  const last = await lastIds(db);
  for (const table of BACKED_UP) {
    const shape = shapes.get(table);
    // An earlier version has none.
    if (shape === undefined) continue;
    if (shape.key.length === 0) throw new Error(`the table ${table} has no primary key`);
    const lastId = last.get(table);
    yield { kind: "table", table, columns: shape.columns, ...(lastId === undefined ? {} : { lastId }) };
    yield* rowsOf(db, table, shape);
  }
}

async function* rowsOf(db: Kysely<Schema>, table: string, { columns, key }: TableShape): AsyncGenerator<BackupEntry> {
  const keys = sql.join(key.map((column) => sql.ref(column)));
  const source = sourceOf(db, table);
  let after: RawBuilder<unknown> = sql``;
  for (;;) {
    const { rows } = await sql<Record<string, BackupValue>>`
      select ${sql.join(columns.map((column) => sql.ref(column)))} from ${source}
      ${after} order by ${keys} limit ${sql.lit(PAGE)}`.execute(db);
    for (const row of rows) yield { kind: "row", values: columns.map((column) => row[column] ?? null) };
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE) return;
    after = sql`where (${keys}) > (${sql.join(key.map((column) => end[column]))})`;
  }
}

/** PostgreSQL adds up its statistics later: here they are added up already. */
function sourceOf(db: Kysely<Schema>, table: string): RawBuilder<unknown> {
  if (table !== "message_statistics" || !isPostgres(db)) return sql`${sql.table(table)}`;
  return sql`(select slot, outcome, modem, user_id, channel, sum(count)::bigint as count
    from (select * from message_statistics union all select * from message_statistics_added) as counted
    group by slot, outcome, modem, user_id, channel having sum(count) <> 0) as counted`;
}
