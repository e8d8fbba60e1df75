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

/** This machine's, on Linux from `/proc`. */
export function thisMachine(): Machine {
  const boot = readLine("/proc/sys/kernel/random/boot_id");
  const monotonicMs = () => performance.now();
  return {
    monotonicMs,
    boot,
    uptimeMs() {
      const seconds = Number(readLine("/proc/uptime")?.split(" ")[0]);
      return Number.isFinite(seconds) ? seconds * 1_000 : monotonicMs();
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
