import type { Kysely, Migration } from "kysely";
import { flag } from "./columns.ts";

/** Whether a session was started at a provider of OpenID Connect, which asks for a second factor itself. */
export const sessionProvider: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("sessions").addColumn("by_provider", "bigint", flag("by_provider")).execute();
  },
};
