import { type Kysely, PostgresAdapter, type RawBuilder, sql } from "kysely";

/** Whether queries are compiled for PostgreSQL; otherwise for SQLite. */
export const isPostgres = (db: Pick<Kysely<never>, "getExecutor">): boolean =>
  db.getExecutor().adapter instanceof PostgresAdapter;

/**
 * `for update of "alias" skip locked`: passes over rows that another gateway is changing. SQLite has one writer, so
 * nobody else is changing any.
 */
export function lockFree(
  db: Pick<Kysely<never>, "getExecutor">,
  strength: "update" | "share",
  alias: string,
): RawBuilder<unknown> {
  return isPostgres(db) ? sql`for ${sql.raw(strength)} of ${sql.ref(alias)} skip locked` : sql``;
}
