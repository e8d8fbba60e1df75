import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import packageJson from "../../../package.json" with { type: "json" };
import type { Config } from "../../config/index.ts";
import { defined } from "../../defined.ts";
import { giveToOwnerOf } from "../../file-owner.ts";
import type { Log } from "../../log.ts";
import { isStoreFailure, StoreFailure } from "../../messages/index.ts";
import {
  databaseFileOf,
  foldSqlite,
  holdsData,
  inspectBackup,
  kindOfFile,
  makeBackup,
  type Restored,
  restoreBackup,
  type TextKeys,
} from "../../store/index.ts";
import { syncDirectory } from "../../sync-directory.ts";
import { databaseUrl, nodeOf, prepareDataDirectory } from "../data-directory.ts";
import { databaseName } from "../database-name.ts";
import { GatewayError } from "../error.ts";
import { fullDisk, hasOctets, isFull } from "../full-disk.ts";
import { claimData } from "../instance.ts";
import { openData } from "../open-data.ts";
import { secretKeyProblem } from "../secret-key.ts";
import { readTextKeys } from "../text-keys.ts";
import { openWorkFolder } from "./work-folder.ts";

/** What a restore brought, and where. */
interface RestoredData extends Restored {
  /** The database, without its password. */
  database: string;
  /** Where the database that was there before is kept. */
  before?: string;
  /** Why the secrets in it cannot be opened on this machine. */
  keyProblem?: string;
}

/**
 * Restores a backup, or a copy of a SQLite database, into the database of the configuration. No gateway may run on it. Until all of it
 * is there, nothing is changed.
 *
 * @throws GatewayError with what a person can do about it; what the file system throws
 */
export async function restoreData(
  config: Pick<Config, "data" | "database" | "textKeyFile">,
  options: { file: string; force: boolean; resumeQueue: boolean; forgetsKeys: boolean; now: number; log: Log },
): Promise<RestoredData> {
  try {
    return await restoreAll(config, options);
  } catch (error) {
    if (!isFull(error)) throw error;
    const problem = noRoom(error, { config, file: options.file });
    throw new GatewayError(`${options.file} was not restored: ${problem}`, { cause: error });
  }
}

/** Which disk needs how much; how much PostgreSQL's server needs, nobody here knows. */
function noRoom(error: unknown, { config, file }: { config: Pick<Config, "data" | "database">; file: string }): string {
  const directory = resolve(config.data);
  const target = databaseFileOf(databaseUrl(config, directory));
  if (target === undefined && isStoreFailure(error))
    return `${error.message}. What to do: make room on the disk of PostgreSQL's server`;
  // The restored database is written into its log first, beside the one that is there.
  const octets =
    2 * Math.max(...[file, target ?? file].map((each) => statSync(each, { throwIfNoEntry: false })?.size ?? 0));
  const folders = target === undefined ? [directory] : [dirname(resolve(target)), directory];
  return fullDisk(folders.find((folder) => !hasOctets(folder, octets)) ?? folders[0] ?? directory, octets);
}

async function restoreAll(
  config: Parameters<typeof restoreData>[0],
  options: Parameters<typeof restoreData>[1],
): Promise<RestoredData> {
  const { file, log } = options;
  const texts = readTextKeys(config.textKeyFile);
  const kind = await inWords(file, () => kindOfFile(file));
  if (kind === "backup") await inWords(file, () => inspectBackup(file));
  const missing = missingFolders(resolve(config.data));
  const directory = prepareDataDirectory(config, log);
  const url = databaseUrl(config, directory);
  using _claims = claimData(directory, url);
  try {
    const restored = await inWords(file, () =>
      restoreInto(url, { ...options, kind, directory, ...defined({ texts }) }),
    );
    return { ...restored, ...(await findKeyProblem(url, { directory, log })) };
  } catch (error) {
    // While it is still claimed: no gateway has begun on it.
    if (missing.length > 0 && !isRestored(url)) removeAgain(missing, url);
    throw error;
  }
}

function isRestored(url: string): boolean {
  const file = databaseFileOf(url);
  return file !== undefined && existsSync(file);
}

