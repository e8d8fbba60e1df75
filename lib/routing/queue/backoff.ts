const SHORTEST_MS = 5_000;
const LONGEST_MS = 15 * 60_000;

/**
 * How long to wait before the next attempt: 5 s, doubled with each failed attempt, at most 15 min, of which up to a
 * third is random, so that messages that failed together do not come back together.
 *
 * @param failedAttempts  how many have failed, 1 or more
 * @param random  gives 0 ≤ x < 1
 * @returns milliseconds
 */
export function backoffMs(failedAttempts: number, random: () => number): number {
  const least = Math.min((LONGEST_MS * 2) / 3, SHORTEST_MS * 2 ** Math.max(0, failedAttempts - 1));
  return Math.round(least * (1 + random() / 2));
}
