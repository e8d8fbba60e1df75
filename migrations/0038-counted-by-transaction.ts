import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres } from "./columns.ts";

/**
 * On SQLite the moves of messages are counted by the transaction that makes them: a trigger on an update costs each
 * update a copy of its pages.
 */
export const countedByTransaction: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (isPostgres(db)) return;
    await sql`drop trigger outgoing_counted_move`.execute(db);
    await sql`drop trigger statistics_move`.execute(db);
  },
};
