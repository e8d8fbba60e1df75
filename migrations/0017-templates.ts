import { type Kysely, type Migration, sql } from "kysely";
import { nameKey, required, withId } from "./columns.ts";

/** Named texts with variables, of one user or shared by all. */
export const templates: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await withId(db, db.schema.createTable("templates"))
      // Absent: shared.
      .addColumn("user_id", "bigint", (column) => column.references("users.id").onDelete("cascade"))
      .addColumn("name", "text", required)
      .addColumn("name_key", nameKey(db), required)
      .addColumn("text", "text", required)
      .addColumn("created_at", "bigint", required)
      .addColumn("changed_at", "bigint", required)
      .execute();
    await sql`create unique index templates_name on templates (coalesce(user_id, 0), name_key)`.execute(db);
  },
};
