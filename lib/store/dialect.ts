import { type Expression, type Kysely, PostgresAdapter, type RawBuilder, sql } from "kysely";

/** Whether queries are compiled for PostgreSQL; otherwise for SQLite. */
export const isPostgres = (db: Pick<Kysely<never>, "getExecutor">): boolean =>
  db.getExecutor().adapter instanceof PostgresAdapter;

/**
 * `for update of "alias" skip locked`: skips rows that another gateway is changing. SQLite has a single writer, so
 * nothing is needed there.
 */
export function lockFree(
  db: Pick<Kysely<never>, "getExecutor">,
  strength: "update" | "share",
  alias: string,
): RawBuilder<unknown> {
  return isPostgres(db) ? sql`for ${sql.raw(strength)} of ${sql.ref(alias)} skip locked` : sql``;
}

/**
 * A table expression with one column `value`: the texts of a JSON array, so that one parameter carries any number of
 * them.
 */
export function textsOf(db: Pick<Kysely<never>, "getExecutor">, json: Expression<unknown>): RawBuilder<unknown> {
  return isPostgres(db)
    ? sql`(select jsonb_array_elements_text(cast(${json} as text)::jsonb) as value)`
    : sql`json_each(${json})`;
}

/**
 * `indexed by "index"`. Without statistics SQLite prefers an index that has the state in it to one that holds only that
 * state, and then scans the whole queue. PostgreSQL has statistics and needs no hint.
 */
export function indexedBy(db: Pick<Kysely<never>, "getExecutor">, index: string): RawBuilder<unknown> {
  return isPostgres(db) ? sql`` : sql`indexed by ${sql.ref(index)}`;
}
