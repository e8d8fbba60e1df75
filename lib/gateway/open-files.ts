import { readdirSync, readFileSync } from "node:fs";
import type { Clock } from "../clock.ts";
import type { EventRecorder } from "../messages/index.ts";

/** Of this process: files, connections and devices that are open, and how many the system allows. */
export interface OpenFiles {
  open: number;
  limit: number;
}

/** 5 s: a look costs a directory in memory. */
const LOOK_EVERY_MS = 5_000;
/** 95 %: what is left may be gone before the next look. Below 80 % it is over, so that a limit that is met again and again is told once. */
const USED_UP_SHARE = 0.95;
const OVER_SHARE = 0.8;

/** Makes what counts them; it gives `undefined` where the system does not say. Not to be called before the listeners are there: they raise the limit. */
export function createOpenFiles(): () => OpenFiles | undefined {
  let limit: number | undefined;
  return () => {
    limit ??= openFilesLimit();
    if (limit === undefined) return undefined;
    try {
      return { open: readdirSync("/proc/self/fd").length, limit };
    } catch {
      // To look takes a descriptor, too.
      return { open: limit, limit };
    }
  };
}

function openFilesLimit(): number | undefined {
  try {
    const soft = /^Max open files +(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}

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
