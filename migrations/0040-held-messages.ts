import type { Kysely, Migration } from "kysely";

/** Messages in *unknown* that only a person moves, whatever the setting `unknown` says: they came out of a backup. */
export const heldMessages: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("held_messages")
      .addColumn("message_id", "bigint", (column) =>
        column.primaryKey().notNull().references("outgoing_messages.id").onDelete("cascade"),
      )
      .execute();
  },
};
