import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, required } from "./columns.ts";

/** What users show besides the password. Secrets are sealed with a key that is not in the database; codes are only kept as keyed hashes. */
export const secondFactor: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("second_factors")
      .addColumn("user_id", "bigint", (column) => ofUser(column).primaryKey())
      .addColumn("sealed", "text", required)
      .addColumn("confirmed_at", "bigint")
      // Of RFC 6238; codes of earlier ones are used up.
      .addColumn("last_step", "bigint", required)
      .modifyEnd(isPostgres(db) ? sql`` : sql`without rowid`)
      .execute();
    await db.schema
      .createTable("recovery_codes")
      .addColumn("user_id", "bigint", (column) =>
        column.notNull().references("second_factors.user_id").onDelete("cascade"),
      )
      .addColumn("code_hash", "text", required)
      .addColumn("used_at", "bigint")
      .addPrimaryKeyConstraint("recovery_codes_key", ["user_id", "code_hash"])
      .modifyEnd(isPostgres(db) ? sql`` : sql`without rowid`)
      .execute();
  },
};

const ofUser = (column: Parameters<typeof required>[0]) => column.notNull().references("users.id").onDelete("cascade");
