import { readFileSync } from "node:fs";

/** Clocks of this machine that nobody sets. */
export interface Machine {
  /** Milliseconds since some moment, without the time in which the machine was suspended. */
  monotonicMs(): number;
  /** Milliseconds since the machine was started, suspended or not; as `monotonicMs` where that is not known. */
  uptimeMs(): number;
  /** Which start of the machine this is; `undefined` where that is not known. */
  readonly boot: string | undefined;
}

/**
 * This machine's, on Linux from `/proc`. An uptime that cannot be read, since all descriptors are used up, goes on from the one before: another
 * clock in between would look as if the time had been set.
 *
 * @param read  the first line of a file; `undefined` when it cannot be read
 */
export function thisMachine(read: (file: string) => string | undefined = readLine): Machine {
  const boot = read("/proc/sys/kernel/random/boot_id");
  let aheadMs = 0;
  const monotonicMs = () => performance.now();
  return {
    monotonicMs,
    boot,
    uptimeMs() {
      const seconds = Number(read("/proc/uptime")?.split(" ")[0]);
      if (Number.isFinite(seconds)) aheadMs = seconds * 1_000 - monotonicMs();
      return monotonicMs() + aheadMs;
    },
  };
}

function readLine(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim() || undefined;
  } catch {
    return undefined;
  }
}
