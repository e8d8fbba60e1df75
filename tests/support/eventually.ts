/**
 * Looks again and again until `look` gives something other than `undefined` or `false`.
 *
 * @throws Error after 5 s, with what was waited for
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const until = performance.now() + 5_000;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > until) throw new Error(`waited in vain for: ${what}`);
    // A timer, not an immediate: a loop that never rests keeps new connections to a database from opening.
    await Bun.sleep(1);
  }
}
