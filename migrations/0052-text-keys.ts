import type { Kysely, Migration } from "kysely";
import { required } from "./columns.ts";

/** Texts that are encrypted: which keys rows need, and which keys each node has. */
export const textKeys: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("text_keys")
      // Follows from the key, and does not tell it.
      .addColumn("id", "text", (column) => column.primaryKey().notNull())
      .addColumn("since", "bigint", required)
      // Another one with each start of a program that writes with the key.
      .addColumn("use", "text", required)
      .execute();
    // JSON list of IDs, first the one that it writes with, or an empty text; null: it has no keys.
    await db.schema.alterTable("node_states").addColumn("text_keys", "text").execute();
  },
};
