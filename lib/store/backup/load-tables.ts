import { CompiledQuery, type Kysely, sql } from "kysely";
import { StoreFailure } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { lastIds, tablesOf } from "./catalog.ts";
import { type BackupEntry, type BackupValue, DAMAGED } from "./format.ts";
import { BACKED_UP, NUMBERED_WITHIN } from "./tables.ts";

/** 20,000 parameters in a statement: both databases take 32,000. */
const PARAMETERS = 20_000;
/** 500 rows in a statement: more gain nothing. */
const ROWS = 500;

/**
 * Fills tables with a backup, as they were made by its migrations, and empties them before. Triggers and references must be
 * suspended.
 *
 * @throws StoreFailure as `entries` does, kind "corrupt" for tables that there are not; the driver's error
 */
export async function loadTables(db: Kysely<Schema>, entries: AsyncIterable<BackupEntry>): Promise<void> {
  const shapes = await tablesOf(db);
  const loaded = new Map<string, number | undefined>();
  await empty(db, [...shapes.keys()]);
  let insert: ((row: readonly BackupValue[]) => Promise<void> | undefined) | undefined;
  let flush = () => Promise.resolve();
  for await (const entry of entries) {
    if (entry.kind === "header") continue;
    if (entry.kind === "table") {
      await flush();
      const shape = shapes.get(entry.table);
      const isKnown =
        BACKED_UP.includes(entry.table) && entry.columns.every((column) => shape?.columns.includes(column));
      if (!isKnown || loaded.has(entry.table)) throw new StoreFailure("corrupt", DAMAGED);
      loaded.set(entry.table, entry.lastId);
      ({ insert, flush } = createInserter(db, entry.table, entry.columns));
    } else {
      const waiting = insert?.(entry.values);
      if (waiting !== undefined) await waiting;
    }
  }
  await flush();
  await setLastIds(db, loaded);
}

/** What a database made by migrations alone has, and what gateways left. */
async function empty(db: Kysely<Schema>, tables: readonly string[]): Promise<void> {
  const kept = ["search_progress", "stream_writers", "stream_watch", "outgoing_listed"];
  const emptied = tables.filter((table) => EMPTIED.has(table) && !kept.includes(table));
  if (isPostgres(db)) {
    await sql`truncate ${sql.join(emptied.map((table) => sql.table(table)))}`.execute(db);
    await sql`update search_progress set up_to = 0, seen = null, seen_xmax = null, seen_at = null`.execute(db);
    return;
  }
  for (const table of emptied) await sql`delete from ${sql.table(table)}`.execute(db);
}

/** Of a SQLite file that is new the index of searches is empty, and made of tables of its own. */
const EMPTIED = new Set([
  ...BACKED_UP,
  "nodes",
  "sessions",
  "telegram_polling",
  "stream_entries",
  "outgoing_counts",
  "message_statistics_added",
  "search_changes",
  "outgoing_search",
  "incoming_search",
]);

function createInserter(db: Kysely<Schema>, table: string, given: readonly string[]) {
  const isListed = table === "outgoing_messages" && !isPostgres(db);
  // Ids that are not unique over the table: PostgreSQL gives new ones, in the same order.
  const without = isPostgres(db) && NUMBERED_WITHIN.includes(table) ? given.indexOf("id") : -1;
  const kept = given.filter((_, index) => index !== without);
  const columns = isListed ? [...kept, "listed"] : kept;
  const most = Math.max(1, Math.min(ROWS, Math.floor(PARAMETERS / columns.length)));
  const texts = new Map<number, string>();
  let values: BackupValue[] = [];
  let rows = 0;

  async function flush(): Promise<void> {
    if (rows === 0) return;
    let text = texts.get(rows);
    if (text === undefined) {
      text = insertOf(db, table, { columns, rows });
      texts.set(rows, text);
    }
    const parameters = values;
    values = [];
    rows = 0;
    await db.executeQuery(CompiledQuery.raw(text, parameters));
  }

  return {
    flush,
    insert(row: readonly BackupValue[]): Promise<void> | undefined {
      for (const [index, value] of row.entries()) if (index !== without) values.push(value);
      if (isListed) values.push(1);
      rows++;
      return rows === most ? flush() : undefined;
    },
  };
}

function insertOf(
  db: Kysely<Schema>,
  table: string,
  { columns, rows }: { columns: readonly string[]; rows: number },
): string {
  let parameter = 0;
  const place = isPostgres(db) ? () => `$${++parameter}` : () => "?";
  const row = () => `(${columns.map(place).join(",")})`;
  const names = columns.map((column) => `"${column}"`).join(",");
  return `insert into "${table}" (${names}) values ${Array.from({ length: rows }, row).join(",")}`;
}

/** Numbers that were given are not given again, also when their rows are gone. */
async function setLastIds(db: Kysely<Schema>, loaded: ReadonlyMap<string, number | undefined>): Promise<void> {
  for (const [table, given] of await lastIds(db)) {
    if (!loaded.has(table)) continue;
    const { rows } = await sql<{ id: number | null }>`select max(id) as id from ${sql.table(table)}`.execute(db);
    const last = Math.max(loaded.get(table) ?? 0, rows[0]?.id ?? 0);
    if (isPostgres(db)) {
      await sql`select setval(pg_get_serial_sequence(quote_ident(${table}), 'id'), ${sql.lit(Math.max(last, 1))}, ${sql.lit(last > 0)})`.execute(
        db,
      );
    } else if (last > given) {
      await sql`delete from sqlite_sequence where name = ${table}`.execute(db);
      await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(db);
    }
  }
}
