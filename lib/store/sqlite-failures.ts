import { accessSync, constants, statfsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { StoreFailure } from "../messages/index.ts";
import { type FailureKinds, translateError } from "./translate.ts";

const KINDS: FailureKinds = [
  ["SQLITE_CONSTRAINT_UNIQUE", "conflict"],
  ["SQLITE_CONSTRAINT_PRIMARYKEY", "conflict"],
  ["SQLITE_CONSTRAINT", "invalid"],
  ["SQLITE_MISMATCH", "invalid"],
  ["SQLITE_TOOBIG", "invalid"],
  ["SQLITE_BUSY", "locked"],
  ["SQLITE_LOCKED", "locked"],
  ["SQLITE_FULL", "full"],
  ["SQLITE_READONLY", "read-only"],
  ["SQLITE_CORRUPT", "corrupt"],
  ["SQLITE_NOTADB", "corrupt"],
];

/** What SQLite calls `SQLITE_FULL` in one place only: elsewhere a full disk looks to it like a broken one. */
const MAYBE_FULL: ReadonlySet<string> = new Set([
  "SQLITE_CANTOPEN",
  "SQLITE_IOERR_DIR_FSYNC",
  "SQLITE_IOERR_FSYNC",
  "SQLITE_IOERR_SHMMAP",
  "SQLITE_IOERR_SHMOPEN",
  "SQLITE_IOERR_SHMSIZE",
  "SQLITE_IOERR_TRUNCATE",
  "SQLITE_IOERR_WRITE",
]);

/** 1 MiB: what SQLite wants at once (32 KiB for the index of its log, some pages of it) may have been given back when it failed. */
const NOTHING_BYTES = 1024 * 1024;

/**
 * The store's error for one of SQLite.
 *
 * @param options.code  SQLite's, or empty
 * @param options.file  what it was about
 */
export function sqliteFailure(error: unknown, { code, file }: { code: string; file: string }): StoreFailure {
  if (!MAYBE_FULL.has(code) || !isFull(file)) return translateError(error, { database: "SQLite", code, kinds: KINDS });
  return new StoreFailure("full", `SQLite: the disk is full where ${file} is (${code})`, { cause: error });
}

/** Whether a file's disk has no blocks or no inodes left, where this user may write. Never throws. */
function isFull(file: string): boolean {
  const folder = dirname(resolve(file));
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize, files, ffree } = statfsSync(folder);
    return bavail * bsize < NOTHING_BYTES || (files > 0 && ffree === 0);
  } catch {
    return false;
  }
}
