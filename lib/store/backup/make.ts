import { statSync } from "node:fs";
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
  const database = url.slice("sqlite:".length);
  let backend: Backend | undefined;
  try {
    if (isSqlite) {
      counting("copying")(0);
      copySqlite(database, copy);
    }
    backend = await openBackend({ url: isSqlite ? `sqlite:${copy}` : url, ...defined({ log }) });
    // Of the copy: the database itself is left to its gateway.
    if (isSqlite) await makeWhole(backend);
    const header = { version: options.version, madeAt: now, database: backend.kind };
    counting("writing")(0);
    await write(backend, { file, header, count: counting("writing") });
    counting("checking")(0);
    return await inspectBackup(file, counting("checking"));
  } catch (error) {
    if (isRefused(error)) throw new StoreFailure("full", ITS_DISK_IS_FULL, { cause: error });
    const failure = backend?.translate(error) ?? error;
    throw isSqlite && isStoreFailure(failure, "full") ? noRoomForCopy(database, failure) : failure;
  } finally {
    await backend?.close();
  }
}

/** 64 MiB: what a gateway needs to go on, see docs/small-machine.md. */
const LEAST_MIB = 64;

/** Of one that has just been read. */
function noRoomForCopy(database: string, cause: StoreFailure): StoreFailure {
  const octets = [database, `${database}-wal`].map((file) => statSync(file, { throwIfNoEntry: false })?.size ?? 0);
  const mebibytes = Math.max(LEAST_MIB, Math.ceil(octets.reduce((sum, size) => sum + size) / 1024 / 1024));
  const what = "the disk with the database is full: a backup needs room for a copy of it there";
  const todo = `free ${mebibytes} MiB or more on that disk (docs/small-machine.md)`;
  return new StoreFailure("full", `${what}. What to do: ${todo}`, { cause });
}

/** By the file system: on the disk that the backup goes to, which may be another than the database's. */
const isRefused = (error: unknown) =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

const ITS_DISK_IS_FULL =
  "the disk that it goes to is full: delete what is not needed there, or name a folder on another disk";

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
