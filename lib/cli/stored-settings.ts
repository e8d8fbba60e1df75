import { resolve } from "node:path";
import {
  type Config,
  everySetting,
  type Resolved,
  type SettingKey,
  type UnusableSetting,
  withStored,
} from "../config/index.ts";
import { createSecretKey, openData, readStoredSettings } from "../gateway/index.ts";
import { createLog } from "../log.ts";
import type { CommandIo } from "./io.ts";
import { hasDatabase } from "./with-store.ts";

/**
 * Adds what the database keeps, as {@link readWithStored}, and says on standard error which stored value cannot be used.
 *
 * @throws as that does
 */
export async function withStoredSettings<K extends SettingKey>(
  resolved: Resolved<K>,
  io: CommandIo,
): Promise<Resolved<K>> {
  const { unusable, ...settings } = await readWithStored(resolved, io);
  for (const { flag, problem } of unusable)
    io.err.write(`aldis: the stored value of ${flag} cannot be used (${problem}): the default stands\n`);
  return settings;
}

/**
 * Adds what the database keeps, when a command uses a setting that can be changed while running and that nothing else gives.
 * Without a database the defaults stand.
 *
 * @throws GatewayError when the database cannot be opened, StoreFailure when it cannot be read
 */
export async function readWithStored<K extends SettingKey>(
  resolved: Resolved<K>,
  io: CommandIo,
): Promise<Resolved<K> & { unusable: readonly UnusableSetting[] }> {
  const { data, database }: Partial<Config> = resolved.config;
  const isOpen = everySetting().some(
    ([key, { applies }]) => applies !== "machine" && key in resolved.config && !resolved.given.has(key),
  );
  if (data === undefined || !isOpen || !hasDatabase({ database }, resolve(data))) return { ...resolved, unusable: [] };
  const log = createLog({ level: "warn", format: "json", destination: { write: (line) => void io.err.write(line) } });
  const store = await openData({ database, textKeyFile: undefined }, { directory: resolve(data), log, migrate: false });
  try {
    // Another command, or the gateway, is making them now.
    if (!(await store.hasTables())) return { ...resolved, unusable: [] };
    const secretKey = createSecretKey(resolve(data), store.settings);
    return withStored(resolved, await readStoredSettings(store.settings, secretKey));
  } finally {
    await store.close();
  }
}
