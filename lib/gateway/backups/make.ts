import { closeSync, existsSync, openSync, renameSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { giveToOwnerOf } from "../../file-owner.ts";
import type { Log } from "../../log.ts";
import { databaseFileOf, makeBackup } from "../../store/index.ts";
import { syncDirectory } from "../../sync-directory.ts";
import { GatewayError } from "../error.ts";
import { newBackupName } from "./kept.ts";
import { openWorkFolder } from "./work-folder.ts";

/** A backup that is there. */
interface MadeBackup {
  /** Absolute. */
  file: string;
  octets: number;
  /** Rows of all tables. */
  rows: number;
}

/** What makes the file: in this thread, or in another. */
type MakeBackup = (options: Parameters<typeof makeBackup>[0]) => ReturnType<typeof makeBackup>;

/**
 * Makes a backup of a database that may be in use, reads it again to its end, and only then gives it its name.
 *
 * @param options.directory  of the data: a backup in it is its owner's, also when root makes it
 * @param options.to  a new file, or a folder, in which it gets a name by its time
 * @throws GatewayError with what a person can do about it; StoreFailure; what the file system throws
 */
export async function makeBackupFile(options: {
  url: string;
  to: string;
  now: number;
  directory?: string;
  log?: Log;
  make?: MakeBackup;
}): Promise<MadeBackup> {
  const { url, now, make = makeBackup, ...rest } = options;
  const file = placeOf(options.to, now);
  using work = openWorkFolder(dirname(file));
  const database = databaseFileOf(url);
  // Beside the database SQLite works, which it may not on a network share.
  using copies = openWorkFolder(database === undefined ? dirname(file) : dirname(resolve(database)));
  const made = join(work.path, basename(file));
  const copy = join(copies.path, "copy.sqlite");
  const { rows } = await make({
    url,
    file: made,
    copy,
    version: packageJson.version,
    now,
    ...(rest.log ? { log: rest.log } : {}),
  });
  const { size } = statSync(made);
  refuseExisting(file);
  if (options.directory !== undefined && !relative(options.directory, file).startsWith(".."))
    giveMade(made, dirname(file));
  renameSync(made, file);
  syncDirectory(dirname(file));
  return { file, octets: size, rows: Object.values(rows).reduce((sum, count) => sum + count, 0) };
}

function giveMade(made: string, folder: string): void {
  const descriptor = openSync(made, "r");
  try {
    giveToOwnerOf(folder, descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function placeOf(given: string, now: number): string {
  const to = resolve(given);
  // A slash at the end means a folder.
  if (given.endsWith("/") && !existsSync(to)) throw new GatewayError(`the folder ${to} does not exist: make it first`);
  const isFolder = existsSync(to) && statSync(to).isDirectory();
  const file = isFolder ? join(to, newBackupName(to, now)) : to;
  if (!existsSync(dirname(file))) throw new GatewayError(`the folder ${dirname(file)} does not exist`);
  refuseExisting(file);
  return file;
}

function refuseExisting(file: string): void {
  if (existsSync(file)) throw new GatewayError(`${file} exists already: give a new name, or a folder`);
}
