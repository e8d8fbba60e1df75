import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Store } from "../store/index.ts";

/** 10 min between deletions of what streams need no more: about 60,000 entries at 100 a second. */
const TIDY_EVERY_MS = 600_000;
/** 50 ms: 20 announcements a second at most, and streams of other gateways hear soon enough. */
const ANNOUNCE_EVERY_MS = 50;

/**
 * Keeps the log of changes short, and tells other gateways of one database when it grows.
 *
 * @returns ends it; resolves when what is under way has ended, and never rejects
 */
export function keepStreamLog({
  store,
  clock,
  log,
}: {
  store: Pick<Store, "stream" | "database">;
  clock: Clock;
  log: Log;
}): () => Promise<void> {
  const { stream } = store;
  const running = new Set<Promise<void>>();
  let tidyTimer = clock.setTimer(TIDY_EVERY_MS, tidy);
  let announceTimer: ReturnType<Clock["setTimer"]> | undefined;
  let announcesAgain = false;

  function run(work: Promise<void>, failed: string): void {
    const settled: Promise<void> = work
      .catch((error: unknown) => log.warn({ err: error }, failed))
      .finally(() => running.delete(settled));
    running.add(settled);
  }

  function tidy(): void {
    tidyTimer = clock.setTimer(TIDY_EVERY_MS, tidy);
    run(stream.tidy(), "the log of changes was not tidied; trying again in 10 minutes");
  }

  /** At once, and what comes meanwhile together. */
  function announce(): void {
    announcesAgain = announceTimer !== undefined;
    if (announcesAgain) return;
    announceTimer = clock.setTimer(ANNOUNCE_EVERY_MS, () => {
      announceTimer = undefined;
      if (announcesAgain) announce();
    });
    run(stream.announce(), "other gateways were not told of changes; they look once a second");
  }

  const unsubscribe = store.database === "postgres" ? stream.onWritten(announce) : () => undefined;
  return async () => {
    unsubscribe();
    tidyTimer.cancel();
    announceTimer?.cancel();
    await Promise.all(running);
  };
}
