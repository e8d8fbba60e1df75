import { accessSync, constants, existsSync, mkdtempSync, rmdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { GatewayError } from "../error.ts";

/** Why a folder cannot be used, and what to do, by what the system says. */
const SENTENCES: Readonly<Record<string, (folder: string) => string>> = {
  EROFS: (folder) =>
    `the folder ${folder} is read-only. Under systemd the gateway may write to its data directory alone: run systemctl edit aldis, add the lines [Service] and ReadWritePaths=${folder}, and start the gateway again. Otherwise mount the disk for writing`,
  EACCES: notAllowed,
  EPERM: notAllowed,
  ENOENT: (folder) => `the folder ${folder} does not exist: mount its disk, make it, or name another`,
  ENOTDIR: notFolder,
  EEXIST: notFolder,
  ENOSPC: full,
  EDQUOT: full,
  EIO: (folder) => `the disk with the folder ${folder} cannot be read or written: replace it, or name another folder`,
};

function notAllowed(folder: string): string {
  return `user ${process.getuid?.()} may not write to the folder ${folder}: give it to that user (chown), or name another`;
}

function full(folder: string): string {
  return `the disk with the folder ${folder} is full: delete what is not needed there, or name another folder`;
}

function notFolder(folder: string): string {
  return `${folder} is not a folder: move that file away, or name another folder`;
}

/** The sentence for what the file system said of a folder; other errors stay as they are. */
export function inSentence(error: unknown, folder: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const sentence = SENTENCES[code]?.(folder);
  return sentence === undefined ? error : new GatewayError(sentence, { cause: error });
}

/**
 * Why this user can make no file in a folder, which may have to be made first; `undefined` when that is possible. Only a try tells: root
 * is allowed what a disk or a server then refuses. What is made for it is removed at once. Never throws.
 */
export function folderProblem(folder: string): string | undefined {
  let found = folder;
  try {
    while (!existsSync(found) && found !== "/") found = dirname(found);
    if (!statSync(found).isDirectory()) return notFolder(found);
    accessSync(found, constants.R_OK | constants.W_OK | constants.X_OK);
    rmdirSync(mkdtempSync(join(found, ".aldis-")));
    return undefined;
  } catch (error) {
    // What is there and takes no folder, such as /proc, is not the one that is missing.
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const said = inSentence(error, isMissing ? folder : found);
    return said instanceof Error ? said.message : String(said);
  }
}
