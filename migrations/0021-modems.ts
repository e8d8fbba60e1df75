import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, nameKey, required } from "./columns.ts";

/** Modems that were added while a gateway ran, each plugged in at one gateway. */
export const modems: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("modems")
      .addColumn("node", "text", required)
      .addColumn("name_key", nameKey(db), required)
      .addColumn("name", "text", required)
      // As --modem takes it, without the PIN.
      .addColumn("setting", "text", required)
      .addColumn("pin_sealed", "text")
      // Counts its changes.
      .addColumn("version", "bigint", required)
      .addColumn("created_at", "bigint", required)
      .addPrimaryKeyConstraint("modems_key", ["node", "name_key"])
      .modifyEnd(isPostgres(db) ? sql`` : sql`without rowid`)
      .execute();
  },
};
