import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, required } from "./columns.ts";

/** How many messages are in each state, kept up to date by the database itself; and what failed lately. */
export const messageCounts: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable("outgoing_counts")
      .addColumn("state", "text", required)
      // On PostgreSQL the sum of a state's rows: two transactions never wait for one row.
      .addColumn("count", "bigint", required)
      .execute();
    await (isPostgres(db) ? onPostgres(db) : onSqlite(db));
    await sql`insert into outgoing_counts select state, count(*) from outgoing_messages group by state`.execute(db);
    await sql`create index outgoing_failed on outgoing_messages (settled_at)
      where state in ('failed', 'expired', 'undelivered')`.execute(db);
  },
};

async function onSqlite(db: Kysely<unknown>): Promise<void> {
  await sql`create unique index outgoing_counts_state on outgoing_counts (state)`.execute(db);
  const add = (row: "new" | "old", step: "+ 1" | "- 1") =>
    sql.raw(`insert into outgoing_counts (state, count) values (${row}.state, 0 ${step})
      on conflict (state) do update set count = count ${step}`);
  await sql`create trigger outgoing_counted_in after insert on outgoing_messages
    begin ${add("new", "+ 1")}; end`.execute(db);
  await sql`create trigger outgoing_counted_out after delete on outgoing_messages
    begin ${add("old", "- 1")}; end`.execute(db);
  await sql`create trigger outgoing_counted_move after update of state on outgoing_messages
    when old.state <> new.state begin ${add("old", "- 1")}; ${add("new", "+ 1")}; end`.execute(db);
}

async function onPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`create function outgoing_counted_in() returns trigger language plpgsql as $$ begin
    insert into outgoing_counts select state, count(*) from added group by state; return null; end $$`.execute(db);
  await sql`create function outgoing_counted_out() returns trigger language plpgsql as $$ begin
    insert into outgoing_counts select state, -count(*) from removed group by state; return null; end $$`.execute(db);
  await sql`create function outgoing_counted_move() returns trigger language plpgsql as $$ begin
    insert into outgoing_counts values (old.state, -1), (new.state, 1); return null; end $$`.execute(db);
  await sql`create trigger outgoing_counted_in after insert on outgoing_messages
    referencing new table as added for each statement execute function outgoing_counted_in()`.execute(db);
  await sql`create trigger outgoing_counted_out after delete on outgoing_messages
    referencing old table as removed for each statement execute function outgoing_counted_out()`.execute(db);
  await sql`create trigger outgoing_counted_move after update of state on outgoing_messages
    for each row when (old.state <> new.state) execute function outgoing_counted_move()`.execute(db);
}
