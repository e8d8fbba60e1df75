const WINDOW_MS = 60_000;
/** Forgotten entries in front of the list before it is made shorter. */
const MOST_FORGOTTEN = 1_000;

/** Counts the requests of each user. It owns the counts; there are as many as users with a limit. */
export interface RequestRate {
  /**
   * Counts one request, or gives the whole seconds (1 to 60) until the next may come: in any 60 seconds there are at most
   * `perMinute`. One that is refused does not count.
   */
  take(userId: number, perMinute: number): number;
}

interface Window {
  /** Milliseconds, in order; those before `first` are past. */
  times: number[];
  first: number;
}

/** @param options.now  milliseconds since 1970 */
export function createRequestRate({ now }: { now: () => number }): RequestRate {
  const windows = new Map<number, Window>();
  return {
    take(userId, perMinute) {
      const at = now();
      let window = windows.get(userId);
      // A clock that was set back must not make anybody wait until it has caught up.
      if (window === undefined || at < (window.times.at(-1) ?? 0)) {
        window = { times: [], first: 0 };
        windows.set(userId, window);
      }
      forgetPast(window, at);
      const { times, first } = window;
      if (times.length - first >= perMinute) {
        const frees = times[times.length - perMinute] ?? at;
        return Math.max(1, Math.ceil((frees + WINDOW_MS - at) / 1000));
      }
      times.push(at);
      return 0;
    },
  };
}

function forgetPast(window: Window, at: number): void {
  const { times } = window;
  while (window.first < times.length && (times[window.first] ?? 0) <= at - WINDOW_MS) window.first++;
  if (window.first > MOST_FORGOTTEN && window.first * 2 > times.length) {
    times.splice(0, window.first);
    window.first = 0;
  }
}
