import { type Kysely, type Migration, sql } from "kysely";
import { nameKey, required, withId } from "./columns.ts";

/** Contacts, groups with their members, and who of a group is on call when. */
export const addressBook: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await withId(db, db.schema.createTable("contacts"))
      .addColumn("name", "text", required)
      .addColumn("name_key", nameKey(db), (column) => column.notNull().unique())
      // As messages have it: `+49…` or a short code.
      .addColumn("number", "text")
      .addColumn("email", "text")
      .addColumn("note", "text")
      .execute();
    await db.schema.createIndex("contacts_number").on("contacts").columns(["number"]).execute();

    await withId(db, db.schema.createTable("contact_groups"))
      .addColumn("name", "text", required)
      .addColumn("name_key", nameKey(db), (column) => column.notNull().unique())
      // IANA name; absent without a schedule.
      .addColumn("time_zone", "text")
      .execute();

    await db.schema
      .createTable("contact_group_members")
      .addColumn("group_id", "bigint", (column) => column.notNull().references("contact_groups.id").onDelete("cascade"))
      .addColumn("contact_id", "bigint", (column) => column.notNull().references("contacts.id").onDelete("cascade"))
      // Place in the escalation order, from 1; absent for members who have none.
      .addColumn("escalation", "integer")
      .addPrimaryKeyConstraint("contact_group_members_key", ["group_id", "contact_id"])
      .execute();
    await db.schema
      .createIndex("contact_group_members_contact")
      .on("contact_group_members")
      .columns(["contact_id"])
      .execute();

    await withId(db, db.schema.createTable("contact_group_shifts"))
      .addColumn("group_id", "bigint", required)
      .addColumn("contact_id", "bigint", required)
      // One bit a day: 1 is Monday, 64 is Sunday.
      .addColumn("weekdays", "integer", (column) => column.notNull().check(sql`weekdays between 1 and 127`))
      // Minutes after midnight; a shift that does not end after it begins goes on into the next day.
      .addColumn("from_minute", "integer", (column) => column.notNull().check(sql`from_minute between 0 and 1439`))
      .addColumn("to_minute", "integer", (column) => column.notNull().check(sql`to_minute between 1 and 1440`))
      // Who leaves the group is on call no more.
      .addForeignKeyConstraint(
        "contact_group_shifts_member",
        ["group_id", "contact_id"],
        "contact_group_members",
        ["group_id", "contact_id"],
        (constraint) => constraint.onDelete("cascade"),
      )
      .execute();
    await db.schema
      .createIndex("contact_group_shifts_member")
      .on("contact_group_shifts")
      .columns(["group_id", "contact_id"])
      .execute();

    await sql`insert into generations (name, value) values ('address-book', 1)`.execute(db);
  },
};
