import { type Kysely, type Migration, sql } from "kysely";
import { flag, isPostgres } from "./columns.ts";

/** Texts that are deleted before their messages are, and the only way by which records of opt-outs are deleted. */
export const retention: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    for (const table of ["outgoing_messages", "incoming_messages"]) {
      await db.schema.alterTable(table).addColumn("text_gone", "integer", flag("text_gone")).execute();
    }
    // Has a row inside the transactions of retention and of an erasure, and never after their commit.
    await db.schema
      .createTable("audit_clearance")
      .addColumn("why", "text", (column) => column.primaryKey().notNull())
      .execute();
    await (isPostgres(db) ? clearOnPostgres(db) : clearOnSqlite(db));
  },
};

const REFUSAL = "rows of opt_out_audit are never changed or deleted";

async function clearOnPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create or replace function opt_out_audit_fixed() returns trigger language plpgsql as $$ begin
    if tg_op in ('UPDATE', 'DELETE') then
      if exists (select 1 from audit_clearance) then
        if tg_op = 'DELETE' then return old; end if;
        return new;
      end if;
    end if;
    raise exception ${sql.lit(REFUSAL)}; end $$`.execute(db);
}

async function clearOnSqlite(db: Kysely<unknown>): Promise<void> {
  const refuse = sql`when not exists (select 1 from audit_clearance) begin select raise(abort, ${sql.lit(REFUSAL)}); end`;
  await sql`drop trigger opt_out_audit_fixed`.execute(db);
  await sql`drop trigger opt_out_audit_kept`.execute(db);
  await sql`create trigger opt_out_audit_fixed before update on opt_out_audit ${refuse}`.execute(db);
  await sql`create trigger opt_out_audit_kept before delete on opt_out_audit ${refuse}`.execute(db);
}
