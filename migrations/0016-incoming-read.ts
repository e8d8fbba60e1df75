import type { Kysely, Migration } from "kysely";

/** Whether somebody has read an incoming message, and what they noted about it. */
export const incomingRead: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("incoming_messages").addColumn("read_at", "bigint").execute();
    await db.schema.alterTable("incoming_messages").addColumn("note", "text").execute();
  },
};
