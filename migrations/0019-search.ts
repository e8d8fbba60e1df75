import { type Kysely, type Migration, sql } from "kysely";
import { isPostgres, required, withId } from "./columns.ts";

/** The column with the other party's number. */
const DIRECTIONS = [
  { direction: "outgoing", number: "recipient" },
  { direction: "incoming", number: "sender" },
] as const;

/** Where texts and numbers have which three letters in a row; filled behind the writes, see store/search. */
export const search: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const progress = db.schema
      .createTable("search_progress")
      .addColumn("direction", "text", (column) => column.primaryKey())
      // Messages up to this ID are in the index.
      .addColumn("up_to", "bigint", required);
    await (isPostgres(db)
      ? progress
          // Messages up to this ID are indexed once every transaction has ended that was older than `seen_at`.
          .addColumn("seen", "bigint")
          .addColumn("seen_xmax", "bigint")
          .addColumn("seen_at", "bigint")
      : progress
    ).execute();
    await sql`insert into search_progress (direction, up_to) values ('outgoing', 0), ('incoming', 0)`.execute(db);
    await withId(db, db.schema.createTable("search_changes"))
      .addColumn("direction", "text", required)
      .addColumn("message_id", "bigint", required)
      .execute();
    for (const each of DIRECTIONS) await (isPostgres(db) ? onPostgres(db, each) : onSqlite(db, each));
  },
};

type Direction = (typeof DIRECTIONS)[number];

async function onSqlite(db: Kysely<unknown>, { direction, number }: Direction): Promise<void> {
  const messages = sql.table(`${direction}_messages`);
  const index = sql.table(`${direction}_search`);
  const column = sql.ref(number);
  await sql`create virtual table ${index} using fts5
    (body, content='', contentless_delete=1, detail=none, tokenize='trigram case_sensitive 1')`.execute(db);
  await sql`create trigger ${sql.table(`${direction}_unsearched`)} after delete on ${messages}
    begin delete from ${index} where rowid = old.id; end`.execute(db);
  await sql`create trigger ${sql.table(`${direction}_search_changed`)} after update of ${column}, text on ${messages}
    when (old.text is not new.text or old.${column} is not new.${column})
      and old.id <= (select up_to from search_progress where direction = ${sql.lit(direction)})
    begin insert into search_changes (direction, message_id) values (${sql.lit(direction)}, old.id); end`.execute(db);
}

async function onPostgres(db: Kysely<unknown>, { direction, number }: Direction): Promise<void> {
  const messages = sql.table(`${direction}_messages`);
  const index = sql.table(`${direction}_search`);
  const changed = sql.table(`${direction}_search_changed`);
  const column = sql.ref(number);
  await sql`create table ${index} (
    message_id bigint primary key references ${messages} on delete cascade, grams integer[] not null)`.execute(db);
  // At once: a list of pending entries would be searched one by one, and cleared by whoever finds it full.
  await sql`create index ${sql.table(`${direction}_search_grams`)} on ${index}
    using gin (grams) with (fastupdate = off)`.execute(db);
  // A row for each change, whether the message is indexed or not: what is not committed yet cannot be seen.
  await sql`create function ${changed}() returns trigger language plpgsql as $$ begin
    insert into search_changes (direction, message_id) values (${sql.lit(direction)}, old.id); return null; end $$`.execute(
    db,
  );
  await sql`create trigger ${changed} after update of ${column}, text on ${messages} for each row
    when (old.text is distinct from new.text or old.${column} is distinct from new.${column})
    execute function ${changed}()`.execute(db);
}
