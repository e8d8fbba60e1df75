import { type ColumnDefinitionBuilder, type CreateTableBuilder, type Kysely, PostgresAdapter, sql } from "kysely";

/**
 * What the two dialects spell differently, so that the migrations themselves are the same text for both.
 *
 * Everywhere: times are whole milliseconds since 1970, truth values are 0 or 1, numbers are 64-bit integers.
 */
export const isPostgres = (db: Kysely<unknown>): boolean => db.getExecutor().adapter instanceof PostgresAdapter;

/** Adds the primary key `id`: counts up and is never given twice, not even after the newest row was deleted. */
export function withId<Table extends string>(
  db: Kysely<unknown>,
  table: CreateTableBuilder<Table, never>,
): CreateTableBuilder<Table, "id"> {
  return isPostgres(db)
    ? table.addColumn("id", "bigint", (column) => column.primaryKey().generatedByDefaultAsIdentity())
    : table.addColumn("id", "integer", (column) => column.primaryKey().autoIncrement());
}

/** The form in which names are compared and ordered: by its bytes, whatever the database's language. */
export const nameKey = (db: Kysely<unknown>) => (isPostgres(db) ? sql`text collate "C"` : "text");

export const required = (column: ColumnDefinitionBuilder) => column.notNull();
/** 0 or 1, at first 0. */
export const flag = (name: string) => (column: ColumnDefinitionBuilder) =>
  column
    .notNull()
    .defaultTo(0)
    .check(sql`${sql.ref(name)} in (0, 1)`);
export const counter = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);
/** A text out of a closed set. */
export const oneOf = (name: string, values: readonly string[]) => (column: ColumnDefinitionBuilder) =>
  column.notNull().check(sql`${sql.ref(name)} in (${sql.join(values.map((value) => sql.lit(value)))})`);
