import { chmodSync, lstatSync, type Stats, statSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../log.ts";
import { GatewayError } from "./error.ts";

/** What the gateway keeps in its data directory. Other files there are not its own, and left alone. */
export const OWN_FILES = [
  ...["aldis.sqlite", "aldis.sqlite-wal", "aldis.sqlite-shm", "aldis.sqlite.lock"],
  ...["tls-key.pem", "tls-certificate.pem", "node", "node-origin", "gateway.json", "modems.json", "lock", "secret.key"],
] as const;
const STICKY = 0o1000;
const WRITABLE_BY_OTHERS = 0o022;
const OPEN_TO_OTHERS = 0o077;

/**
 * Keeps what is in the data directory from others on the machine: passwords' hashes, texts, the TLS key.
 *
 * - A directory that others may write to is closed to them; one that is for everybody (such as /tmp) is refused.
 * - A file that others may read or write is closed to them.
 * - A symbolic link in place of a file is refused: whoever could put it there chooses what the gateway reads and writes. So
 *   is a pipe, a device or a directory.
 *
 * What is changed is a line of the log. `database` is a file elsewhere, which may be reached by a link; anything but a
 * regular file is refused.
 *
 * @throws GatewayError
 */
export function keepPrivate(directory: string, { database, log }: { database: string | undefined; log: Log }): void {
  const mode = look(() => statSync(directory))?.mode;
  const refusal = forEverybody(directory, mode);
  if (refusal !== undefined) throw new GatewayError(refusal);
  if (mode !== undefined && (mode & WRITABLE_BY_OTHERS) !== 0) {
    close(directory, mode, { bits: WRITABLE_BY_OTHERS, log });
  }
  for (const { file, found, problem } of filesOf(directory, database)) {
    if (problem !== undefined) throw new GatewayError(problem);
    closeFile(file, found, log);
  }
}

/**
 * Why {@link keepPrivate} would refuse what is there; `undefined` when it would not. Changes nothing.
 *
 * @throws what the file system throws
 */
export function privacyProblem(directory: string, { database }: { database: string | undefined }): string | undefined {
  const refusal = forEverybody(directory, look(() => statSync(directory))?.mode);
  if (refusal !== undefined) return refusal;
  for (const { problem } of filesOf(directory, database)) if (problem !== undefined) return problem;
  return undefined;
}

function forEverybody(directory: string, mode: number | undefined): string | undefined {
  if (mode === undefined || (mode & WRITABLE_BY_OTHERS) === 0 || (mode & STICKY) === 0) return undefined;
  return `${directory} is a directory for everybody: give the gateway one of its own with --data`;
}

/** The files that are there, one after the other as they are asked for, each with what is wrong with it. */
function* filesOf(
  directory: string,
  database: string | undefined,
): Generator<{ file: string; found: Stats; problem?: string }> {
  for (const name of OWN_FILES) {
    const file = join(directory, name);
    const found = look(() => lstatSync(file));
    if (found === undefined) continue;
    if (found.isSymbolicLink()) {
      yield { file, found, problem: `${file} is a symbolic link, which is not followed: put the file itself there` };
    }
    // To open a pipe would wait for its other end.
    else if (!found.isFile()) yield { file, found, problem: `${file} is not a regular file: move it away` };
    else yield { file, found };
  }
  if (database === undefined) return;
  for (const file of [database, `${database}-wal`, `${database}-shm`]) {
    const found = look(() => statSync(file));
    if (found === undefined) continue;
    // Closing a directory or a device, such as /tmp or /dev/null, would break the machine for others.
    if (found.isFile()) yield { file, found };
    else yield { file, found, problem: `${file} is not a regular file: name another with --database` };
  }
}

function closeFile(file: string, { mode }: Stats, log: Log): void {
  if ((mode & OPEN_TO_OTHERS) !== 0) close(file, mode, { bits: OPEN_TO_OTHERS, log });
}

function close(path: string, mode: number, { bits, log }: { bits: number; log: Log }): void {
  const before = (mode & 0o7777).toString(8);
  try {
    chmodSync(path, mode & 0o7777 & ~bits);
    log.warn({ path, before }, "others on this machine had access to it: it was closed to them");
  } catch (error) {
    log.warn({ path, before, err: error }, "others on this machine have access to it, and it cannot be closed to them");
  }
}

function look(read: () => Stats): Stats | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
