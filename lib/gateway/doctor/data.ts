import { accessSync, constants, existsSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { type Config, SETTINGS } from "../../config/index.ts";
import type { Log } from "../../log.ts";
import { describeDamagedRow } from "../../messages/index.ts";
import { databaseFileOf, type Store } from "../../store/index.ts";
import { listRescued } from "../backups/old-databases.ts";
import { databaseUrl, nodeProblem } from "../data-directory.ts";
import { privacyProblem } from "../data-privacy.ts";
import { databaseName } from "../database-name.ts";
import { GatewayError, unusableDatabase } from "../error.ts";
import { askHealth } from "../health-of.ts";
import type { readInstance } from "../instance.ts";
import { missingInSettings } from "../named-in-settings.ts";
import { neededTextKeys, openData, readNeededTextKeys } from "../open-data.ts";
import { secretKeyProblem } from "../secret-key.ts";
import { filesProblem } from "./files.ts";

/** What of the configuration is about data. */
export type ExaminedData = Pick<Config, "database" | "textKeyFile">;
/** What of the configuration names somebody in the database. */
export type ExaminedNames = ExaminedData & Parameters<typeof missingInSettings>[0];

/** The gateway that runs on the data directory, or has run there. */
export type ExaminedInstance = ReturnType<typeof readInstance>;

/** 64 MiB: below it, SQLite's log may not find room (docs/small-machine.md). */
const ROOM_BYTES = 64 * 1024 * 1024;
/** 5 s: longer than a gateway looks at its parts. */
const ANSWER_MS = 5_000;

type Look = () => string | undefined | Promise<string | undefined>;
interface Place {
  directory: string;
  instance: ExaminedInstance;
  log: Log;
}

/** What is looked at of the data: its directory, the disk, the database, and the keys that it needs. */
export function dataLooks(config: ExaminedData, place: Place): [subject: string, look: Look][] {
  const { directory } = place;
  return [
    ["data directory", () => directoryProblem(directory) ?? ownFilesProblem(config, directory)],
    ["room on the disk", () => roomProblem(directory)],
    ["database", () => databaseProblem(config, place)],
    ["rows of the database", () => damagedRows(config, place)],
    ["key of secrets", () => secretsProblem(config, place)],
    ["keys of texts", () => textKeyProblem(config, place)],
  ];
}

/** Of a server, only connecting to it tells. */
export function hasDatabase(config: ExaminedData, directory: string): boolean {
  const file = fileOf(config, directory);
  return file === undefined || existing(file) === file;
}

/** A mistyped directory looks like one before the first start. */
export function missingDatabase(config: ExaminedData, directory: string): string | undefined {
  if (hasDatabase(config, directory)) return undefined;
  const file = fileOf(config, directory);
  return `There is no database at ${file} yet. The first start of the gateway makes it. If the gateway has run before, its data is elsewhere: run this command with its --data or --config`;
}

const fileOf = (config: ExaminedData, directory: string) => databaseFileOf(databaseUrl(config, directory));

/** The nearest part of the path that is there: a directory, or a file that stands where one should be. */
function existing(path: string): string {
  for (let at = path; ; at = dirname(at)) if (existsSync(at) || at === "/") return at;
}

function directoryProblem(directory: string): string | undefined {
  const found = existing(directory);
  if (!statSync(found).isDirectory()) return `${found} is not a directory: name another with --data`;
  try {
    accessSync(found, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    const owner = statSync(found).uid;
    return `${found} belongs to user ${owner}, and this user (${process.getuid?.()}) may not write to it: run as that user (runuser -u aldis -- aldis …), or name another with --data`;
  }
}

/** As the gateway looks at its start, and whether its user may use the files. */
function ownFilesProblem(config: ExaminedData, directory: string): string | undefined {
  if (existing(directory) !== directory) return undefined;
  return (
    privacyProblem(directory, { database: databaseFileOf(config.database ?? "") }) ??
    filesProblem(directory, { database: fileOf(config, directory) }) ??
    nodeProblem(directory)
  );
}

function roomProblem(directory: string): string | undefined {
  const { bavail, bsize } = statfsSync(existing(directory));
  const free = bavail * bsize;
  return free >= ROOM_BYTES
    ? undefined
    : `${Math.floor(free / 1024 / 1024)} MiB are free where ${directory} is: free some, 64 MiB at least, or nothing is accepted soon`;
}

/** Never rejects. */
async function databaseProblem(config: ExaminedData, place: Place): Promise<string | undefined> {
  const { directory, instance } = place;
  const file = fileOf(config, directory);
  const isMissing = !hasDatabase(config, directory);
  const isRunning = instance?.pid !== undefined && instance.database === databaseName(databaseUrl(config, directory));
  const told = isRunning ? await databaseFailure(instance.url) : undefined;
  // The first start makes it.
  const own = isMissing ? undefined : await openProblem(config, place);
  const rescued = file === undefined ? undefined : listRescued(file).at(-1);
  if (file !== undefined && isRunning && (isMissing || (told !== undefined && own === undefined)))
    return lostFile(file, rescued, isMissing ? undefined : told);
  if (own !== undefined || told !== undefined) return own ?? told;
  if (rescued === undefined) return undefined;
  return `${rescued} is beside it: what the gateway saved when its database file was deleted, moved or replaced. If messages are missing, stop the gateway and put that file in the place of ${file} (docs/database.md); if none is, delete it`;
}

/** @param told  by the gateway, which cannot use the file that is there */
function lostFile(file: string, rescued: string | undefined, told: string | undefined): string {
  const lost = `${file} or its write-ahead log was deleted, moved or replaced while the gateway runs, so nothing is accepted and nothing is sent`;
  if (rescued !== undefined)
    return `${lost}. Everything that was accepted is in ${rescued}: stop the gateway, remove what is left of ${file}, ${file}-wal and ${file}-shm, rename the rescued file to ${file}, and start (docs/database.md)`;
  return told ?? `${lost}. Leave it running, put the files back in their place, and read in its log what it has saved`;
}

/** What the gateway says of its database; one that does not answer is another finding. Never rejects. */
async function databaseFailure(url: string): Promise<string | undefined> {
  try {
    return (await askHealth(url, ANSWER_MS)).failed.find(({ part }) => part === "database")?.sentence;
  } catch {
    return undefined;
  }
}

/** What the gateway says of itself, but for the database and the modems, which are findings of their own. Never rejects. */
export async function answerProblem({ url, pid }: NonNullable<ExaminedInstance>): Promise<string | undefined> {
  try {
    return (await askHealth(url, ANSWER_MS)).failed.find(({ part }) => part === "sending")?.sentence;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `process ${pid} does not answer at ${url} (${reason}): read its log, and start it again`;
  }
}

/** Never rejects. */
async function openProblem(config: ExaminedData, place: Place): Promise<string | undefined> {
  try {
    // The first start makes the tables, too.
    await withStore(config, place, async (store) => (await store.hasTables()) && (await store.check()));
    return undefined;
  } catch (error) {
    const { message } = error instanceof GatewayError ? error : unusableDatabase(error);
    if (/What to do: /.test(message)) return message;
    return `${message}. What to do: ${fileOf(config, place.directory) === undefined ? "docs/database.md" : "docs/small-machine.md"}`;
  }
}

/** Each row that does nothing until somebody mends it. Never rejects. */
async function damagedRows(config: ExaminedData, place: Place): Promise<string | undefined> {
  const rows = await readOrNothing(config, place, async (store) =>
    (await store.hasTables()) ? store.damagedRows() : [],
  );
  return rows === undefined || rows.length === 0 ? undefined : rows.map(describeDamagedRow).join("; ");
}

/** The key that sealed secrets need, such as the PIN of a modem. */
function secretsProblem(config: ExaminedData, place: Place): Promise<string | undefined> {
  return readOrNothing(config, place, ({ settings }) => secretKeyProblem(place.directory, settings));
}

/** Keys that are needed and not there. @throws GatewayError for the file */
async function textKeyProblem(config: ExaminedData, place: Place): Promise<string | undefined> {
  const keys = await readNeededTextKeys(config, place);
  const missing = (await neededTextKeys(config, place)).filter((id) => keys?.boxes.has(id) !== true);
  if (missing.length === 0) return undefined;
  return `texts are encrypted with ${missing.join(", ")}, which ${
    keys === undefined ? "no --text-key-file gives: name the file" : `${config.textKeyFile} does not have: put it back`
  } from its copy, or the gateway does not start`;
}

/** What settings name and the database does not have. Never rejects. */
export async function missingNames(config: ExaminedNames, place: Place): Promise<{ flag: string; problem: string }[]> {
  const missing = await readOrNothing(config, place, (store) => missingInSettings(config, store));
  return (missing ?? []).map(({ key, problem }) => ({ flag: SETTINGS[key].flag, problem }));
}

/** What the database has; nothing of one that is not there or cannot be read, which is a finding of its own. Never rejects. */
async function readOrNothing<T>(
  config: ExaminedData,
  place: Place,
  read: (store: Store) => Promise<T>,
): Promise<T | undefined> {
  if (!hasDatabase(config, place.directory)) return undefined;
  try {
    return await withStore(config, place, read);
  } catch {
    return undefined;
  }
}

/** @throws GatewayError, and what `use` throws */
async function withStore<T>(
  config: ExaminedData,
  { directory, log }: Place,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await openData(config, { directory, log, migrate: false });
  return await use(store).finally(() => store.close());
}
