/** Whether to wait for the disk on the event loop or in another thread: judged by what syncs have taken lately. */
interface DiskPace {
  /** The event loop may wait: that is over sooner than another thread's answer is heard. */
  readonly isQuick: boolean;
  /** A sync took `ms`; the judgement may change with it. */
  took(ms: number): void;
}

/** 0.5 ms: 64 modems gain from another thread where a sync takes 0.8 ms, and lose where it takes 0.15 ms. */
const QUICK_MS = 0.5;
/** Of the last 16 on the event loop two may be slow: then it is the disk, and not just one moment. */
const WINDOW = 16;
const MOST_SLOW = 1;

/**
 * Begins in another thread. There the time includes the wait for a turn of the loop, so the shortest of a window counts;
 * on the event loop each counts.
 */
export function createDiskPace(): DiskPace {
  let isQuick = false;
  let times: number[] = [];
  return {
    get isQuick() {
      return isQuick;
    },
    took(ms) {
      times.push(ms);
      if (times.length > WINDOW) times.shift();
      const turns = isQuick
        ? times.filter((time) => time >= QUICK_MS).length > MOST_SLOW
        : times.length === WINDOW && Math.min(...times) < QUICK_MS;
      if (!turns) return;
      isQuick = !isQuick;
      times = [];
    },
  };
}
