import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MEMORY = "/dev/shm";

/** Of whom tests run in a folder in memory: where big files go, and what needs a file system with devices. */
export const DISK = "ALDIS_TEST_DISK";

/** A new folder on a disk. */
export const diskFolder = (prefix: string): string => mkdtempSync(join(process.env[DISK] ?? tmpdir(), prefix));

/**
 * A new folder in memory, where this machine has so much of it for files and runs programs from there; otherwise on the disk. Every
 * user may go through it.
 */
export function memoryFolder(prefix: string, roomBytes: number): string {
  const folder = mkdtempSync(join(hasRoom(roomBytes) && runsPrograms() ? MEMORY : tmpdir(), prefix));
  chmodSync(folder, 0o711);
  return folder;
}

function hasRoom(roomBytes: number): boolean {
  if (!existsSync(MEMORY)) return false;
  const { bavail, bsize } = statfsSync(MEMORY);
  return bavail * bsize >= roomBytes;
}

/** Containers have it with `noexec`, and some machines let nobody but root write there. */
function runsPrograms(): boolean {
  let folder: string | undefined;
  try {
    folder = mkdtempSync(join(MEMORY, "x-"));
    const program = join(folder, "program");
    writeFileSync(program, "#!/bin/sh\n", { mode: 0o700 });
    return Bun.spawnSync([program]).exitCode === 0;
  } catch {
    return false;
  } finally {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  }
}
