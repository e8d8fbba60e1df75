import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { syncDirectory } from "../sync-directory.ts";

/**
 * Writes a file of the data directory for its owner alone: whole or not at all, so that a crash leaves no half of it. What
 * lies there, a symbolic link too, is replaced and never written through: the new file is made where there is none
 * (O_EXCL) and then takes the name.
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
  writeFileSync(fresh, content, { flag: "wx", mode: 0o600 });
  if (durable) syncFile(fresh);
  renameSync(fresh, file);
  if (durable) syncDirectory(dirname(file));
}

function syncFile(file: string): void {
  const descriptor = openSync(file, "r+");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
