import { rmSync } from "node:fs";
import { join } from "node:path";
import { lockFile } from "../modem/serial/index.ts";
import { GatewayError } from "./error.ts";
import { readJsonFile, writeJsonFile } from "./json-file.ts";

const instanceFile = (directory: string) => join(directory, "gateway.json");

/**
 * Keeps the data directory to this process. The lock ends with the process, however that dies.
 *
 * @throws GatewayError when another gateway runs on it
 */
export function claimDirectory(directory: string): { release(): void } {
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

/** A gateway, as it told in its data directory. */
interface Instance {
  url: string;
  /** See {@link databaseName}. */
  database?: string;
  /** Its process, while that is there; of a file from an earlier version, unknown and taken for gone. */
  pid?: number;
}

/** Records in the data directory where the gateway answers, and on which database it works (no password). */
export function writeInstance(directory: string, instance: { url: string; database: string }): void {
  writeJsonFile(instanceFile(directory), { ...instance, pid: process.pid });
}

/** The gateway on this data directory, as the last one recorded it; after a crash it may be long gone. */
export function readInstance(directory: string): Instance | undefined {
  const instance = readJsonFile(instanceFile(directory));
  if (instance === null || typeof instance !== "object") return undefined;
  const { url, database, pid } = instance as Record<string, unknown>;
  if (typeof url !== "string" || !URL.canParse(url)) return undefined;
  return {
    url,
    ...(typeof database === "string" ? { database } : {}),
    ...(typeof pid === "number" && isAlive(pid) ? { pid } : {}),
  };
}

export function removeInstance(directory: string): void {
  rmSync(instanceFile(directory), { force: true });
}

/** Signal 0 asks without doing anything; a process of somebody else answers EPERM. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
