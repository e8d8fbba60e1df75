/** 20 ms between attempts. */
const PAUSE_MS = 20;

/**
 * Runs `run` until nobody keeps the database to himself, as whoever switches a new file to WAL does for a moment, and whoever is the
 * last to close a file; SQLite does not always wait for them. Blocks meanwhile, so it is for opening.
 *
 * @throws what `run` throws; when that is busy, once `lockWaitMs` are over
 */
export function whenFree(
  run: () => void,
  { isBusy, lockWaitMs }: { isBusy: (error: unknown) => boolean; lockWaitMs: number },
): void {
  const limit = performance.now() + lockWaitMs;
  for (;;) {
    try {
      run();
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() >= limit) throw error;
      Bun.sleepSync(PAUSE_MS);
    }
  }
}
