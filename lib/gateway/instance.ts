import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { defined } from "../defined.ts";
import { type FileLock, lockFile } from "../modem/serial/index.ts";
import { databaseName } from "./database-name.ts";
import { GatewayError, unusableDatabase } from "./error.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

const instanceFile = (directory: string) => join(directory, "gateway.json");

/**
 * Keeps the data directory and the SQLite database, wherever it is, to this process. The locks end with the process,
 * however that dies.
 *
 * @param options.newest  the migration to which this process is about to bring the database; absent: it leaves it alone
 * @throws GatewayError when another gateway has one of them
 */
export function claimData(directory: string, database: string, { newest }: { newest?: string } = {}): DisposableStack {
  const claims = new DisposableStack();
  try {
    claims.adopt(claimDirectory(directory), (lock) => lock.release());
    claims.adopt(claimDatabase(database, newest), (lock) => lock?.release());
  } catch (error) {
    claims.dispose();
    throw error;
  }
  return claims;
}

function claimDirectory(directory: string): FileLock {
  const lock = lockFile(join(directory, "lock"));
  if (lock !== undefined) return lock;
  const { url, pid } = readInstance(directory) ?? {};
  const where = url === undefined ? "" : ` (${url})`;
  throw new GatewayError(
    `another gateway runs on the data directory ${directory}${
      pid === undefined ? where : ` (${url}, process ${pid}): stop it with "kill ${pid}"`
    }`,
  );
}

/** Gateways that share a database need PostgreSQL. */
function claimDatabase(url: string, newest: string | undefined): FileLock | undefined {
  const file = lockedFileOf(url);
  if (file === undefined) return undefined;
  const lock = lockDatabase(file);
  if (lock !== undefined) {
    lock.note(newest === undefined ? "" : `${JSON.stringify({ newest, ...thisProcess() })}\n`);
    return lock;
  }
  throw new GatewayError(
    `another gateway works on the database ${file}: give each its own, or let both work on one PostgreSQL database`,
  );
}

/** Whether a gateway works on a SQLite database now. @throws GatewayError */
export function isDatabaseClaimed(url: string): boolean {
  const file = lockedFileOf(url);
  if (file === undefined || !existsSync(lockOf(file))) return false;
  const lock = lockDatabase(file);
  lock?.release();
  return lock === undefined;
}

/**
 * Whether a gateway works on a SQLite database that does not bring it to the migration `newest` itself: one of this version does so as it
 * starts. Of a gateway in another container nobody knows, and it counts as earlier. @throws GatewayError
 */
export function hasEarlierGateway(url: string, newest: string): boolean {
  const file = lockedFileOf(url);
  if (file === undefined || !isDatabaseClaimed(url)) return false;
  const note = readJsonFile(lockOf(file));
  if (note === null || typeof note !== "object") return true;
  const { newest: to, pid, started } = note as Record<string, unknown>;
  if (typeof to !== "string" || to < newest || typeof pid !== "number") return true;
  return !isAlive({ pid, ...(typeof started === "string" ? { started } : {}) });
}

/** Of SQLite, the absolute path. */
const lockedFileOf = (url: string) => /^sqlite:(\/.+)$/.exec(databaseName(url))?.[1];
const lockOf = (file: string) => `${file}.lock`;

/** @throws GatewayError */
function lockDatabase(file: string): FileLock | undefined {
  try {
    return lockFile(lockOf(file));
  } catch (cause) {
    throw unusableDatabase(cause);
  }
}

/** A gateway, as it told in its data directory. */
interface Instance {
  url: string;
  /** Where browsers reach it, when that is elsewhere. */
  adminUrl?: string;
  /** See {@link databaseName}. */
  database?: string;
  /** The home country that it reads national numbers for; one that is set later counts from its next start on. */
  country?: string;
  /** Its process, while that is there; of a file from an earlier version, unknown and taken for gone. */
  pid?: number;
}

/** Records in the data directory where the gateway answers, and on which database it works (no password). */
export function writeInstance(directory: string, instance: Omit<Instance, "pid">): void {
  writeJsonFile(instanceFile(directory), { ...instance, ...thisProcess() });
}

/** The gateway on this data directory, as the last one recorded it; after a crash it may be long gone. */
export function readInstance(directory: string): Instance | undefined {
  const instance = readJsonFile(instanceFile(directory));
  if (instance === null || typeof instance !== "object") return undefined;
  const { url, adminUrl, database, country, pid, started } = instance as Record<string, unknown>;
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  return {
    url,
    ...(typeof adminUrl === "string" && URL.canParse(adminUrl) ? { adminUrl } : {}),
    ...(typeof database === "string" ? { database } : {}),
    ...(typeof country === "string" ? { country } : {}),
    ...(typeof pid === "number" && isAlive({ pid, ...(typeof started === "string" ? { started } : {}) })
      ? { pid }
      : {}),
  };
}

export function removeInstance(directory: string): void {
  rmSync(instanceFile(directory), { force: true });
}

/** A process, told from a later one that has its number. */
export interface ProcessMark {
  pid: number;
  /** When it was started, in the kernel's ticks since the machine was; absent where that is not known. */
  started?: string;
}

export const thisProcess = (): ProcessMark => ({ pid: process.pid, ...defined({ started: startOf("self") }) });

/** Field 22 of proc(5)'s stat; the name before it may hold blanks and brackets. */
function startOf(pid: number | "self"): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** Signal 0 asks without doing anything; a process of somebody else answers EPERM. */
export function isAlive({ pid, started }: ProcessMark): boolean {
  if (started !== undefined && startOf(pid) !== started) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
