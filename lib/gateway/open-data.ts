import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import type { Config } from "../config/index.ts";
import type { Log } from "../log.ts";
import { openStore, type Store } from "../store/index.ts";
import { databaseUrl } from "./data-directory.ts";
import { unusableDatabase } from "./error.ts";

/** The store of the configuration, its tables up to date. For the options see `openStore`. @throws GatewayError */
export async function openData(
  config: Pick<Config, "database">,
  options: {
    directory: string;
    log: Log;
    now?: () => number;
    gateway?: boolean;
    distrustsLog?: boolean;
    migrate?: boolean;
  },
): Promise<Store> {
  const { directory, ...rest } = options;
  try {
    const copiesTo = join(directory, "backups");
    return await openStore({ url: databaseUrl(config, directory), copiesTo, version: packageJson.version, ...rest });
  } catch (cause) {
    throw unusableDatabase(cause);
  }
}
