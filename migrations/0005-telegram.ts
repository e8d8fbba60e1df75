import { type Kysely, type Migration, sql } from "kysely";
import { counter, oneOf, required } from "./columns.ts";

/**
 * A second way out beside SMS, with a queue of its own; who can be reached by it; and messages that came in by it.
 */
export const telegram: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await ways(db);
    await links(db);
    await incomingChannel(db);
  },
};

async function ways(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("outgoing_messages")
    // The way that it goes now or next; `channel` is what was asked for.
    .addColumn("via", "text", (column) => oneOf("via", ["sms", "telegram"])(column).defaultTo("sms"))
    .execute();
  await db.schema
    .alterTable("outgoing_messages")
    // UTF-16 units at the start of the text that have gone by a way that it was on before.
    .addColumn("taken_units", "integer", counter)
    .execute();
  await sql`
    update outgoing_messages set via = 'telegram'
    where state = 'queued' and kind = 'text' and flash = 0 and channel in ('telegram', 'auto')
      and not exists (select 1 from outgoing_parts where outgoing_parts.message_id = outgoing_messages.id)`.execute(db);

  for (const name of ["outgoing_ready", "outgoing_parked", "outgoing_sending"]) {
    await db.schema.dropIndex(name).execute();
  }
  // Conditions as the queries spell them, so that both planners recognise them.
  await sql`create index outgoing_ready on outgoing_messages (lane, priority, due_at, id)
    where state = 'queued' and parked = 0 and via = 'sms'`.execute(db);
  await sql`create index outgoing_ready_telegram on outgoing_messages (priority, due_at, id)
    where state = 'queued' and parked = 0 and via = 'telegram'`.execute(db);
  await sql`create index outgoing_parked on outgoing_messages (recipient, via, lane, priority, due_at, id)
    where parked = 1`.execute(db);
  // One message of a recipient at a time on each way: keeps the order, and no way holds up the other.
  await sql`create unique index outgoing_sending on outgoing_messages (recipient, via) where state = 'sending'`.execute(
    db,
  );
}

async function links(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("telegram_links")
    .addColumn("number", "text", (column) => column.primaryKey().notNull())
    .addColumn("chat_id", "bigint", (column) => column.notNull().unique())
    // As the person is called there.
    .addColumn("name", "text", required)
    .addColumn("language", "text")
    .addColumn("linked_at", "bigint", required)
    // The person has blocked the bot, and may take it back.
    .addColumn("blocked_at", "bigint")
    .execute();
  // Only one gateway at a time may ask a bot's updates.
  await db.schema
    .createTable("telegram_polling")
    .addColumn("bot_id", "bigint", (column) => column.primaryKey().notNull())
    .addColumn("node", "text", required)
    .addColumn("until", "bigint", required)
    .execute();
}

/** A column's own check goes with the column: a second one takes its place, on both databases alike. */
async function incomingChannel(db: Kysely<unknown>): Promise<void> {
  const table = () => db.schema.alterTable("incoming_messages");
  await table()
    .addColumn("came_by", "text", (column) => oneOf("came_by", ["sms", "telegram"])(column).defaultTo("sms"))
    .execute();
  await sql`update incoming_messages set came_by = channel`.execute(db);
  await table().dropColumn("channel").execute();
  await table().renameColumn("came_by", "channel").execute();
}
