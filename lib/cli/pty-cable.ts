import { lstatSync, unlinkSync } from "node:fs";
import { createPty, type FileLock, lockFile } from "../modem/serial/index.ts";
import type { Cable } from "../modem/simulator/index.ts";
import { CliError } from "./error.ts";

/**
 * A pseudo-terminal that is taken away whole, and comes back as another, as a stick on USB does. From the first plug to
 * the close, unplugged or not, the link is this cable's alone: beside it lies a locked file, which a crash unlocks.
 */
export function ptyCable(link: string): Cable & { close(): Promise<void> } {
  let pty: ReturnType<typeof createPty> | undefined;
  let lock: FileLock | undefined;
  const unplug = async () => {
    await pty?.close();
    pty = undefined;
  };
  return {
    async plug() {
      lock ??= lockLink(link);
      pty ??= createPty({ link });
      return pty.port;
    },
    unplug,
    async close() {
      await unplug();
      lock?.release();
      lock = undefined;
    },
  };
}

/** @throws Error when another process or cable has the link */
function lockLink(link: string): FileLock {
  const path = `${link}.lock`;
  for (;;) {
    const lock = lockFile(path);
    if (lock === undefined) throw new Error("another simulator runs there: choose another link with --pty, or stop it");
    // The one who had it may have removed the file between the opening and the locking here.
    if (lstatSync(path, { throwIfNoEntry: false })?.ino === lock.inode) {
      return {
        ...lock,
        release() {
          unlinkSync(path);
          lock.release();
        },
      };
    }
    lock.release();
  }
}

/** What `run` gives. @throws CliError kind "failed": `failure`, and why */
export async function attempt<Value>(failure: string, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run();
  } catch (error) {
    throw new CliError("failed", `${failure}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
