import { type Kysely, type Migration, sql } from "kysely";
import { counter } from "./columns.ts";

/**
 * Lists of messages that stay quick with a million of them, what iSMS clients ask about, and a number that tells a
 * user's earlier self from the present one.
 */
export const rest: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // Grows with every change of the user.
    await db.schema.alterTable("users").addColumn("revision", "bigint", counter).execute();
    await listings(db);
    // Which messages one iSMS request became, when they were several: `send_id` is the first of them.
    await db.schema
      .createTable("isms_sends")
      .addColumn("send_id", "bigint", (column) => column.notNull())
      .addColumn("message_id", "bigint", (column) =>
        column.notNull().references("outgoing_messages.id").onDelete("cascade"),
      )
      .addPrimaryKeyConstraint("isms_sends_key", ["send_id", "message_id"])
      .execute();
    await db.schema.createIndex("isms_sends_message").on("isms_sends").columns(["message_id"]).execute();
  },
};

/** A list is merged from one walk for each state, newest first, so each index has what is equal before the time. */
async function listings(db: Kysely<unknown>): Promise<void> {
  // Takes the place of (state, id).
  await db.schema.dropIndex("outgoing_state").execute();
  await sql`create index outgoing_state on outgoing_messages (state, created_at, id)`.execute(db);
  // Not while it is queued: to accept a message must stay cheap, and an index by recipient touches a page for each.
  await sql`create index outgoing_recipient on outgoing_messages (recipient, state, created_at, id)
    where state <> 'queued'`.execute(db);
  await sql`create index outgoing_user on outgoing_messages (user_id, state, created_at, id)
    where state <> 'queued'`.execute(db);
  // A few among many.
  await sql`create index outgoing_telegram on outgoing_messages (state, created_at, id)
    where via = 'telegram'`.execute(db);
  await sql`create index incoming_telegram on incoming_messages (received_at, id)
    where state <> 'waiting' and channel = 'telegram'`.execute(db);
  await sql`create index incoming_received on incoming_messages (received_at, id) where state <> 'waiting'`.execute(db);
  await sql`create index incoming_sender on incoming_messages (sender, received_at, id)
    where state <> 'waiting'`.execute(db);
}
