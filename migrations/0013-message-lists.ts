import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres } from "./columns.ts";

/** Lists by modem, source and the client's reference that stay quick with a million messages. */
export const messageLists: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // Newest messages are in no index of lists on SQLite; queued ones are found by their state, to keep acceptance cheap.
    const isListed = isPostgres(db) ? sql`` : sql` and listed = 1`;
    await sql`create index outgoing_modem on outgoing_messages (modem, created_at, id)
      where modem is not null and state <> 'queued'${isListed}`.execute(db);
    await sql`create index outgoing_source on outgoing_messages (source, created_at, id)
      where state <> 'queued'${isListed}`.execute(db);
    await sql`create index outgoing_reference on outgoing_messages (reference, created_at, id)
      where reference is not null${isListed}`.execute(db);
  },
};
