import { type Kysely, type Migration, sql } from "kysely";
import { counter, flag, oneOf, required, withId } from "./columns.ts";

/** Users, settings, events, the queue and the inbox. */
export const core: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await users(db);
    await settingsAndEvents(db);
    await nodes(db);
    await outgoingMessages(db);
    await outgoingParts(db);
    await incoming(db);
  },
};

async function users(db: Kysely<unknown>): Promise<void> {
  await withId(db, db.schema.createTable("users"))
    .addColumn("name", "text", required)
    // Lower case, NFC: the form in which names are compared.
    .addColumn("name_key", "text", (column) => column.notNull().unique())
    .addColumn("password_hash", "text", required)
    .addColumn("disabled", "integer", flag("disabled"))
    .execute();
  await db.schema
    .createTable("user_permissions")
    .addColumn("user_id", "bigint", (column) => column.notNull().references("users.id").onDelete("cascade"))
    .addColumn("permission", "text", required)
    .addPrimaryKeyConstraint("user_permissions_key", ["user_id", "permission"])
    .execute();
  // One row for each thing that other processes must notice changing.
  await db.schema
    .createTable("generations")
    .addColumn("name", "text", (column) => column.primaryKey().notNull())
    .addColumn("value", "bigint", counter)
    .execute();
  await sql`insert into generations (name, value) values ('users', 1)`.execute(db);
}

async function settingsAndEvents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("settings")
    .addColumn("key", "text", (column) => column.primaryKey().notNull())
    .addColumn("value", "text", required)
    .execute();
  await withId(db, db.schema.createTable("events"))
    .addColumn("at", "bigint", required)
    .addColumn("severity", "text", oneOf("severity", ["info", "warning", "error"]))
    .addColumn("kind", "text", required)
    .addColumn("message", "text", required)
    .addColumn("user_name", "text")
    .addColumn("modem", "text")
    .addColumn("message_id", "bigint")
    .addColumn("address", "text")
    .addColumn("details", "text")
    .execute();
  await db.schema.createIndex("events_at").on("events").columns(["at"]).execute();
  await db.schema.createIndex("events_kind").on("events").columns(["kind", "id"]).execute();
  await index(db, "events_message", "events", ["message_id", "id"], sql`message_id is not null`);
  await index(db, "events_user", "events", ["user_name", "id"], sql`user_name is not null`);
  await index(db, "events_modem", "events", ["modem", "id"], sql`modem is not null`);
  await index(db, "events_severe", "events", ["severity", "id"], sql`severity <> 'info'`);
}

async function nodes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("nodes")
    .addColumn("node", "text", (column) => column.primaryKey().notNull())
    .addColumn("epoch", "bigint", required)
    .addColumn("lease_until", "bigint", required)
    .execute();
}

async function outgoingMessages(db: Kysely<unknown>): Promise<void> {
  await withId(db, db.schema.createTable("outgoing_messages"))
    .addColumn("created_at", "bigint", required)
    .addColumn("recipient", "text", required)
    .addColumn("text", "text", required)
    .addColumn("kind", "text", oneOf("kind", ["text", "ring"]))
    .addColumn("flash", "integer", flag("flash"))
    .addColumn("channel", "text", oneOf("channel", ["sms", "telegram", "auto"]))
    .addColumn("priority", "integer", (column) => column.notNull().check(sql`priority in (0, 1, 2)`))
    // Empty for any, so that one index serves both.
    .addColumn("pool", "text", (column) => column.notNull().defaultTo(""))
    // Not a foreign key: who sent a message stays known after the user is removed, and numbers are never given again.
    .addColumn("user_id", "bigint")
    .addColumn("source", "text", required)
    .addColumn("send_at", "bigint", required)
    .addColumn("expires_at", "bigint", required)
    .addColumn("state", "text", (column) =>
      oneOf("state", [
        "queued",
        "sending",
        "sent",
        "delivered",
        "undelivered",
        "failed",
        "unknown",
        "cancelled",
        "expired",
      ])(column).defaultTo("queued"),
    )
    .addColumn("due_at", "bigint", required)
    .addColumn("attempts", "integer", counter)
    .addColumn("resends", "integer", counter)
    .addColumn("may_be_duplicate", "integer", flag("may_be_duplicate"))
    // Who left the outcome unknown; only the modem's use up the one resend.
    .addColumn("unknown_cause", "text", (column) => column.check(sql`unknown_cause in ('modem', 'gateway')`))
    .addColumn("concat_reference", "integer")
    .addColumn("modem", "text")
    .addColumn("last_error", "text")
    .addColumn("sent_at", "bigint")
    .addColumn("settled_at", "bigint")
    // Queued and due behind another message to the same recipient: out of the way of claims until that one leaves.
    .addColumn("parked", "integer", counter)
    .addColumn("fence", "bigint", counter)
    .addColumn("lease_node", "text")
    .addColumn("lease_epoch", "bigint")
    .addColumn("lease_until", "bigint")
    .addCheckConstraint("outgoing_messages_parked", sql`parked = 0 or (parked = 1 and state = 'queued')`)
    .addCheckConstraint(
      "outgoing_messages_lease",
      sql`state <> 'sending' or (lease_node is not null and lease_epoch is not null and lease_until is not null)`,
    )
    .execute();

  const queue = ["pool", "priority", "due_at", "id"];
  const messages = "outgoing_messages";
  await index(db, "outgoing_ready", messages, queue, sql`state = 'queued' and parked = 0`);
  await index(db, "outgoing_parked", messages, ["recipient", ...queue], sql`parked = 1`);
  await index(db, "outgoing_expiry", messages, ["expires_at"], sql`state = 'queued'`);
  // One message of a recipient at a time, across all gateways: keeps the order.
  await sql`create unique index outgoing_sending on outgoing_messages (recipient) where state = 'sending'`.execute(db);
  await index(db, "outgoing_state", messages, ["state", "id"]);

  await db.schema
    .createTable("outgoing_excluded_modems")
    .addColumn("message_id", "bigint", ofMessage)
    .addColumn("modem", "text", required)
    .addPrimaryKeyConstraint("outgoing_excluded_modems_key", ["message_id", "modem"])
    .execute();
  await withId(db, db.schema.createTable("outgoing_timeline"))
    .addColumn("message_id", "bigint", ofMessage)
    .addColumn("at", "bigint", required)
    .addColumn("state", "text", required)
    .addColumn("position", "integer")
    .addColumn("modem", "text")
    .addColumn("detail", "text")
    .execute();
  await index(db, "outgoing_timeline_message", "outgoing_timeline", ["message_id", "id"]);
}

