import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, nameKey, required, withId } from "./columns.ts";

/** What signs a user in besides the password: named tokens of programs, and sessions of browsers. Secrets are only kept as hashes. */
export const tokensAndSessions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await withId(db, db.schema.createTable("api_tokens"))
      .addColumn("user_id", "bigint", ofUser)
      .addColumn("name", "text", required)
      .addColumn("name_key", nameKey(db), required)
      .addColumn("secret_hash", "text", (column) => column.notNull().unique())
      // With commas between them.
      .addColumn("permissions", "text", required)
      .addColumn("created_at", "bigint", required)
      .addColumn("expires_at", "bigint")
      .addColumn("used_at", "bigint")
      .addColumn("used_from", "text")
      .addUniqueConstraint("api_tokens_name", ["user_id", "name_key"])
      .execute();
    await db.schema
      .createTable("sessions")
      .addColumn("id_hash", "text", (column) => column.notNull().primaryKey())
      .addColumn("user_id", "bigint", ofUser)
      .addColumn("created_at", "bigint", required)
      .addColumn("seen_at", "bigint", required)
      .addColumn("address", "text", required)
      .addColumn("agent", "text", required)
      .modifyEnd(isPostgres(db) ? sql`` : sql`without rowid`)
      .execute();
    await db.schema.createIndex("sessions_user").on("sessions").columns(["user_id"]).execute();
  },
};

const ofUser = (column: Parameters<typeof required>[0]) => column.notNull().references("users.id").onDelete("cascade");
