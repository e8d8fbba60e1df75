import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Repeats a write until the store has taken it: what a modem has done already cannot be undone because a disk is full
 * for a minute. The calls that `write` makes at once share a turn, and so a commit, in every repetition.
 *
 * @throws the last error of the store once `signal` is aborted
 */
export async function untilWritten<T>(
  write: () => Promise<T>,
  { clock, log, signal }: { clock: Clock; log: Log; signal: AbortSignal },
): Promise<T> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
    try {
      return await write();
    } catch (error) {
      log.error({ err: error, pauseMs }, "the store failed; trying again");
      if (signal.aborted) throw error;
      await clock.sleep(pauseMs, signal).catch(() => Promise.reject(error));
    }
  }
}
