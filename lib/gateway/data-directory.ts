import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../config/index.ts";
import type { Log } from "../log.ts";
import { databaseFileOf } from "../store/index.ts";
import { syncDirectory } from "../sync-directory.ts";
import { keepPrivate } from "./data-privacy.ts";
import { GatewayError } from "./error.ts";
import { replaceFile } from "./replace-file.ts";

/**
 * The data directory, made for its owner alone when it is missing, and closed to others otherwise (see
 * {@link keepPrivate}). Gives its absolute path. @throws GatewayError
 */
export function prepareDataDirectory(config: Pick<Config, "data" | "database">, log: Log): string {
  const directory = resolve(config.data);
  try {
    makeDirectory(directory);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new GatewayError(`the data directory ${directory} cannot be made: ${reason}`, { cause });
  }
  keepDataPrivate(config, log);
  return directory;
}

/** Closes the data directory, when there is one, and a database file elsewhere to others: {@link keepPrivate}. @throws GatewayError */
export function keepDataPrivate(config: Pick<Config, "data" | "database">, log: Log): void {
  keepPrivate(resolve(config.data), { database: databaseFileOf(config.database ?? ""), log });
}

/** Also puts it and the directories made above it on the disk: what is synced inside would be lost without them. */
function makeDirectory(directory: string): void {
  const first = mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = directory; made.length >= first.length; made = dirname(made)) syncDirectory(dirname(made));
}

/** Where the data is: what was configured, else SQLite in the data directory. */
export function databaseUrl(config: Pick<Config, "database">, directory: string): string {
  return config.database ?? `sqlite:${join(directory, "aldis.sqlite")}`;
}

/** The name under which a gateway holds its claims. */
interface Node {
  name: string;
  /** The name before, when the data directory was somewhere else the last time. */
  before?: string;
}

/**
 * Who this gateway is. Made once and kept: after a crash a gateway finds by its name what it had in flight. A copy of
 * the directory gets a name of its own: two gateways of one name would take each other's messages for their own.
 *
 * @param origin  where the directory is; a copy is somewhere else
 */
export function nodeOf(directory: string, origin = originOf(directory)): Node {
  const file = join(directory, "node");
  const originFile = join(directory, "node-origin");
  writeNew(file, newName());
  const name = readFileSync(file, "utf8").trim();
  if (name === "") throw new GatewayError(noName(file));
  // Of a directory from before there was an origin, nobody knows whether it is a copy.
  writeNew(originFile, origin);
  if (readFileSync(originFile, "utf8").trim() === origin) return { name };
  const node = { name: newName(), before: name };
  // In this order: when the second is not written, the next start does both again.
  replaceFile(file, `${node.name}\n`, { durable: true });
  replaceFile(originFile, `${origin}\n`, { durable: true });
  return node;
}

const noName = (file: string) => `${file} is empty: write the gateway's name into it, or remove it`;

/** Why {@link nodeOf} would refuse what is there. @throws what the file system throws */
export function nodeProblem(directory: string): string | undefined {
  const file = join(directory, "node");
  return existsSync(file) && readFileSync(file, "utf8").trim() === "" ? noName(file) : undefined;
}

const newName = () => `${hostname()}-${randomBytes(4).toString("hex")}`;

/** Leaves a file alone that is there. */
function writeNew(file: string, text: string): void {
  if (!existsSync(file)) replaceFile(file, `${text}\n`, { durable: true });
}

/**
 * The machine (machine-id(5), which is not to be shown to others, hence its digest) and the inode of the directory: a
 * copy on the same machine has another one, a directory that was renamed has the same.
 */
function originOf(directory: string): string {
  let machine = "";
  try {
    machine = readFileSync("/etc/machine-id", "utf8").trim();
  } catch {
    // Containers and other systems have none: the inode has to do.
  }
  return `${createHash("sha256").update(`aldis ${machine}`).digest("hex").slice(0, 16)} ${statSync(directory).ino}`;
}
