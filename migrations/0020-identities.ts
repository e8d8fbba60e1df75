import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, required } from "./columns.ts";

/** Who at a provider of OpenID Connect is which user here. */
export const identities: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("identities")
      .addColumn("issuer", "text", required)
      .addColumn("subject", "text", required)
      .addColumn("user_id", "bigint", (column) => column.notNull().references("users.id").onDelete("cascade"))
      .addPrimaryKeyConstraint("identities_key", ["issuer", "subject"])
      .modifyEnd(isPostgres(db) ? sql`` : sql`without rowid`)
      .execute();
    await db.schema.createIndex("identities_user").on("identities").column("user_id").execute();
  },
};
