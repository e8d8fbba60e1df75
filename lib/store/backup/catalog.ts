import { type Kysely, sql } from "kysely";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { LEFT_OUT_COLUMNS } from "./tables.ts";

/** A table as the database describes it. */
export interface TableShape {
  /** Those that a backup has. */
  columns: readonly string[];
  /** Its primary key, in order. */
  key: readonly string[];
}

/** Every table with its columns, by name. @throws the driver's error */
export async function tablesOf(db: Kysely<Schema>): Promise<ReadonlyMap<string, TableShape>> {
  const { rows } = await (isPostgres(db) ? columnsOnPostgres : columnsOnSqlite).execute(db);
  const tables = Map.groupBy(rows, (row) => row.table);
  return new Map(
    [...tables].map(([name, columns]) => {
      const key = columns.filter(({ place }) => place > 0).sort((one, other) => one.place - other.place);
      const kept = columns.filter(({ column }) => !LEFT_OUT_COLUMNS.includes(column));
      return [name, { columns: kept.map(({ column }) => column), key: key.map(({ column }) => column) }];
    }),
  );
}

interface Column {
  table: string;
  column: string;
  /** In the primary key, from 1; 0: not in it. */
  place: number;
}

const columnsOnSqlite = sql<Column>`
  select tables.name as "table", columns.name as "column", columns.pk as place
  from sqlite_schema as tables join pragma_table_info(tables.name) as columns
  where tables.type = 'table' order by tables.name, columns.cid`;

const columnsOnPostgres = sql<Column>`
  select tables.relname as "table", columns.attname as "column",
    coalesce(array_position(keys.indkey::int2[], columns.attnum) + 1, 0) as place
  from pg_class as tables
    join pg_attribute as columns on columns.attrelid = tables.oid and columns.attnum > 0 and not columns.attisdropped
    left join pg_index as keys on keys.indrelid = tables.oid and keys.indisprimary
  where tables.relkind = 'r' and tables.relnamespace = current_schema()::regnamespace
  order by tables.relname, columns.attnum`;

/** Tables whose `id` the database gives, each number once, with the last one given. @throws the driver's error */
export async function lastIds(db: Kysely<Schema>): Promise<ReadonlyMap<string, number>> {
  if (!isPostgres(db)) {
    const { rows } = await sql<{ name: string; last: number }>`
      select tables.name, coalesce(given.seq, 0) as last
      from sqlite_schema as tables left join sqlite_sequence as given on given.name = tables.name
      where tables.type = 'table' and tables.sql like '%autoincrement%'`.execute(db);
    return new Map(rows.map(({ name, last }) => [name, last]));
  }
  const { rows } = await sql<{ name: string; sequence: string }>`
    select relname as name, pg_get_serial_sequence(quote_ident(relname), 'id') as sequence
    from pg_class join pg_attribute on attrelid = pg_class.oid and attname = 'id' and attidentity <> ''
    where relkind = 'r' and relnamespace = current_schema()::regnamespace`.execute(db);
  const last = new Map<string, number>();
  for (const { name, sequence } of rows) {
    const given = await sql<{ last: number }>`
      select case when is_called then last_value else 0 end as last from ${sql.raw(sequence)}`.execute(db);
    last.set(name, given.rows[0]?.last ?? 0);
  }
  return last;
}
