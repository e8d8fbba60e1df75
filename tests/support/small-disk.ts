import { closeSync, ftruncateSync, mkdirSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { run } from "./postgres.ts";

/** A file system of few megabytes, which can be filled to its last block. */
interface SmallDisk extends Disposable {
  readonly path: string;
  /** Leaves nothing. */
  fill(): void;
  /** Takes away what filled it. */
  makeRoom(): void;
}

/** 4 KiB: a block of the file system. */
const BLOCK = new Uint8Array(4_096);

/** Whether this machine lets us mount one. @throws Error under CI=true when root may not */
export function canMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const may = Bun.spawnSync(["unshare", "--mount", "true"]).exitCode === 0;
  return may;
}

/** Mounts one at a folder, which is made. @throws Error when it cannot be mounted */
export function mountSmallDisk(path: string, options: { mebibytes: number; owner?: string }): SmallDisk {
  mkdirSync(path, { recursive: true });
  run(["mount", "-t", "tmpfs", "-o", `size=${options.mebibytes}m,mode=0755`, "aldis-test", path]);
  if (options.owner !== undefined) run(["chown", options.owner, path]);
  const ballast = join(path, "ballast");
  return {
    path,
    fill() {
      const file = openSync(ballast, "a");
      try {
        for (;;) writeSync(file, BLOCK);
      } catch (error) {
        if (!(error instanceof Error) || !("code" in error) || error.code !== "ENOSPC") throw error;
      } finally {
        closeSync(file);
      }
    },
    makeRoom() {
      const file = openSync(ballast, "r+");
      ftruncateSync(file, 0);
      closeSync(file);
      rmSync(ballast);
    },
    [Symbol.dispose]() {
      run(["umount", "--lazy", path]);
      rmdirSync(path);
    },
  };
}
