import { type Kysely, type Migration, sql } from "kysely";
import { flag, required, withId } from "./columns.ts";

/** The rest of a long message goes by the SIM that sent its first parts; when it has to go whole by another one, those stay known. */
export const sameSim: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable("outgoing_messages")
      // Set while the message is in the lane of a SIM.
      .addColumn("sim_wait_since", "bigint")
      .execute();
    await sql`create index outgoing_sim_wait on outgoing_messages (sim_wait_since)
      where state = 'queued' and sim_wait_since is not null`.execute(db);
    await abandonedParts(db);
  },
};

/** Reports about them still come, and must not be taken for reports about others. */
async function abandonedParts(db: Kysely<unknown>): Promise<void> {
  await withId(db, db.schema.createTable("outgoing_abandoned_parts"))
    .addColumn("message_id", "bigint", (column) =>
      column.notNull().references("outgoing_messages.id").onDelete("cascade"),
    )
    .addColumn("position", "integer", required)
    .addColumn("recipient_tail", "text", required)
    .addColumn("sim", "text", required)
    .addColumn("state", "text", required)
    // Nobody knows whether it went.
    .addColumn("doubtful", "integer", flag("doubtful"))
    .addColumn("reference", "integer")
    .addColumn("sending_at", "bigint")
    .addColumn("sent_at", "bigint")
    .addColumn("status_code", "integer")
    .addColumn("discharged_at", "bigint")
    .execute();
  await sql`create index outgoing_abandoned_reference on outgoing_abandoned_parts
    (sim, recipient_tail, reference, sent_at) where reference is not null`.execute(db);
  await sql`create index outgoing_abandoned_doubt on outgoing_abandoned_parts (sim, recipient_tail)
    where doubtful = 1`.execute(db);
  await sql`create index outgoing_abandoned_message on outgoing_abandoned_parts (message_id)`.execute(db);
}
