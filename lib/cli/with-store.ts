import { statSync } from "node:fs";
import { resolve } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Config } from "../config/index.ts";
import {
  createStoredEvents,
  databaseName,
  databaseUrl,
  keepDataPrivate,
  openData,
  prepareDataDirectory,
  readInstance,
} from "../gateway/index.ts";
import { createLog, type Log } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import { databaseFileOf, type Store } from "../store/index.ts";
import { CliError } from "./error.ts";
import type { CommandIo } from "./io.ts";

type Use<T> = (store: Store, events: EventRecorder) => Promise<T>;
type DataConfig = Pick<Config, "data" | "database" | "textKeyFile">;

/**
 * Opens the store for one command, brings its tables up to date, and closes it whatever happens. The gateway may be
 * running. A missing database is not created: it means that the command runs in the wrong folder.
 *
 * @throws CliError kind "failed" when there is no database, GatewayError when it cannot be opened; what `use` throws
 */
export function withStore<T>(config: DataConfig, io: CommandIo, use: Use<T>): Promise<T> {
  return withOldStore(config, io, { use });
}

/** {@link withStore} for a command that reads no texts: also where keys of them are not there. @throws as it does */
export function withStoreLackingKeys<T>(config: DataConfig, io: CommandIo, use: Use<T>): Promise<T> {
  return withOldStore(config, io, { use, lacksKeys: true });
}

async function withOldStore<T>(
  config: DataConfig,
  io: CommandIo,
  how: { use: Use<T>; lacksKeys?: boolean },
): Promise<T> {
  const directory = resolve(config.data);
  if (!hasDatabase(config, directory)) {
    throw new CliError("failed", otherDatabase(config, directory) ?? neverUsed(config, directory));
  }
  return open(config, io, { prepare: keepDataPrivate, ...how });
}

/**
 * {@link withStore} for commands with which a new gateway is set up: data directory and database are made when missing.
 *
 * @throws GatewayError when they cannot be made or opened; what `use` throws
 */
export function withStoreOrNew<T>(config: DataConfig, io: CommandIo, use: Use<T>): Promise<T> {
  return open(config, io, { prepare: prepareDataDirectory, use });
}

/** {@link withStoreOrNew} for a command whose job it is to upgrade the database, also under a gateway that runs. @throws as it does */
export function withStoreUpgraded<T>(config: DataConfig, io: CommandIo, use: Use<T>): Promise<T> {
  return open(config, io, { prepare: prepareDataDirectory, use, isBystander: false });
}

async function open<T>(
  config: DataConfig,
  io: CommandIo,
  {
    prepare,
    use,
    isBystander = true,
    lacksKeys = false,
  }: { prepare: (config: DataConfig, log: Log) => unknown; use: Use<T>; isBystander?: boolean; lacksKeys?: boolean },
): Promise<T> {
  const directory = resolve(config.data);
  const log = createLog({ level: "warn", format: "json", destination: { write: (line) => void io.err.write(line) } });
  prepare(config, log);
  const other = otherDatabase(config, directory);
  if (other !== undefined) io.err.write(`aldis: ${other}\n`);
  const upgraded = (copy: string | undefined) =>
    void io.err.write(
      `aldis: the database was upgraded for version ${packageJson.version}${copy === undefined ? "" : `; as it was before, it is in ${copy}`}\n`,
    );
  const store = await openData(config, { directory, log, isBystander, lacksKeys, upgraded });
  try {
    return await use(store, createStoredEvents(store, log, { door: "command" }));
  } finally {
    await store.close();
  }
}

/** A gateway takes its database from its own options and environment, which a command in another terminal lacks. */
function otherDatabase(config: DataConfig, directory: string): string | undefined {
  const instance = readInstance(directory);
  const own = databaseName(databaseUrl(config, directory));
  if (instance?.database === undefined || instance.pid === undefined || instance.database === own) return undefined;
  return `the gateway running on ${directory} uses the database ${instance.database}, but this command uses ${own}: give both the same --database (ALDIS_DATABASE_URL)`;
}

/** Of a server, only connecting to it tells. @throws what the system says of a path that it does not follow */
export function hasDatabase(config: Pick<Config, "database">, directory: string): boolean {
  const file = databaseFileOf(databaseUrl(config, directory));
  if (file === undefined) return true;
  try {
    statSync(file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

function neverUsed(config: DataConfig, directory: string): string {
  return config.database === undefined
    ? `no gateway has used the data directory ${directory}: name the right one with --data, ALDIS_DATA or --config`
    : `no gateway has used the database ${databaseName(config.database)}: name the right one with --database, ALDIS_DATABASE_URL or --config`;
}
