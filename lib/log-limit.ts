import type { Clock } from "./clock.ts";
import { LOG_KINDS, LOG_LINES } from "./limits.ts";
import { createTokenBuckets } from "./rate-limit.ts";

/** Keeps log lines of one kind from filling the disk and from hiding other kinds. */
interface LogLimit {
  /** Whether a line of this kind may be written now; a refused line is counted. */
  admit(kind: string): boolean;
}

/** @param options.dropped  called for each kind that had lines dropped, one second after the first drop */
export function createLogLimit(options: {
  clock: Pick<Clock, "now" | "setTimer">;
  dropped: (kind: string, lines: number) => void;
}): LogLimit {
  const { clock } = options;
  const bucketOf = createTokenBuckets(LOG_LINES, { now: clock.now, keys: LOG_KINDS });
  const missing = new Map<string, number>();

  function tell(): void {
    const told = [...missing];
    missing.clear();
    for (const [kind, lines] of told) options.dropped(kind, lines);
  }

  return {
    admit(kind) {
      if (bucketOf(kind).take()) return true;
      if (missing.size === 0) clock.setTimer(1_000, tell);
      missing.set(kind, (missing.get(kind) ?? 0) + 1);
      return false;
    },
  };
}

/** 60 tries, a second apart: a line a minute. A stack each second, as while a disk is full, would fill what is left of it. */
const TRIES_PER_LINE = 60;

/** Of a try that is repeated every second until it succeeds: its first failure is worth a line, and one a minute after. */
export function createFailureLines(): { failed(): boolean; succeeded(): void } {
  let failures = 0;
  return {
    failed: () => failures++ % TRIES_PER_LINE === 0,
    succeeded() {
      failures = 0;
    },
  };
}