async function restoreInto(
  url: string,
  options: Parameters<typeof restoreData>[1] & { kind: "backup" | "sqlite"; directory: string; texts?: TextKeys },
): Promise<RestoredData> {
  const { directory } = options;
  const target = databaseFileOf(url);
  using work = openWorkFolder(target === undefined ? directory : dirname(resolve(target)));
  const file = options.kind === "backup" ? options.file : await asBackup(options.file, { work: work.path, ...options });
  const given = { ...options, file, node: nodeOf(directory).name };
  const database = databaseName(url);
  // Awaited: the folder is gone once this returns.
  if (target === undefined) return { ...(await restoreBackup({ ...given, url })), database };
  const isThere = existsSync(target);
  if (isThere && !options.force) await refuseData(url);
  const fresh = join(work.path, "restored.sqlite");
  const restored = await restoreBackup({ ...given, url: `sqlite:${fresh}` });
  foldSqlite(fresh);
  const before = isThere ? replace(target, fresh) : putInPlace(target, fresh);
  return { ...restored, database, ...(before === undefined ? {} : { before }) };
}

/** The folders on the way to this one that are not there yet, the lowest first. */
function missingFolders(directory: string): string[] {
  const missing: string[] = [];
  for (let at = directory; !existsSync(at); at = dirname(at)) missing.push(at);
  return missing;
}

/** What was made for a restore that did not happen, as far as nobody else has put anything there. Never throws. */
function removeAgain(missing: readonly string[], url: string): void {
  const [directory = ""] = missing;
  const file = databaseFileOf(url);
  const made = ["lock", "node", "node-origin"].map((name) => join(directory, name));
  if (file !== undefined) made.push(`${file}.lock`);
  try {
    for (const path of made) rmSync(path, { force: true });
    for (const folder of missing) rmdirSync(folder);
  } catch {
    // Others use it by now.
  }
}

/** Of a database that has just been restored. @throws GatewayError */
async function findKeyProblem(
  url: string,
  { directory, log }: { directory: string; log: Log },
): Promise<{ keyProblem?: string }> {
  const store = await openData({ database: url, textKeyFile: undefined }, { directory, log, migrate: false });
  try {
    return defined({ keyProblem: await secretKeyProblem(directory, store.settings) });
  } finally {
    await store.close();
  }
}

async function refuseData(url: string): Promise<void> {
  if (await holdsData(url)) throw new StoreFailure("conflict", "the database has data already: --force replaces it");
}

/** Read to its end before anything is changed. */
async function asBackup(file: string, { work, now, log }: { work: string; now: number; log: Log }): Promise<string> {
  const made = join(work, "from-sqlite.backup");
  const copy = join(work, "copy.sqlite");
  await makeBackup({ url: `sqlite:${resolve(file)}`, file: made, copy, version: packageJson.version, now, log });
  return made;
}

/** @throws GatewayError for what the store says of the file or of the database; what the file system throws */
async function inWords<Value>(file: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!isStoreFailure(error) || error.kind === "full") throw error;
    throw new GatewayError(`${file} was not restored: ${error.message}`, { cause: error });
  }
}

/** There was none. */
function putInPlace(target: string, fresh: string): undefined {
  syncFile(fresh);
  for (const end of ["-wal", "-shm"]) rmSync(`${target}${end}`, { force: true });
  renameSync(fresh, target);
  syncDirectory(dirname(target));
}

/** At every moment there is a whole database under the name: the one before, or the restored one. */
function replace(target: string, fresh: string): string {
  const before = `${target}.before-restore`;
  let isFolded = true;
  try {
    foldSqlite(target);
  } catch (error) {
    // A command is at work on it: its log must stay where it is.
    if (!isStoreFailure(error) || error.kind === "locked") throw error;
    isFolded = false;
  }
  for (const end of ["", "-wal"]) rmSync(`${before}${end}`, { force: true });
  // It is damaged, which may be why it is replaced: what it has is kept as it is.
  if (!isFolded && existsSync(`${target}-wal`)) renameSync(`${target}-wal`, `${before}-wal`);
  linkSync(target, before);
  putInPlace(target, fresh);
  return before;
}

/** It is the gateway's also when root restores it. */
function syncFile(file: string): void {
  const descriptor = openSync(file, "r+");
  try {
    giveToOwnerOf(dirname(dirname(file)), descriptor);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
