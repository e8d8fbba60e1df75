import { type Kysely, type Migration, sql } from "kysely";
import { required } from "./columns.ts";

/** Lanes in place of pools as what lines look into, and what each SIM has sent. */
export const budgets: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const messages = db.schema.alterTable("outgoing_messages");
    // Empty for any line.
    await messages.addColumn("lane", "text", (column) => column.notNull().defaultTo("")).execute();
    await messages.addColumn("asked_modem", "text").execute();
    await sql`
      update outgoing_messages set lane = 'pool:' || replace(replace(pool, '%', '%25'), '|', '%7C')
      where pool <> ''`.execute(db);
    await db.schema
      .createTable("sim_usage")
      .addColumn("sim", "text", required)
      // When the minute began.
      .addColumn("minute", "bigint", required)
      .addColumn("parts", "integer", required)
      .addPrimaryKeyConstraint("sim_usage_key", ["sim", "minute"])
      .execute();
    await sql`create index sim_usage_age on sim_usage (minute)`.execute(db);
  },
};
