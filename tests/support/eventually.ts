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
  const until = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > until) throw new Error(`waited in vain for: ${what}`);
    // A timer, not an immediate: a loop that never rests keeps new connections to a database from opening.
    await Bun.sleep(1);
  }
}
