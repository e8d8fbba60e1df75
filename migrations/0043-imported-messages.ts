import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, oneOf, required } from "./columns.ts";

/**
 * What importers have taken from other programs, so that a second import adds nothing. A row outlives its message: what was deleted here
 * does not come back with the next import.
 */
export const importedMessages: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const table = db.schema
      .createTable("imported_messages")
      .addColumn("origin", "text", (column) => column.primaryKey().notNull())
      .addColumn("direction", "text", oneOf("direction", ["outgoing", "incoming"]))
      .addColumn("message_id", "bigint", required)
      .addColumn("imported_at", "bigint", required);
    await (isPostgres(db) ? table : table.modifyEnd(sql`without rowid`)).execute();
  },
};
