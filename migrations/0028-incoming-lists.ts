import { type Kysely, type Migration, sql } from "kysely";

/** Lists of incoming messages by modem and by whether they were read that stay quick with a million messages. */
export const incomingLists: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create index incoming_modem on incoming_messages (modem, received_at, id)
      where state <> 'waiting'`.execute(db);
    await sql`create index incoming_unread on incoming_messages (received_at, id)
      where state <> 'waiting' and read_at is null`.execute(db);
    await sql`create index incoming_read on incoming_messages (received_at, id)
      where state <> 'waiting' and read_at is not null`.execute(db);
  },
};
