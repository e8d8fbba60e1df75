/** 25 ms: at most so much later is seen what took half a second or more. */
const LONGEST_PAUSE_MS = 25;
/** A twentieth of the wait so far: to look all the time takes the processor from what is waited for. */
const PAUSE_SHARE = 1 / 20;

/**
 * Looks again and again until `look` gives something other than `undefined` or `false`.
 *
 * @param limitMs  only ends a test that fails: on a busy machine everything takes longer
 * @throws Error after 60 s, or `limitMs`, with what was waited for
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 60_000,
): Promise<T> {
  const since = performance.now();
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    const waitedMs = performance.now() - since;
    if (waitedMs > limitMs) throw new Error(`waited in vain for: ${what}`);
    // A timer, not an immediate: a loop that never rests keeps new connections to a database from opening.
    await Bun.sleep(Math.min(LONGEST_PAUSE_MS, Math.max(1, waitedMs * PAUSE_SHARE)));
  }
}
