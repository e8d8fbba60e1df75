import { closeSync, fstatSync, ftruncateSync, lstatSync, openSync, writeSync } from "node:fs";
import { constants } from "node:os";
import { giveFoundToOwner } from "../../file-owner.ts";
import { libc } from "./libc.ts";

/** A lock that is held. It ends with `release`, and with the process, however it ends. */
export interface FileLock {
  /** Of the locked file; another file may have its name by now. */
  readonly inode: number;
  /** Replaces what the file says, for whoever finds it locked. On a full disk it says nothing. Never throws. */
  note(text: string): void;
  release(): void;
}

/**
 * Locks the file for this process alone, without waiting, and makes it when it is missing. `undefined`: another holds
 * it. The file itself stays when the lock ends. Root gives it to whoever has its folder.
 *
 * @throws Node's error when the file cannot be opened; Error when the file system has no locks
 */
export function lockFile(path: string): FileLock | undefined {
  const descriptor = openSync(path, "a", 0o600);
  giveFoundToOwner(path, descriptor);
  const result = libc().lock(descriptor);
  if (result >= 0) {
    const inode = fstatSync(descriptor).ino;
    return {
      inode,
      note(text) {
        try {
          // Behind a link is another's file.
          if (lstatSync(path).ino !== inode) return;
          ftruncateSync(descriptor);
          writeSync(descriptor, text);
        } catch {
          // The lock counts, what it says is for people and commands.
        }
      },
      release: () => closeSync(descriptor),
    };
  }
  closeSync(descriptor);
  if (result === -constants.errno.EWOULDBLOCK) return undefined;
  throw new Error(`${path} cannot be locked (errno ${-result})`);
}
