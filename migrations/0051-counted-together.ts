import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, required } from "./columns.ts";

/**
 * What several gateways count together: wrong passwords, and requests of users with a limit. Both are worth nothing after some minutes, so that
 * PostgreSQL need not log them (`unlogged`): after a crash the server has forgotten them, and each gateway still knows its own.
 */
export const countedTogether: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const kind = isPostgres(db) ? sql`unlogged` : sql``;
    await db.schema
      .createTable("password_guesses")
      .modifyFront(kind)
      // A digest: the names and addresses are those of strangers.
      .addColumn("bucket", "text", (column) => column.primaryKey().notNull())
      // How many more may be looked at.
      .addColumn("tokens", "double precision", required)
      .addColumn("filled_at", "double precision", required)
      .execute();
    await db.schema
      .createTable("request_counts")
      .modifyFront(kind)
      .addColumn("user_id", "bigint", (column) => column.primaryKey().notNull())
      // JSON: how many by the slice of time, see lib/store/request-counts.ts.
      .addColumn("slices", "text", required)
      .addColumn("counted_at", "double precision", required)
      .execute();
  },
};
