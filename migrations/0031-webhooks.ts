import type { Kysely, Migration } from "kysely";
import { flag, required, withId } from "./columns.ts";

/** Receivers of signed webhooks. */
export const webhooks: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await withId(db, db.schema.createTable("webhooks"))
      .addColumn("name", "text", (column) => column.notNull().unique())
      .addColumn("url", "text", required)
      // JSON list.
      .addColumn("events", "text", required)
      .addColumn("enabled", "bigint", flag("enabled"))
      .addColumn("is_ordered", "bigint", flag("is_ordered"))
      // JSON list, newest first, each sealed.
      .addColumn("secrets", "text", required)
      .addColumn("created_at", "bigint", required)
      .addColumn("changed_at", "bigint", required)
      .execute();
  },
};
