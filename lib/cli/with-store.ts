import type { Config } from "../config/index.ts";
import {
  createStoredEvents,
  databaseName,
  databaseUrl,
  openData,
  prepareDataDirectory,
  readInstance,
} from "../gateway/index.ts";
import { createLog } from "../log.ts";
import type { EventRecorder } from "../messages/index.ts";
import type { Store } from "../store/index.ts";
import type { CommandIo } from "./io.ts";

/**
 * Opens the store for one command, brings its tables up to date, and closes it whatever happens. The gateway may run
 * meanwhile.
 *
 * @throws GatewayError when the database cannot be opened; what `use` throws
 */
export async function withStore<T>(
  config: Pick<Config, "data" | "database">,
  io: CommandIo,
  use: (store: Store, events: EventRecorder) => Promise<T>,
): Promise<T> {
  const log = createLog({ level: "warn", format: "json", destination: { write: (line) => void io.err.write(line) } });
  const directory = prepareDataDirectory(config, log);
  warnOfOtherDatabase(config, { directory, io });
  const store = await openData(config, { directory, log });
  try {
    return await use(store, createStoredEvents(store, log));
  } finally {
    await store.close();
  }
}

/** A gateway takes its database from its own options and environment, which a command in another terminal lacks. */
function warnOfOtherDatabase(
  config: Pick<Config, "database">,
  { directory, io }: { directory: string; io: CommandIo },
): void {
  const instance = readInstance(directory);
  const own = databaseName(databaseUrl(config, directory));
  if (instance?.database === undefined || !instance.isAlive || instance.database === own) return;
  io.err.write(
    `aldis: the gateway running on ${directory} uses the database ${instance.database}, but this command uses ${own}: give both the same --database (ALDIS_DATABASE_URL)\n`,
  );
}
