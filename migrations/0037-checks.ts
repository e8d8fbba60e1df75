import { type Kysely, type Migration, sql } from "kysely";
import { counter, flag, isPostgres, nameKey, required, withId } from "./columns.ts";

/** Checks of the monitoring, their state, and their last results. */
export const checks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`insert into generations (name, value) values ('checks', 1)`.execute(db);
    await withId(db, db.schema.createTable("checks"))
      .addColumn("name", "text", required)
      .addColumn("name_key", nameKey(db), (column) => column.notNull().unique())
      .addColumn("enabled", "bigint", flag("enabled"))
      // JSON: the rest of the check, with its secrets masked.
      .addColumn("definition", "text", required)
      // JSON object, opened by the installation's secret key alone.
      .addColumn("secrets_sealed", "text")
      // Of a heartbeat.
      .addColumn("beat_key", "text", (column) => column.unique())
      // Counts the changes by people.
      .addColumn("version", "bigint", required)
      .addColumn("created_at", "bigint", required)
      .addColumn("changed_at", "bigint", required)
      .execute();
    // Written with every run, so it is narrow: 200 of them are in a few pages.
    await db.schema
      .createTable("check_states")
      .addColumn("check_id", "bigint", (column) => column.primaryKey().references("checks.id").onDelete("cascade"))
      .addColumn("next_at", "bigint", required)
      // JSON: its state, and what it needs to know of the runs before.
      .addColumn("memory", "text", required)
      .addColumn("beat_at", "bigint")
      // Grows with every claim, and with every change by people.
      .addColumn("fence", "bigint", counter)
      .addColumn("lease_node", "text")
      .addColumn("lease_until", "bigint")
      .execute();
    await db.schema
      .createTable("check_results")
      .addColumn("check_id", "bigint", (column) => column.notNull().references("checks.id").onDelete("cascade"))
      .addColumn("at", "bigint", required)
      .addColumn("ok", "bigint", flag("ok"))
      .addColumn("milliseconds", "bigint", required)
      .addColumn("text", "text", required)
      .addPrimaryKeyConstraint("check_results_key", ["check_id", "at"])
      .modifyEnd(isPostgres(db) ? sql`` : sql`without rowid`)
      .execute();
  },
};
