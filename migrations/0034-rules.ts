import { type Kysely, type Migration, sql } from "kysely";
import { counter, flag, nameKey, required, withId } from "./columns.ts";

/** Rules of message routing, which incoming messages they have seen, and what keeps answers and forwarding from going round. */
export const rules: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`insert into generations (name, value) values ('rules', 1)`.execute(db);
    await withId(db, db.schema.createTable("rules"))
      // From 1, without gaps.
      .addColumn("position", "bigint", required)
      .addColumn("name", "text", required)
      .addColumn("name_key", nameKey(db), (column) => column.notNull().unique())
      .addColumn("enabled", "bigint", flag("enabled"))
      // JSON: the rest of the rule, with its secrets masked.
      .addColumn("definition", "text", required)
      // JSON object, opened by the installation's secret key alone.
      .addColumn("secrets_sealed", "text")
      // Counts the changes.
      .addColumn("version", "bigint", required)
      .addColumn("created_at", "bigint", required)
      .addColumn("changed_at", "bigint", required)
      .addColumn("matched", "bigint", counter)
      .addColumn("last_matched_at", "bigint")
      .execute();
    await db.schema
      .createTable("rule_answers")
      .addColumn("rule_id", "bigint", (column) => column.notNull().references("rules.id").onDelete("cascade"))
      .addColumn("number", "text", required)
      // Of the last automatic answer.
      .addColumn("answered_at", "bigint", required)
      .addPrimaryKeyConstraint("rule_answers_key", ["rule_id", "number"])
      .execute();
    await sql`create index rule_answers_old on rule_answers (answered_at)`.execute(db);
    await db.schema
      .createTable("answered_numbers")
      .addColumn("number", "text", (column) => column.primaryKey())
      // Of the last automatic answer to it, or of its last message that came soon after one.
      .addColumn("heard_at", "bigint", required)
      .execute();
    await sql`create index answered_numbers_old on answered_numbers (heard_at)`.execute(db);
    await db.schema
      .createTable("forwarded_messages")
      .addColumn("message_id", "bigint", (column) =>
        column.primaryKey().references("outgoing_messages.id").onDelete("cascade"),
      )
      .addColumn("recipient", "text", required)
      .addColumn("forwarded_at", "bigint", required)
      // How often its text has been forwarded, this time included.
      .addColumn("times", "bigint", required)
      .execute();
    await sql`create index forwarded_to on forwarded_messages (recipient, forwarded_at)`.execute(db);
    await sql`create index forwarded_old on forwarded_messages (forwarded_at)`.execute(db);
    await db.schema.alterTable("incoming_messages").addColumn("routed_at", "bigint").execute();
    // What came before there were rules is not routed.
    await sql`update incoming_messages set routed_at = received_at where state <> 'waiting'`.execute(db);
    await sql`create index incoming_unrouted on incoming_messages (id)
      where routed_at is null and state in ('complete', 'incomplete')`.execute(db);
  },
};
