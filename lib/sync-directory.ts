import { closeSync, fsyncSync, openSync } from "node:fs";

/**
 * Puts the names of what is in a directory on the disk: a file that is synced is lost all the same at a power cut when
 * its name is not there. Blocks the event loop meanwhile. @throws what the file system throws
 */
export function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
