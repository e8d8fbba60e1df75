/** How long to wait between attempts that fail: the wait doubles with each failure. */
export interface Backoff {
  firstMs: number;
  longestMs: number;
  /**
   * Up to this share of the wait is added at random (0.5: up to a half, also to the longest), so that what failed together
   * does not come back together.
   */
  jitter?: { share: number; random: () => number };
}

/**
 * @param failures  how many attempts in a row have failed; less than 1 counts as 1
 * @returns milliseconds until the next attempt, whole where there is jitter. Pure
 */
export function backoffMs(failures: number, { firstMs, longestMs, jitter }: Backoff): number {
  const ms = Math.min(longestMs, firstMs * 2 ** Math.max(0, failures - 1));
  return jitter === undefined ? ms : Math.round(ms * (1 + jitter.share * jitter.random()));
}
