import type { Config } from "../config/index.ts";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import { openStore, type Store } from "../store/index.ts";
import { databaseUrl } from "./data-directory.ts";
import { unusableDatabase } from "./error.ts";

/** The store of the configuration, its tables up to date. `now` dates events. @throws GatewayError */
export async function openData(
  config: Pick<Config, "database">,
  { directory, log, now }: { directory: string; log: Log; now?: () => number },
): Promise<Store> {
  try {
    return await openStore({ url: databaseUrl(config, directory), log, ...defined({ now }) });
  } catch (cause) {
    throw unusableDatabase(cause);
  }
}
