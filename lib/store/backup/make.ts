import { sql } from "kysely";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
import { type BackupProgress, isStoreFailure, StoreFailure } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { appliedTo, migrateToLatest, refuseNewer } from "../migrate.ts";
import { openBackend } from "../open-backend.ts";
import { listNewest } from "../outbox/listed.ts";
import { copySqlite } from "../sqlite.ts";
import { inTransaction } from "../transaction.ts";
import { type CountRows, type RowCounts, writeBackup } from "./file.ts";
import type { BackupHeader } from "./format.ts";
import { readTables } from "./read-tables.ts";
import { inspectBackup } from "./restore.ts";

/**
 * Writes a backup of a database that may be in use, into a new file, which is on the disk when this resolves. Of PostgreSQL it is
 * one snapshot; of SQLite, a copy that is made first. It is read again to its end.
 *
 * @param options.copy  where the copy may be, in a folder of its own that the caller removes
 * @param options.version  of the program
 * @param options.tell  is told how far it is
 * @throws StoreFailure; what the file system throws
 */
export async function makeBackup(options: {
  url: string;
  file: string;
  copy: string;
  version: string;
  now: number;
  log?: Log;
  tell?: (progress: BackupProgress) => void;
}): Promise<{ header: BackupHeader; rows: RowCounts }> {
  const { url, file, copy, now, log, tell } = options;
  const counting = (step: BackupProgress["step"]) => (rows: number) => tell?.({ step, rows });
  const isSqlite = url.startsWith("sqlite:");
  if (isSqlite) counting("copying")(0);
  if (isSqlite) copyOf(url.slice("sqlite:".length), copy);
  const backend = await openBackend({ url: isSqlite ? `sqlite:${copy}` : url, ...defined({ log }) });
  try {
    // Of the copy: the database itself is left to its gateway.
    if (isSqlite) await makeWhole(backend);
    const header = { version: options.version, madeAt: now, database: backend.kind };
    counting("writing")(0);
    await write(backend, { file, header, count: counting("writing") });
    counting("checking")(0);
    return await inspectBackup(file, counting("checking"));
  } catch (error) {
    throw whenFull(error) ?? backend.translate(error);
  } finally {
    await backend.close();
  }
}

/** @throws StoreFailure */
function copyOf(database: string, copy: string): void {
  try {
    copySqlite(database, copy);
  } catch (cause) {
    if (!isStoreFailure(cause, "full")) throw cause;
    const message = "the disk with the database is full: a backup needs room for a copy of it there";
    throw new StoreFailure("full", message, { cause });
  }
}

/** The disk that the backup goes to, which may be another than the database's. */
function whenFull(error: unknown): StoreFailure | undefined {
  if (!(error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")))
    return undefined;
  const message = "the disk that it goes to is full: delete what is not needed there, or name a folder on another disk";
  return new StoreFailure("full", message, { cause: error });
}

/** An older version's copy gets today's tables, and what is in no list yet gets into them. */
async function makeWhole(backend: Backend): Promise<void> {
  await migrateToLatest(backend);
  await inTransaction(backend, listNewest);
}

function write(
  backend: Backend,
  { file, header, count }: { file: string; header: Omit<BackupHeader, "migrations">; count: CountRows },
): Promise<RowCounts> {
  return backend.reader.connection().execute(async (db) => {
    const begin = backend.kind === "sqlite" ? "begin" : "begin isolation level repeatable read, read only";
    await sql.raw(begin).execute(db);
    try {
      // PostgreSQL's tables may be of an earlier version, whose gateway goes on.
      const migrations = await appliedTo(backend, db);
      refuseNewer(migrations);
      return await writeBackup(file, readTables(db, { ...header, migrations }), count);
    } finally {
      await sql`rollback`.execute(db);
    }
  });
}
