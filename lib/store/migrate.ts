import { type Kysely, Migrator } from "kysely";
import { migrations } from "../../migrations/index.ts";
import { StoreFailure } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import type { Schema } from "./schema/index.ts";
import { inTransaction } from "./transaction.ts";

/**
 * Brings the schema up to date, all or nothing, under a lock that other processes wait for. Gives the names of the
 * migrations that were applied, none when it was up to date.
 *
 * @throws StoreFailure kind "newer-schema" when the database knows migrations that this program does not
 */
export function migrateToLatest(backend: Backend): Promise<string[]> {
  return inTransaction(backend, (db) => backend.lockSchema(db, () => applyMissing(db)));
}

async function applyMissing(db: Kysely<Schema>): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...migrations }) },
    // The caller's transaction covers all of them, on both dialects.
    disableTransactions: true,
  });
  await refuseNewer(db);
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).filter((result) => result.status === "Success").map((result) => result.migrationName);
}

async function refuseNewer(db: Kysely<Schema>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === "kysely_migration")) return;
  const done = await (db as unknown as Kysely<{ kysely_migration: { name: string } }>)
    .selectFrom("kysely_migration")
    .select("name")
    .orderBy("name")
    .execute();
  const unknown = done.map((row) => row.name).filter((name) => !(name in migrations));
  if (unknown.length === 0) return;
  throw new StoreFailure(
    "newer-schema",
    `the database was written by a newer version of this program (it has ${unknown.join(", ")}); install that version, or restore a backup`,
  );
}
