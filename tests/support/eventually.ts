/**
 * Looks again and again until `look` gives something other than `undefined` or `false`.
 *
 * @param limitMs  for what has a limit of its own that is longer
 * @throws Error after 5 s, or `limitMs`, with what was waited for
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs = 5_000,
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
