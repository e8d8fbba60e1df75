/** Whether to wait for the disk on the event loop or in another thread: judged by what syncs have taken lately. */
interface DiskPace {
  /** The event loop may wait: that is over sooner than another thread's answer is heard. */
  readonly isQuick: boolean;
  /** A sync took `ms`; the judgement may change with it. */
  took(ms: number): void;
}

/** 3 ms: where a sync takes 1.1 ms, 64 modems reach 88 % of the ideal on the event loop, and 82 % with another thread. */
const QUICK_MS = 3;
/** Of the last 16 on the event loop half may be slow: a quick disk has slow moments, and to change for each costs more. */
const WINDOW = 16;
const MOST_SLOW = WINDOW / 2;
/** 80 ms: the event loop has waited for these 16 for too long, if only for two of them. */
const MOST_WINDOW_MS = 80;

/**
 * Begins in another thread. There the time includes the wait for a turn of the loop, so the shortest of a window counts;
 * on the event loop each counts.
 */
export function createDiskPace(): DiskPace {
  let isQuick = false;
  let times: number[] = [];

  function turns(): boolean {
    if (!isQuick) return times.length === WINDOW && Math.min(...times) < QUICK_MS;
    const slow = times.filter((time) => time >= QUICK_MS).length;
    return slow > MOST_SLOW || times.reduce((sum, time) => sum + time, 0) >= MOST_WINDOW_MS;
  }

  return {
    get isQuick() {
      return isQuick;
    },
    took(ms) {
      times.push(ms);
      if (times.length > WINDOW) times.shift();
      if (!turns()) return;
      isQuick = !isQuick;
      times = [];
    },
  };
}
