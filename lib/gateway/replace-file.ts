import { closeSync, fchownSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { syncDirectory } from "../sync-directory.ts";

/**
 * Writes a file of the data directory for its owner alone: whole or not at all, so that a crash leaves no half of it. What
 * lies there, a symbolic link too, is replaced and never written through: the new file is made where there is none
 * (O_EXCL) and then takes the name. Root gives it to the owner of the directory: a command run as root must not leave what the
 * gateway's user cannot read.
 *
 * After a power cut the file may be empty or full of zeros, unless it is `durable`: then it is on the disk when this
 * returns. That blocks the event loop for two or three syncs, so it is for the start.
 *
 * @throws what the file system throws
 */
export function replaceFile(file: string, content: string, options: { durable?: boolean } = {}): void {
  const { durable = false } = options;
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  const descriptor = openSync(fresh, "wx", 0o600);
  try {
    writeFileSync(descriptor, content);
    if (process.getuid?.() === 0) giveToOwnerOf(dirname(file), descriptor);
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(fresh, file);
  if (durable) syncDirectory(dirname(file));
}

/**
 * Gives a file to whoever has the directory. By the descriptor, since the owner of the directory may put a link in the file's
 * place. @throws what the file system throws of the directory
 */
export function giveToOwnerOf(directory: string, descriptor: number): void {
  const { uid, gid } = statSync(directory);
  if (uid === 0) return;
  try {
    fchownSync(descriptor, uid, gid);
  } catch {
    // A file system that keeps no owners.
  }
}
