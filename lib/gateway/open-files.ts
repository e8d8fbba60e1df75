import type { Clock } from "../clock.ts";
import type { EventRecorder } from "../messages/index.ts";
import type { OpenFiles } from "../open-files.ts";

/** 5 s: a look costs a directory in memory. */
const LOOK_EVERY_MS = 5_000;
/** 95 %: what is left may be gone before the next look. Below 80 % it is over, so that a limit that is met again and again is told once. */
const USED_UP_SHARE = 0.95;
const OVER_SHARE = 0.8;

/**
 * Says in log and event log when almost all descriptors are used up, and when that is over: Bun's HTTP server leaves new connections waiting then,
 * and says nothing (`docs/stack.md`).
 *
 * @returns ends it
 */
export function watchOpenFiles(options: {
  files: () => OpenFiles | undefined;
  clock: Pick<Clock, "setTimer">;
  events: EventRecorder;
}): () => void {
  const { files, clock, events } = options;
  let areUsedUp = false;
  let timer = clock.setTimer(LOOK_EVERY_MS, look);

  function look(): void {
    timer = clock.setTimer(LOOK_EVERY_MS, look);
    const seen = files();
    if (seen === undefined) return;
    const share = seen.open / seen.limit;
    if (!areUsedUp && share >= USED_UP_SHARE) {
      areUsedUp = true;
      events.record({ kind: "files.used-up", ...seen });
    } else if (areUsedUp && share < OVER_SHARE) {
      areUsedUp = false;
      events.record({ kind: "files.free", ...seen });
    }
  }

  return () => timer.cancel();
}
