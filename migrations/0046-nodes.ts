import type { Kysely, Migration } from "kysely";
import { flag, oneOf, required } from "./columns.ts";

/** Several gateways on one database: what each says of itself, what one of them does for all, and which of them fit the database. */
export const nodes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("node_states")
      .addColumn("node", "text", (column) => column.primaryKey().notNull())
      // Of the machine.
      .addColumn("name", "text", required)
      .addColumn("version", "text", required)
      // The newest migration that its program knows.
      .addColumn("newest", "text", required)
      .addColumn("state", "text", oneOf("state", ["ready", "not-ready", "outdated", "stopped"]))
      .addColumn("problem", "text")
      .addColumn("started_at", "bigint", required)
      .addColumn("state_since", "bigint", required)
      .addColumn("seen_at", "bigint", required)
      // Its own clock, ahead of the database's.
      .addColumn("ahead_ms", "bigint", required)
      .addColumn("hears", "bigint", flag("hears"))
      // JSON.
      .addColumn("modems", "text", required)
      .execute();
    await db.schema
      .createTable("singletons")
      .addColumn("name", "text", (column) => column.primaryKey().notNull())
      .addColumn("node", "text", required)
      // Of a process: two may have one name.
      .addColumn("life", "text", required)
      .addColumn("since", "bigint", required)
      .addColumn("until", "bigint", required)
      .execute();
    // Migrations after which programs that do not know them may go on.
    await db.schema
      .createTable("tolerated_migrations")
      .addColumn("name", "text", (column) => column.primaryKey().notNull())
      .execute();
  },
};
