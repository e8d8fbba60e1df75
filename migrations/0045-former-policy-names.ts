import type { Kysely, Migration } from "kysely";
import { nameKey, required } from "./columns.ts";

/** Names that policies have had: what names one from outside finds it still. */
export const formerPolicyNames: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("former_policy_names")
      .addColumn("name_key", nameKey(db), (column) => column.primaryKey())
      .addColumn("policy_id", "bigint", (column) => required(column).references("policies.id").onDelete("cascade"))
      .execute();
  },
};
