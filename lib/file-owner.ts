import { fchownSync, fstatSync, lstatSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";

type Owner = Pick<Stats, "uid" | "gid">;

/**
 * Root gives a file to its owner-to-be; nobody else can. By the descriptor, since the owner of its directory may put a link in the file's
 * place. Never throws.
 */
export function giveTo({ uid, gid }: Owner, descriptor: number): void {
  if (uid === 0 || process.getuid?.() !== 0) return;
  try {
    fchownSync(descriptor, uid, gid);
  } catch {
    // A file system that keeps no owners.
  }
}

/**
 * Root gives a file or folder that it has just made to whoever has the directory: a command run as root must not leave what the gateway's
 * user cannot use. @throws what the file system throws of the directory
 */
export function giveToOwnerOf(directory: string, descriptor: number): void {
  giveTo(statSync(directory), descriptor);
}

/**
 * As {@link giveToOwnerOf}, of a file that may have been there before. One that is reached by a link, or has another name too, stays
 * root's: whoever has the directory may have put it there. @throws what the file system throws
 */
export function giveFoundToOwner(path: string, descriptor: number): void {
  if (process.getuid?.() !== 0) return;
  const { uid, nlink, ino, dev } = fstatSync(descriptor);
  const named = lstatSync(path);
  if (uid !== 0 || nlink !== 1 || named.ino !== ino || named.dev !== dev) return;
  giveToOwnerOf(dirname(path), descriptor);
}
