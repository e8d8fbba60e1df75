import { type Kysely, type Migration, sql } from "kysely";
import { flag, isPostgres, oneOf, required, withId } from "./columns.ts";

const DOORS = ["message", "api", "command"];

/**
 * Numbers that nothing is sent to, and the record of what was asked, which the database itself keeps from being changed.
 */
export const optOuts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    // A row for each number that is opted out now.
    await withId(db, db.schema.createTable("opt_outs"))
      .addColumn("number", "text", (column) => column.notNull().unique())
      .addColumn("since", "bigint", required)
      .addColumn("door", "text", oneOf("door", DOORS))
      // No references: what was asked outlives the message and the user.
      .addColumn("incoming_id", "bigint")
      .addColumn("user_id", "bigint")
      .addColumn("user_name", "text")
      .execute();
    await withId(db, db.schema.createTable("opt_out_audit"))
      .addColumn("number", "text", required)
      .addColumn("action", "text", oneOf("action", ["opt-out", "opt-in"]))
      // 0: the number was in that state before.
      .addColumn("has_changed", "bigint", flag("has_changed"))
      .addColumn("at", "bigint", required)
      .addColumn("door", "text", oneOf("door", DOORS))
      // As the message said it, or why a user did it.
      .addColumn("asked", "text")
      .addColumn("incoming_id", "bigint")
      .addColumn("modem", "text")
      .addColumn("user_id", "bigint")
      .addColumn("user_name", "text")
      .execute();
    await db.schema.createIndex("opt_out_audit_number").on("opt_out_audit").columns(["number", "id"]).execute();
    await (isPostgres(db) ? fixOnPostgres(db) : fixOnSqlite(db));
    // 1: its sender may send to numbers that opted out, or it is the confirmation.
    await db.schema
      .alterTable("outgoing_messages")
      .addColumn("despite_opt_out", "bigint", flag("despite_opt_out"))
      .execute();
  },
};

const REFUSAL = "rows of opt_out_audit are never changed or deleted";

async function fixOnPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create function opt_out_audit_fixed() returns trigger language plpgsql as $$ begin
    raise exception ${sql.lit(REFUSAL)}; end $$`.execute(db);
  await sql`create trigger opt_out_audit_fixed before update or delete on opt_out_audit
    for each row execute function opt_out_audit_fixed()`.execute(db);
  await sql`create trigger opt_out_audit_kept before truncate on opt_out_audit
    for each statement execute function opt_out_audit_fixed()`.execute(db);
}

async function fixOnSqlite(db: Kysely<unknown>): Promise<void> {
  const refuse = sql`begin select raise(abort, ${sql.lit(REFUSAL)}); end`;
  await sql`create trigger opt_out_audit_fixed before update on opt_out_audit ${refuse}`.execute(db);
  await sql`create trigger opt_out_audit_kept before delete on opt_out_audit ${refuse}`.execute(db);
  // `insert or replace` deletes what it replaces, without a trigger.
  await sql`create trigger opt_out_audit_added before insert on opt_out_audit
    when exists (select 1 from opt_out_audit where id = new.id) ${refuse}`.execute(db);
}
