import type { Clock } from "../clock.ts";

/** 10 s without a commit: what follows is not in anybody's way. */
const IDLE_MS = 10_000;
/** 256 commits: less leaves little behind. */
const MANY_COMMITS = 256;

/**
 * Gives memory back to the system when a flood is over: the engine itself collects for the sake of speed, and keeps some
 * 20 MB more than it needs. A collection stops everything for tens of milliseconds, so it waits until nothing happens.
 *
 * @param options.commits  how many there have been
 * @param options.collect  frees what nobody uses
 * @returns ends it
 */
export function returnMemoryWhenIdle(options: {
  clock: Pick<Clock, "setTimer">;
  commits: () => number;
  collect: () => void;
}): () => void {
  const { clock, commits, collect } = options;
  let collectedAt = commits();
  let seen = collectedAt;
  let timer = clock.setTimer(IDLE_MS, look);

  function look(): void {
    timer = clock.setTimer(IDLE_MS, look);
    const now = commits();
    const isIdle = now === seen;
    seen = now;
    if (!isIdle || now - collectedAt < MANY_COMMITS) return;
    collectedAt = now;
    collect();
  }

  return () => timer.cancel();
}
