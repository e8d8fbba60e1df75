import type { Kysely, Migration } from "kysely";
import { flag, oneOf, required, withId } from "./columns.ts";

/** Records of persons that were removed everywhere. A number is never in them. */
export const erasures: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await withId(db, db.schema.createTable("erasures"))
      .addColumn("begun_at", "bigint", required)
      // Said again while it runs: what was not for a while was cut off.
      .addColumn("seen_at", "bigint", required)
      .addColumn("ended_at", "bigint")
      .addColumn("state", "text", oneOf("state", ["running", "done", "cut-off"]))
      .addColumn("is_dry", "bigint", flag("is_dry"))
      .addColumn("user_name", "text")
      // JSON: what was removed, what is left.
      .addColumn("result", "text", required)
      .execute();
  },
};
