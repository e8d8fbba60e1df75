import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import type { Config } from "../../config/index.ts";
import { CliError } from "../error.ts";

/** The data directory, made for its owner alone when it is missing. Gives its absolute path. @throws CliError */
export function prepareDataDirectory(config: Pick<Config, "data">): string {
  const directory = resolve(config.data);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CliError("failed", `the data directory ${directory} cannot be made: ${reason}`, { cause });
  }
  return directory;
}

/** Where the data is: what was configured, else SQLite in the data directory. */
export function databaseUrl(config: Pick<Config, "database">, directory: string): string {
  return config.database ?? `sqlite:${join(directory, "aldis.sqlite")}`;
}

/**
 * The name under which this gateway holds its claims. Made once and kept: after a crash a gateway finds by it what it
 * had in flight.
 */
export function nodeName(directory: string): string {
  const file = join(directory, "node");
  try {
    writeFileSync(file, `${hostname()}-${randomBytes(4).toString("hex")}\n`, { flag: "wx", mode: 0o600 });
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
  }
  const name = readFileSync(file, "utf8").trim();
  if (name === "") throw new CliError("failed", `${file} is empty: write the gateway's name into it, or remove it`);
  return name;
}
