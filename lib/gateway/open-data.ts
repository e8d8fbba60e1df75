import { closeSync, existsSync, openSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Config } from "../config/index.ts";
import { defined } from "../defined.ts";
import { giveToOwnerOf } from "../file-owner.ts";
import type { Log } from "../log.ts";
import { databaseFileOf, openStore, type Store, type UpgradeOptions } from "../store/index.ts";
import { listRescued } from "./backups/old-databases.ts";
import { databaseUrl } from "./data-directory.ts";
import { GatewayError, unusableDatabase } from "./error.ts";
import { hasEarlierGateway, isDatabaseClaimed } from "./instance.ts";
import { readTextKeys, type TextKeyFile } from "./text-keys.ts";

/**
 * The store of the configuration, its tables up to date. For the options see `openStore`. A gateway calls `textKeys.begin` itself, once
 * it knows its name.
 *
 * @param options.isBystander  a command's: refuses to upgrade a database on which a gateway of an earlier version works
 * @throws GatewayError
 */
export async function openData(
  config: Pick<Config, "database" | "textKeyFile">,
  options: {
    directory: string;
    log: Log;
    now?: () => number;
    gateway?: boolean;
    distrustsLog?: boolean;
    migrate?: boolean;
    isBystander?: boolean;
    lacksKeys?: boolean;
    upgraded?: NonNullable<UpgradeOptions["upgraded"]>;
  },
): Promise<Store> {
  const { directory, isBystander, ...rest } = options;
  // Who leaves the tables alone does nothing with texts.
  const texts = options.migrate === false ? undefined : await readNeededTextKeys(config, options);
  if (options.migrate !== false) refuseBesideRescued(databaseFileOf(databaseUrl(config, directory)));
  try {
    const copiesTo = join(directory, "backups");
    const url = databaseUrl(config, directory);
    const bystander = isBystander
      ? { hasEarlierGateway: (newest: string) => hasEarlierGateway(url, newest) }
      : undefined;
    const version = packageJson.version;
    if (options.migrate !== false) makeForOwner(databaseFileOf(url));
    const isAlone = options.gateway === true ? undefined : () => !isDatabaseClaimed(url);
    return await openStore({ url, copiesTo, version, ...rest, ...defined({ texts, bystander, isAlone }) });
  } catch (cause) {
    throw unusableDatabase(cause);
  }
}

/**
 * {@link readTextKeys}, and where they cannot be read, the sentence says which ones the database needs.
 *
 * @throws GatewayError
 */
export async function readNeededTextKeys(
  config: Pick<Config, "database" | "textKeyFile">,
  place: { directory: string; log: Log },
): Promise<TextKeyFile | undefined> {
  try {
    return readTextKeys(config.textKeyFile);
  } catch {
    return readTextKeys(config.textKeyFile, await neededTextKeys(config, place));
  }
}

/** The keys with which texts in the database are encrypted; none where there is no database, or none that can be read. Never rejects. */
export async function neededTextKeys(
  { database }: Pick<Config, "database">,
  { directory, log }: { directory: string; log: Log },
): Promise<string[]> {
  const file = databaseFileOf(databaseUrl({ database }, directory));
  if (file !== undefined && !existsSync(file)) return [];
  try {
    const store = await openData({ database, textKeyFile: undefined }, { directory, log, migrate: false });
    const { needed } = await store.textKeys.state().finally(() => store.close());
    return needed.map(({ id }) => id);
  } catch {
    return [];
  }
}

/** Whoever starts again after the file was lost is not to begin with nothing: what was accepted is in another. @throws GatewayError */
function refuseBesideRescued(file: string | undefined): void {
  if (file === undefined || hasContent(file)) return;
  const rescued = listRescued(file).at(-1);
  if (rescued === undefined) return;
  throw new GatewayError(
    `there is no database at ${file}, and everything that was accepted before it was deleted or moved is in ${rescued}: remove ${file}-wal and ${file}-shm if they are there, rename the rescued file to ${file}, and start. To begin with an empty database, move the rescued file to another folder first`,
  );
}

/** A program that only looked may have left an empty file, such as sqlite3. */
const hasContent = (file: string) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;

/** Root makes a database of SQLite for whoever has its folder; SQLite gives its other files to whoever has the database. */
function makeForOwner(file: string | undefined): void {
  if (file === undefined || process.getuid?.() !== 0 || existsSync(file) || !existsSync(dirname(file))) return;
  let descriptor: number;
  try {
    descriptor = openSync(file, "wx", 0o600);
  } catch {
    // Another command was faster, or SQLite says what is wrong.
    return;
  }
  try {
    giveToOwnerOf(dirname(file), descriptor);
  } finally {
    closeSync(descriptor);
  }
}
