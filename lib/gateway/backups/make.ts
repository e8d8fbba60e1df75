import { closeSync, existsSync, linkSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import { giveToOwnerOf } from "../../file-owner.ts";
import type { Log } from "../../log.ts";
import type { BackupOutcome } from "../../messages/index.ts";
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
 * @param options.to  a new file, or a folder, in which it gets a name by its time; of two at one time each gets one of its own
 * @param options.kind  says that name, too
 * @throws GatewayError with what a person can do about it; StoreFailure; what the file system throws
 */
export async function makeBackupFile(options: {
  url: string;
  to: string;
  now: number;
  kind?: BackupOutcome["kind"];
  directory?: string;
  log?: Log;
  make?: MakeBackup;
}): Promise<MadeBackup> {
  const { url, now, make = makeBackup, ...rest } = options;
  const place = placeOf(options.to);
  using work = openWorkFolder(place.folder);
  const database = databaseFileOf(url);
  // Beside the database SQLite works, which it may not on a network share.
  using copies = openWorkFolder(database === undefined ? place.folder : dirname(resolve(database)));
  const made = join(work.path, basename(place.file ?? "made.backup"));
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
  if (options.directory !== undefined && !relative(options.directory, place.folder).startsWith(".."))
    giveMade(made, place.folder);
  const file = giveName(made, place, () => newBackupName(place.folder, now, options.kind));
  syncDirectory(place.folder);
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

/** Where the file is to be. Without a name it is to get one. */
interface Place {
  folder: string;
  file?: string;
}

function placeOf(given: string): Place {
  const to = resolve(given);
  // A slash at the end means a folder.
  if (given.endsWith("/") && !existsSync(to)) throw new GatewayError(`the folder ${to} does not exist: make it first`);
  if (existsSync(to) && statSync(to).isDirectory()) return { folder: to };
  if (!existsSync(dirname(to))) throw new GatewayError(`the folder ${dirname(to)} does not exist`);
  if (existsSync(to)) throw existing(to);
  return { folder: dirname(to), file: to };
}

const existing = (file: string) => new GatewayError(`${file} exists already: give a new name, or a folder`);

/** Moves what was made to its place, over nothing. In a folder the name is looked for now: somebody else may have taken one meanwhile. */
function giveName(made: string, { folder, file }: Place, newName: () => string): string {
  for (;;) {
    const to = file ?? join(folder, newName());
    if (isMoved(made, to)) return to;
    if (file !== undefined) throw existing(file);
  }
}

function isMoved(made: string, to: string): boolean {
  try {
    // Unlike a rename it replaces nothing, also when two do it at once.
    linkSync(made, to);
  } catch {
    if (existsSync(to)) return false;
    // Sticks and shares may know no links.
    renameSync(made, to);
    return true;
  }
  rmSync(made);
  return true;
}
