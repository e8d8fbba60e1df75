import type { Kysely, Migration } from "kysely";

/** From which networks, and how often, a user may call; absent for no limit. */
export const userLimits: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("users").addColumn("networks", "text").execute();
    await db.schema.alterTable("users").addColumn("requests_per_minute", "integer").execute();
  },
};
