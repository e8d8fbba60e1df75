import type { Kysely, Migration } from "kysely";
import { required } from "./columns.ts";

/** From which networks and how often a user may call (absent: no limit), and from where each has signed in. */
export const userLimits: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable("users").addColumn("networks", "text").execute();
    await db.schema.alterTable("users").addColumn("requests_per_minute", "integer").execute();
    // Not a foreign key: it is written after the answer, when the user may be gone.
    await db.schema
      .createTable("known_addresses")
      .addColumn("name_key", "text", required)
      .addColumn("network", "text", required)
      .addColumn("seen_at", "bigint", required)
      .addPrimaryKeyConstraint("known_addresses_key", ["name_key", "network"])
      .execute();
    await db.schema.createIndex("known_addresses_age").on("known_addresses").columns(["seen_at"]).execute();
  },
};
