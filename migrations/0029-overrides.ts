import { type Kysely, type Migration, sql } from "kysely";
import { required, withId } from "./columns.ts";

/** Who of a group is on call once, in place of what its schedule says. */
export const overrides: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const member = ["group_id", "contact_id"] as const;
    await withId(db, db.schema.createTable("contact_group_overrides"))
      .addColumn("group_id", "bigint", required)
      .addColumn("contact_id", "bigint", required)
      // Whose shifts these are by the schedule; absent when somebody is on call besides.
      .addColumn("instead_of", "bigint")
      .addColumn("starts_at", "bigint", required)
      .addColumn("ends_at", "bigint", required)
      .addCheckConstraint("contact_group_overrides_last", sql`ends_at > starts_at`)
      // Who leaves the group is on call no more, and needs nobody instead.
      .addForeignKeyConstraint(
        "contact_group_overrides_who",
        [...member],
        "contact_group_members",
        [...member],
        (key) => key.onDelete("cascade"),
      )
      .addForeignKeyConstraint(
        "contact_group_overrides_whose",
        ["group_id", "instead_of"],
        "contact_group_members",
        [...member],
        (key) => key.onDelete("cascade"),
      )
      .execute();
    const table = "contact_group_overrides";
    await db.schema.createIndex(`${table}_who_is`).on(table).columns(["group_id", "contact_id"]).execute();
    await db.schema.createIndex(`${table}_whose_is`).on(table).columns(["group_id", "instead_of"]).execute();
  },
};
