import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lockFile } from "../../modem/serial/index.ts";
import { CliError } from "../error.ts";
import { replaceFile } from "./replace-file.ts";

const instanceFile = (directory: string) => join(directory, "gateway.json");

/**
 * Keeps the data directory to this process. The lock ends with the process, however that dies.
 *
 * @throws CliError kind "failed" when another gateway runs on it
 */
export function claimDirectory(directory: string): { release(): void } {
  const lock = lockFile(join(directory, "lock"));
  if (lock !== undefined) return lock;
  const url = readInstance(directory)?.url;
  throw new CliError(
    "failed",
    `another gateway runs on the data directory ${directory}${url === undefined ? "" : ` (${url})`}`,
  );
}

/** Leaves word in the data directory of where the gateway answers. */
export function writeInstance(directory: string, instance: { url: string }): void {
  replaceFile(instanceFile(directory), `${JSON.stringify({ ...instance, pid: process.pid })}\n`);
}

/** Where the gateway on this data directory answers, as the last one said; after a crash it may be long gone. */
export function readInstance(directory: string): { url: string } | undefined {
  try {
    const instance: unknown = JSON.parse(readFileSync(instanceFile(directory), "utf8"));
    const url = instance !== null && typeof instance === "object" && "url" in instance ? instance.url : undefined;
    return typeof url === "string" && URL.canParse(url) ? { url } : undefined;
  } catch (cause) {
    const expected =
      cause instanceof SyntaxError || (cause instanceof Error && "code" in cause && cause.code === "ENOENT");
    if (!expected) throw cause;
    return undefined;
  }
}

export function removeInstance(directory: string): void {
  rmSync(instanceFile(directory), { force: true });
}
