import { type Kysely, type Migration, sql } from "kysely";
import { flag, isPostgres, oneOf, required } from "./columns.ts";

/**
 * Fewer pages written for each message. SQLite writes whole pages, so a row that is in five indexes and a table costs six,
 * and SD cards wear: what belongs to a message lies together, and the indexes of lists get messages many at a time.
 */
export const pagesWritten: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    if (!isPostgres(db)) {
      await timeline(db);
      await parts(db);
      await unmatchedReports(db);
      await listedLater(db);
    }
    // A part is *sending* only while its message is, and few are: those are found by their message.
    for (const table of ["outgoing_parts", "outgoing_abandoned"]) {
      await sql`drop index if exists ${sql.ref(`${table}_doubt`)}`.execute(db);
    }
    await sql`create index outgoing_parts_doubt on outgoing_parts (sim, recipient_tail)
      where state = 'unknown' or doubtful = 1`.execute(db);
    await sql`create index outgoing_abandoned_doubt on outgoing_abandoned_parts (sim, recipient_tail)
      where state = 'unknown' or doubtful = 1`.execute(db);
  },
};

const ofMessage = (column: Parameters<typeof required>[0]) =>
  column.notNull().references("outgoing_messages.id").onDelete("cascade");

/** By message, in its own order: no second tree that finds a message's lines. */
async function timeline(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("clustered_timeline")
    .addColumn("message_id", "bigint", ofMessage)
    // Counts up within a message.
    .addColumn("id", "integer", required)
    .addColumn("at", "bigint", required)
    .addColumn("state", "text", required)
    .addColumn("position", "integer")
    .addColumn("modem", "text")
    .addColumn("detail", "text")
    .addPrimaryKeyConstraint("outgoing_timeline_key", ["message_id", "id"])
    .modifyEnd(sql`without rowid`)
    .execute();
  await sql`insert into clustered_timeline (message_id, id, at, state, "position", modem, detail)
    select message_id, id, at, state, "position", modem, detail from outgoing_timeline
    order by message_id, id`.execute(db);
  await replaceTable(db, "outgoing_timeline", "clustered_timeline");
}

async function parts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("clustered_parts")
    .addColumn("message_id", "bigint", ofMessage)
    .addColumn("position", "integer", (column) => column.notNull().check(sql`"position" >= 1`))
    .addColumn("pdu", "text", required)
    .addColumn("length", "integer", required)
    .addColumn("state", "text", (column) =>
      oneOf("state", ["open", "sending", "sent", "unknown", "delivered", "undelivered"])(column).defaultTo("open"),
    )
    // Open again after an unknown outcome: a report for the first try may still come.
    .addColumn("doubtful", "integer", flag("doubtful"))
    .addColumn("recipient_tail", "text", required)
    .addColumn("reference", "integer", (column) => column.check(sql`reference between 0 and 255`))
    .addColumn("modem", "text")
    .addColumn("sim", "text")
    .addColumn("sending_at", "bigint")
    .addColumn("sent_at", "bigint")
    .addColumn("status_code", "integer")
    .addColumn("discharged_at", "bigint")
    .addPrimaryKeyConstraint("outgoing_parts_key", ["message_id", "position"])
    .modifyEnd(sql`without rowid`)
    .execute();
  const columns = sql.raw(`message_id, "position", pdu, length, state, doubtful, recipient_tail, reference, modem, sim,
    sending_at, sent_at, status_code, discharged_at`);
  await sql`insert into clustered_parts (${columns}) select ${columns} from outgoing_parts
    order by message_id, "position"`.execute(db);
  await replaceTable(db, "outgoing_parts", "clustered_parts");
  await sql`create index outgoing_parts_reference on outgoing_parts (sim, recipient_tail, reference, sent_at)
    where reference is not null`.execute(db);
}

async function unmatchedReports(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("clustered_reports")
    .addColumn("sim", "text", required)
    .addColumn("recipient_tail", "text", required)
    // Counts up within a recipient.
    .addColumn("id", "integer", required)
    .addColumn("modem", "text", required)
    .addColumn("reference", "integer", required)
    .addColumn("outcome", "text", oneOf("outcome", ["completed", "still-trying", "permanent", "gave-up"]))
    .addColumn("status_code", "integer", required)
    .addColumn("discharged_at", "bigint", required)
    .addColumn("received_at", "bigint", required)
    .addPrimaryKeyConstraint("unmatched_reports_key", ["sim", "recipient_tail", "id"])
    .modifyEnd(sql`without rowid`)
    .execute();
  const columns = sql.raw(
    `sim, recipient_tail, id, modem, reference, outcome, status_code, discharged_at, received_at`,
  );
  await sql`insert into clustered_reports (${columns}) select ${columns} from unmatched_reports`.execute(db);
  await replaceTable(db, "unmatched_reports", "clustered_reports");
  await sql`create index unmatched_reports_age on unmatched_reports (received_at)`.execute(db);
}

/** Nothing refers to the table. */
async function replaceTable(db: Kysely<unknown>, name: string, by: string): Promise<void> {
  await db.schema.dropTable(name).execute();
  await db.schema.alterTable(by).renameTo(name).execute();
}

/**
 * The newest messages are in no index of lists, nor in the counters: they are found by their ID. Most are settled when
 * they get there, once and with many others.
 */
async function listedLater(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("outgoing_messages")
    .addColumn("listed", "integer", (column) => column.notNull().defaultTo(1).check(sql`listed in (0, 1)`))
    .execute();
  // Its only row: every message up to this ID is listed.
  await db.schema.createTable("outgoing_listed").addColumn("up_to", "bigint", required).execute();
  await sql`insert into outgoing_listed select coalesce(max(id), 0) from outgoing_messages`.execute(db);

  const listings = {
    outgoing_state: sql`(state, created_at, id) where listed = 1`,
    outgoing_recipient: sql`(recipient, state, created_at, id) where state <> 'queued' and listed = 1`,
    outgoing_user: sql`(user_id, state, created_at, id) where state <> 'queued' and listed = 1`,
    outgoing_telegram: sql`(state, created_at, id) where via = 'telegram' and listed = 1`,
    outgoing_expiry: sql`(expires_at) where state = 'queued' and listed = 1`,
  };
  for (const [name, definition] of Object.entries(listings)) {
    await db.schema.dropIndex(name).execute();
    await sql`create index ${sql.ref(name)} on outgoing_messages ${definition}`.execute(db);
  }
  await sql`create index outgoing_unknown on outgoing_messages (id) where state = 'unknown'`.execute(db);
  await counters(db);
}

async function counters(db: Kysely<unknown>): Promise<void> {
  for (const name of ["in", "out", "move"]) await sql`drop trigger ${sql.ref(`outgoing_counted_${name}`)}`.execute(db);
  const add = (row: "new" | "old", step: "+ 1" | "- 1") =>
    sql.raw(`insert into outgoing_counts (state, count) select ${row}.state, 0 ${step} where ${row}.listed = 1
      on conflict (state) do update set count = count ${step}`);
  await sql`create trigger outgoing_counted_in after insert on outgoing_messages when new.listed = 1
    begin ${add("new", "+ 1")}; end`.execute(db);
  await sql`create trigger outgoing_counted_out after delete on outgoing_messages when old.listed = 1
    begin ${add("old", "- 1")}; end`.execute(db);
  await sql`create trigger outgoing_counted_move after update of state, listed on outgoing_messages
    when old.state <> new.state or old.listed <> new.listed
    begin ${add("old", "- 1")}; ${add("new", "+ 1")}; end`.execute(db);
}
