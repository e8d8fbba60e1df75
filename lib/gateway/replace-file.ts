import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { giveTo } from "../file-owner.ts";
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
  const fresh = `${file}.new`;
  rmSync(fresh, { force: true });
  try {
    writeFresh(fresh, content, { ...options, owner: statSync(dirname(file)) });
    renameSync(fresh, file);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
  if (options.durable) syncDirectory(dirname(file));
}

/**
 * As {@link replaceFile}, but what is there stays, also what another process makes at the same moment. `false`: there is one.
 *
 * @throws what the file system throws
 */
export function writeNewFile(file: string, content: string, options: { durable?: boolean } = {}): boolean {
  const fresh = `${file}.${randomUUID()}.new`;
  try {
    writeFresh(fresh, content, { ...options, owner: statSync(dirname(file)) });
    if (!link(fresh, file)) return false;
  } finally {
    rmSync(fresh, { force: true });
  }
  if (options.durable) syncDirectory(dirname(file));
  return true;
}

/**
 * Writes a file that a person named: whole or not at all, for its owner alone, and on the disk when this returns. Whoever owns a
 * file that is replaced owns the new one.
 *
 * @throws what the file system throws
 */
export function replaceExport(file: string, content: string): void {
  const fresh = `${file}.${randomUUID()}.new`;
  const before = statSync(file, { throwIfNoEntry: false });
  try {
    writeFresh(fresh, content, { durable: true, ...(before === undefined ? {} : { owner: before }) });
    renameSync(fresh, file);
  } finally {
    rmSync(fresh, { force: true });
  }
  syncDirectory(dirname(file));
}

/** A name is given once, while `rename` replaces what has it. `false`: it is taken. */
function link(fresh: string, file: string): boolean {
  try {
    linkSync(fresh, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    // A file system without links, such as FAT.
    if (existsSync(file)) return false;
    renameSync(fresh, file);
    return true;
  }
}

function writeFresh(
  fresh: string,
  content: string,
  { durable = false, owner }: { durable?: boolean; owner?: Pick<Stats, "uid" | "gid"> },
): void {
  const descriptor = openSync(fresh, "wx", 0o600);
  try {
    writeFileSync(descriptor, content);
    if (owner !== undefined) giveTo(owner, descriptor);
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
