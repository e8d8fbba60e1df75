import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lockFile } from "../../modem/serial/index.ts";
import { inSentence } from "./folder-problem.ts";

/** What the names of these folders begin with. */
export const WORK_FOLDER = ".aldis-backup-";

/** A folder for one piece of work. Disposed, it is gone with everything in it. */
interface WorkFolder extends Disposable {
  path: string;
}

/**
 * Makes a folder inside `parent`, and removes those that dead processes left there: a lock in each says whether its owner lives.
 *
 * @throws GatewayError where the folder cannot be used; what else the file system throws
 */
export function openWorkFolder(parent: string): WorkFolder {
  const path = makeIn(parent);
  const lock = lockFile(join(path, "lock"));
  return {
    path,
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
      lock?.release();
    },
  };
}

function makeIn(parent: string): string {
  try {
    for (const name of readdirSync(parent)) if (name.startsWith(WORK_FOLDER)) removeLeft(join(parent, name));
    return mkdtempSync(join(parent, WORK_FOLDER));
  } catch (error) {
    throw inSentence(error, parent);
  }
}

function removeLeft(path: string): void {
  const file = join(path, "lock");
  // Its owner has just made it.
  if (!existsSync(file)) return;
  const lock = lockFile(file);
  if (lock === undefined) return;
  rmSync(path, { recursive: true, force: true });
  lock.release();
}
