import { resolve } from "node:path";
import type { Config, Resolved, SettingKey } from "../config/index.ts";
import { databaseName, databaseUrl, readInstance } from "../gateway/index.ts";
import type { CommandIo } from "./io.ts";

/**
 * Has a command mean by `0170 1234567` whom the gateway running on its data means: a home country that was set since counts for both once
 * the gateway has started again. Whoever names one on the command line gets it, and is told. Standard error says so where
 * they differ.
 */
export function withCountryOfGateway<K extends SettingKey>(resolved: Resolved<K>, io: CommandIo): Resolved<K> {
  const { data, database, country }: Partial<Config> = resolved.config;
  if (data === undefined || country === undefined) return resolved;
  const ofGateway = countryOfGateway({ database }, resolve(data));
  if (ofGateway === undefined || ofGateway === country) return resolved;
  const given = resolved.given.get("country");
  if (given?.source === "command-line") {
    io.err.write(
      `aldis: this command reads national numbers as numbers of ${country}; the running gateway reads them as numbers of ${ofGateway}\n`,
    );
    return resolved;
  }
  if (given !== undefined)
    io.err.write(
      `aldis: national numbers are read as numbers of ${ofGateway}, as the running gateway reads them until it is started again, not as numbers of ${country} (${given.name})\n`,
    );
  return { ...resolved, config: { ...resolved.config, country: ofGateway } };
}

/** `undefined`: none runs on this data and database, or one of an earlier version does. */
function countryOfGateway(config: Pick<Config, "database">, directory: string): string | undefined {
  const { pid, country, database } = readInstance(directory) ?? {};
  return pid !== undefined && database === databaseName(databaseUrl(config, directory)) ? country : undefined;
}
