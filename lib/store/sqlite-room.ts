import { access, constants as fileModes, statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** 64 MiB: room for the write-ahead log at its usual size, and for what is copied out of it. */
const ROOM_BYTES = 64 * 1024 * 1024;

/** A file system that became read-only says so, and one that is full has no free blocks; a quota shows only in a write. Never rejects. */
export async function hasRoom(file: string): Promise<boolean> {
  try {
    await access(file, fileModes.W_OK);
    const { bavail, bsize } = await statfs(dirname(file));
    return bavail * bsize >= ROOM_BYTES;
  } catch {
    return false;
  }
}