async function outgoingParts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable("outgoing_parts")
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
    .execute();
  const parts = "outgoing_parts";
  const report = ["sim", "recipient_tail"];
  await index(db, "outgoing_parts_reference", parts, [...report, "reference", "sent_at"], sql`reference is not null`);
  await index(db, "outgoing_parts_doubt", parts, report, sql`state in ('sending', 'unknown') or doubtful = 1`);

  await withId(db, db.schema.createTable("unmatched_reports"))
    .addColumn("modem", "text", required)
    .addColumn("sim", "text", required)
    .addColumn("reference", "integer", required)
    .addColumn("recipient_tail", "text", required)
    .addColumn("outcome", "text", oneOf("outcome", ["completed", "still-trying", "permanent", "gave-up"]))
    .addColumn("status_code", "integer", required)
    .addColumn("discharged_at", "bigint", required)
    .addColumn("received_at", "bigint", required)
    .execute();
  await index(db, "unmatched_reports_key", "unmatched_reports", [...report, "reference"]);
  await index(db, "unmatched_reports_age", "unmatched_reports", ["received_at"]);
}

async function incoming(db: Kysely<unknown>): Promise<void> {
  const messages = "incoming_messages";
  await withId(db, db.schema.createTable(messages))
    .addColumn("channel", "text", oneOf("channel", ["sms"]))
    .addColumn("modem", "text", required)
    .addColumn("sim", "text", required)
    .addColumn("sender", "text")
    .addColumn("sender_type", "text")
    .addColumn("text", "text", required)
    .addColumn("data", "text")
    .addColumn("class", "integer")
    .addColumn("sent_at", "bigint")
    .addColumn("received_at", "bigint", required)
    .addColumn("state", "text", oneOf("state", ["waiting", "complete", "incomplete", "undecodable"]))
    .addColumn("total", "integer", required)
    // What the parts of one message have in common; absent for a single message.
    .addColumn("join_key", "text")
    .execute();
  await index(db, "incoming_joining", messages, ["join_key"], sql`state in ('waiting', 'incomplete')`);
  await index(db, "incoming_waiting", messages, ["received_at"], sql`state = 'waiting'`);

  await withId(db, db.schema.createTable("incoming_parts"))
    .addColumn("message_id", "bigint", (column) => column.notNull().references(`${messages}.id`).onDelete("cascade"))
    .addColumn("part", "integer", required)
    .addColumn("modem", "text", required)
    .addColumn("sim", "text", required)
    .addColumn("received_at", "bigint", required)
    .addColumn("sent_at", "bigint")
    .addColumn("pdu", "text", required)
    .addColumn("smsc", "text")
    .addColumn("alphabet", "text")
    .addColumn("protocol", "integer")
    .addColumn("text", "text")
    .addColumn("data", "text")
    .addColumn("destination_port", "integer")
    .addColumn("source_port", "integer")
    .addColumn("decode_error", "text")
    .addColumn("dedupe_key", "text", required)
    .addUniqueConstraint("incoming_parts_dedupe", ["sim", "dedupe_key"])
    .addUniqueConstraint("incoming_parts_position", ["message_id", "part"])
    .execute();
}

const ofMessage = (column: Parameters<typeof required>[0]) =>
  column.notNull().references("outgoing_messages.id").onDelete("cascade");

/** Spelt out, since the schema builder cannot write a condition that both planners recognise as the queries' own. */
async function index(
  db: Kysely<unknown>,
  name: string,
  table: string,
  columns: readonly string[],
  condition?: ReturnType<typeof sql>,
): Promise<void> {
  const keys = sql.join(columns.map((column) => sql.ref(column)));
  const where = condition ? sql` where ${condition}` : sql``;
  await sql`create index ${sql.ref(name)} on ${sql.table(table)} (${keys})${where}`.execute(db);
}
