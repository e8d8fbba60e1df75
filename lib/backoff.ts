/** How long to wait between attempts that fail: the wait doubles with each failure. */
interface Backoff {
  firstMs: number;
  longestMs: number;
  /**
   * Adds a random part of up to this share of the wait (0.5: up to half, also to the longest wait), so that callers
   * that failed together do not retry together.
   */
  jitter?: { share: number; random: () => number };
}

/**
 * @param failures  how many attempts in a row have failed; less than 1 counts as 1
 * @returns milliseconds until the next attempt, a whole number with jitter. Pure
 */
export function backoffMs(failures: number, { firstMs, longestMs, jitter }: Backoff): number {
  const ms = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return jitter === undefined ? ms : Math.round(ms * (1 + jitter.share * jitter.random()));
}
