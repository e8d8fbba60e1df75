import { closeSync, fdatasync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** Environment variable: how many milliseconds longer each sync takes in programs started by {@link delayed}. */
export const DELAY_MS = "ALDIS_BENCH_SYNC_MS";

const SAMPLES = 50;
const PAGE = Buffer.alloc(4_096, 1);

/** Resolves when all of the file is on disk; waits in another thread. @throws the system's error */
export const sync = promisify(fdatasync);

/**
 * Returns `command` with its syncs delayed by strace, or unchanged without a delay. The process ID is the command's own.
 *
 * Only for programs that sync: strace 6.1 stops a new thread at every system call until the thread's first sync. The main
 * thread and threads that sync run at full speed, but wrk and Kannel would be several times slower.
 */
export function delayed(command: readonly string[]): readonly string[] {
  const delayMs = Number(process.env[DELAY_MS] ?? 0);
  if (delayMs === 0) return command;
  const inject = `inject=fdatasync,fsync:delay_exit=${Math.round(delayMs * 1_000)}`;
  const traced = ["-f", "--seccomp-bpf", "-e", "trace=fdatasync,fsync", "-e", "signal=none", "-e", inject];
  return ["strace", "-D", "-qq", ...traced, "-o", "/dev/null", ...command];
}

/** As {@link sampleSyncMs}, with the delay of {@link delayed}. */
export async function measureDelayedSyncMs(): Promise<number> {
  const command = delayed([process.execPath, import.meta.path]);
  const child = Bun.spawn([...command], { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const output = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error("a sync could not be measured");
  return Number(output);
}

/** The median of 50 times 4 KiB written and synced, in ms, in a directory like the benches' own. */
export async function sampleSyncMs(): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), "aldis-bench-"));
  const file = openSync(join(directory, "sync"), "w");
  const times: number[] = [];
  try {
    for (let at = 0; at < SAMPLES; at++) {
      const startedAt = performance.now();
      writeSync(file, PAGE, 0, PAGE.length, 0);
      await sync(file);
      times.push(performance.now() - startedAt);
    }
  } finally {
    closeSync(file);
    rmSync(directory, { recursive: true });
  }
  return times.sort((one, other) => one - other)[SAMPLES / 2] ?? Number.NaN;
}

if (import.meta.main) console.log(await sampleSyncMs());
