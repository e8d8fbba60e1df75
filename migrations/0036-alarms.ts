import { type Kysely, type Migration, sql } from "kysely";
import { counter, flag, nameKey, oneOf, required, withId } from "./columns.ts";

/** Alarms with their timelines, whom they call, and the policies that say so. */
export const alarms: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await withId(db, db.schema.createTable("policies"))
      .addColumn("name", "text", required)
      .addColumn("name_key", nameKey(db), (column) => column.notNull().unique())
      // JSON: the rest of the policy.
      .addColumn("definition", "text", required)
      // Counts the changes.
      .addColumn("version", "bigint", required)
      .addColumn("created_at", "bigint", required)
      .addColumn("changed_at", "bigint", required)
      .execute();
    // A message to a group with a policy opens an alarm. No reference: a policy that a group names is not removed.
    await db.schema.alterTable("contact_groups").addColumn("policy_id", "bigint").execute();
    await withId(db, db.schema.createTable("alarms"))
      .addColumn("number", "bigint", required)
      // Until it is resolved.
      .addColumn("is_active", "bigint", (column) => column.notNull().check(sql`is_active in (0, 1)`))
      .addColumn("policy_key", nameKey(db), required)
      // JSON: the policy as it was when the alarm opened.
      .addColumn("policy", "text", required)
      .addColumn("key", "text")
      .addColumn("title", "text", required)
      .addColumn("text", "text", required)
      .addColumn("severity", "text", oneOf("severity", ["info", "warning", "critical"]))
      // JSON: the door, and who.
      .addColumn("source", "text", required)
      .addColumn("state", "text", oneOf("state", ["open", "acknowledged", "resolved", "unanswered"]))
      .addColumn("holder", "text")
      .addColumn("count", "bigint", required)
      .addColumn("is_drill", "bigint", flag("is_drill"))
      .addColumn("step", "bigint", counter)
      .addColumn("round", "bigint", counter)
      // When something has to be done.
      .addColumn("next_at", "bigint")
      .addColumn("opened_at", "bigint", required)
      // When the policy began with its first step.
      .addColumn("begun_at", "bigint", required)
      .addColumn("acknowledged_at", "bigint")
      .addColumn("resolved_at", "bigint")
      .addColumn("changed_at", "bigint", required)
      .addColumn("version", "bigint", counter)
      .execute();
    await sql`create unique index alarms_number on alarms (number) where is_active = 1`.execute(db);
    await sql`create unique index alarms_key on alarms (policy_key, key) where is_active = 1 and key is not null`.execute(
      db,
    );
    await sql`create index alarms_due on alarms (next_at) where next_at is not null`.execute(db);
    await sql`create index alarms_over on alarms (resolved_at) where resolved_at is not null`.execute(db);
    await withId(db, db.schema.createTable("alarm_entries"))
      .addColumn("alarm_id", "bigint", (column) => column.notNull().references("alarms.id").onDelete("cascade"))
      .addColumn("at", "bigint", required)
      .addColumn("kind", "text", required)
      // JSON: what the kind has.
      .addColumn("about", "text", required)
      .execute();
    await sql`create index alarm_entries_of on alarm_entries (alarm_id, id)`.execute(db);
    await withId(db, db.schema.createTable("alarm_tellings"))
      .addColumn("alarm_id", "bigint", (column) => column.notNull().references("alarms.id").onDelete("cascade"))
      // JSON; null: it calls the person.
      .addColumn("news", "text")
      .addColumn("person", "text", required)
      .addColumn("contact_id", "bigint")
      .addColumn("way", "text", oneOf("way", ["sms", "telegram", "auto", "ring", "email"]))
      .addColumn("address", "text", required)
      .addColumn("step", "bigint", required)
      .addColumn("round", "bigint", required)
      .addColumn("created_at", "bigint", required)
      // As long as it waits.
      .addColumn("due_at", "bigint")
      .addColumn("told_at", "bigint")
      .addColumn("dropped_at", "bigint")
      // No reference: what was told outlives the message.
      .addColumn("message_id", "bigint")
      .execute();
    await sql`create index alarm_tellings_of on alarm_tellings (alarm_id, id)`.execute(db);
    await sql`create index alarm_tellings_due on alarm_tellings (due_at) where due_at is not null`.execute(db);
    await sql`create index alarm_tellings_at on alarm_tellings (address, told_at)`.execute(db);
    await sql`create index alarm_tellings_by on alarm_tellings (message_id) where message_id is not null`.execute(db);
    // Messages of alarms with buttons, as Telegram shows them.
    await db.schema
      .createTable("alarm_chats")
      .addColumn("message_id", "bigint", (column) =>
        column.primaryKey().references("outgoing_messages.id").onDelete("cascade"),
      )
      .addColumn("chat_id", "bigint", required)
      // Telegram's number of the message.
      .addColumn("shown_id", "bigint", required)
      // What stands in it.
      .addColumn("shown", "text", required)
      // It has to be edited: not before this.
      .addColumn("edit_at", "bigint")
      .addColumn("attempts", "bigint", counter)
      .execute();
    await sql`create index alarm_chats_stale on alarm_chats (edit_at) where edit_at is not null`.execute(db);
  },
};
