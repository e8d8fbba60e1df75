import { type Kysely, sql } from "kysely";
import { StoreFailure } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { DAMAGED } from "./format.ts";

/**
 * Takes triggers and references off all tables, so that rows can be loaded in any order and nothing is counted twice. The
 * function that is returned puts them back and checks the references; both belong to one transaction. On SQLite the connection
 * must have its foreign keys off.
 *
 * @throws the driver's error; the returned function also StoreFailure kind "corrupt"
 */
export function suspendRules(db: Kysely<Schema>): Promise<() => Promise<void>> {
  return isPostgres(db) ? onPostgres(db) : onSqlite(db);
}

async function onSqlite(db: Kysely<Schema>): Promise<() => Promise<void>> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select name, sql as definition from sqlite_schema where type = 'trigger'`.execute(db);
  for (const { name } of rows) await sql`drop trigger ${sql.ref(name)}`.execute(db);
  return async () => {
    for (const { definition } of rows) await sql.raw(definition).execute(db);
    const broken = await sql`pragma foreign_key_check`.execute(db);
    if (broken.rows.length > 0) throw new StoreFailure("corrupt", DAMAGED);
  };
}

async function onPostgres(db: Kysely<Schema>): Promise<() => Promise<void>> {
  const triggers = await sql<{ table: string; trigger: string }>`
    select relname as "table", tgname as "trigger" from pg_trigger join pg_class on pg_class.oid = tgrelid
    where not tgisinternal and relnamespace = current_schema()::regnamespace`.execute(db);
  const references = await sql<{ table: string; name: string; definition: string }>`
    select relname as "table", conname as name, pg_get_constraintdef(pg_constraint.oid) as definition
    from pg_constraint join pg_class on pg_class.oid = conrelid
    where contype = 'f' and relnamespace = current_schema()::regnamespace`.execute(db);
  for (const { table, name } of references.rows)
    await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(name)}`.execute(db);
  const switchTriggers = async (to: "enable" | "disable") => {
    for (const { table, trigger } of triggers.rows)
      await sql`alter table ${sql.table(table)} ${sql.raw(to)} trigger ${sql.ref(trigger)}`.execute(db);
  };
  await switchTriggers("disable");
  return async () => {
    await switchTriggers("enable");
    for (const { table, name, definition } of references.rows)
      await sql`alter table ${sql.table(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(db);
  };
}
