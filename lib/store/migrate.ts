import { type Kysely, Migrator, sql } from "kysely";
import { migrations, OLD_NODES } from "../../migrations/index.ts";
import { StoreFailure } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import type { Schema } from "./schema/index.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Brings the schema up to date, all or nothing, under a lock that other processes wait for. Gives the names of the
 * migrations that were applied, none when it was up to date.
 *
 * @param before  is called under the lock when any are missing, with those that the database has
 * @throws StoreFailure kind "newer-schema" when the database knows migrations that this program does not; what `before` throws
 */
export function migrateToLatest(backend: Backend, before?: BeforeMigrations): Promise<string[]> {
  return inTransaction(backend, (db) => backend.lockSchema(db, () => applyMissing(backend, db, before)));
}

type BeforeMigrations = (applied: readonly string[], db: Kysely<Schema>) => void | Promise<void>;

/** {@link migrateToLatest} in a transaction that holds the lock. @throws as it does */
export async function applyMissing(backend: Backend, db: Kysely<Schema>, before?: BeforeMigrations): Promise<string[]> {
  const applied = await appliedTo(backend, db);
  refuse(await unfitOf(db, applied));
  const names = Object.keys(migrations);
  // The migrator would read the columns of every table three times, which costs more than all else in opening a database.
  if (names.every((name) => applied.includes(name))) return [];
  await before?.(applied, db);
  const done = await applyThese(db, names);
  const tolerated = done.filter((name) => OLD_NODES[name] === "go-on").map((name) => ({ name }));
  if (tolerated.length > 0) await db.insertInto("tolerated_migrations").values(tolerated).execute();
  await backend.announceNodes(db);
  return done;
}

/** The last migration that this program knows. */
export const NEWEST_MIGRATION = Object.keys(migrations).toSorted().at(-1) ?? "";

/** The last of these. */
export const newestOf = (names: readonly string[]): string => names.toSorted().at(-1) ?? "";

/** Those of the database that this program does not know, and may not work with. @throws the driver's error */
export async function unfitOf(db: Kysely<Schema>, applied: readonly string[]): Promise<string[]> {
  const unknown = applied.filter((name) => !(name in migrations));
  if (unknown.length === 0) return [];
  const rows = await db.selectFrom("tolerated_migrations").select("name").where("name", "in", unknown).execute();
  const tolerated = new Set(rows.map(({ name }) => name));
  return unknown.filter((name) => !tolerated.has(name));
}

/** Applies what is missing of these, in a transaction that holds the lock. @throws the driver's error */
export async function applyThese(db: Kysely<Schema>, names: readonly string[]): Promise<string[]> {
  const these = Object.fromEntries(Object.entries(migrations).filter(([name]) => names.includes(name)));
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(these) },
    // The caller's transaction covers all of them, on both dialects.
    disableTransactions: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).filter((result) => result.status === "Success").map((result) => result.migrationName);
}

/** The names of the migrations that the database has. @throws the driver's error */
export async function appliedTo({ kind }: Backend, db: Kysely<Schema>): Promise<string[]> {
  const table =
    kind === "sqlite"
      ? sql`select 1 from sqlite_schema where type = 'table' and name = 'kysely_migration'`
      : sql`select 1 where to_regclass('kysely_migration') is not null`;
  if ((await table.execute(db)).rows.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** @throws StoreFailure kind "newer-schema" */
export function refuseNewer(applied: readonly string[]): void {
  refuse(applied.filter((name) => !(name in migrations)));
}

function refuse(unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  throw new StoreFailure(
    "newer-schema",
    `the database was written by a newer version of this program (it has ${unknown.join(", ")}); install that version, or restore a backup`,
  );
}
