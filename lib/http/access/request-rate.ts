const WINDOW_MS = 60_000;
/** Forgotten entries in front of the list before it is made shorter. */
const MOST_FORGOTTEN = 1_000;

/** Counts the requests and parts of each user. It owns the counts; there are as many as users with a limit. */
export interface RequestRate {
  /**
   * Counts one request, or gives the whole seconds (1 to 60) until the next may come: in any 60 seconds there are at most
   * `perMinute`. One that is refused does not count.
   */
  take(userId: number, perMinute: number): number;
  /**
   * Counts the parts of a request that {@link take} has counted as one, or takes that one back and gives the whole seconds
   * until so many fit; `never` when they are more than fit into any minute. A single message always fits into a minute
   * without another, however many parts it has: it cannot be divided.
   */
  takeParts(
    userId: number,
    perMinute: number,
    request: { messages: number; parts: number },
  ): { giveBack(): void } | { retryAfterSeconds: number } | "never";
}

interface Window {
  /** Milliseconds, in order; those before `first` are past. */
  times: number[];
  first: number;
}

/** @param options.now  milliseconds since 1970 */
export function createRequestRate({ now }: { now: () => number }): RequestRate {
  const windows = new Map<number, Window>();

  function windowOf(userId: number, at: number): Window {
    let window = windows.get(userId);
    // A clock that was set back must not make anybody wait until it has caught up.
    if (window === undefined || at < (window.times.at(-1) ?? 0)) {
      window = { times: [], first: 0 };
      windows.set(userId, window);
    }
    forgetPast(window, at);
    return window;
  }

  /** Whole seconds until so many more fit; 0 for now. */
  function waitFor({ times, first }: Window, at: number, wanted: { units: number; perMinute: number }): number {
    const excess = times.length - first + wanted.units - wanted.perMinute;
    if (excess <= 0) return 0;
    const frees = times[Math.min(first + excess, times.length) - 1] ?? at;
    return Math.max(1, Math.ceil((frees + WINDOW_MS - at) / 1000));
  }

  return {
    take(userId, perMinute) {
      const at = now();
      const window = windowOf(userId, at);
      const seconds = waitFor(window, at, { units: 1, perMinute });
      if (seconds === 0) window.times.push(at);
      return seconds;
    },
    takeParts(userId, perMinute, { messages, parts }) {
      const at = now();
      const window = windowOf(userId, at);
      window.times.length = Math.max(window.first, window.times.length - 1);
      if (parts > perMinute && messages > 1) return "never";
      const seconds = waitFor(window, at, { units: Math.min(parts, perMinute), perMinute });
      if (seconds > 0) return { retryAfterSeconds: seconds };
      for (let part = 0; part < parts; part++) window.times.push(at);
      return {
        giveBack() {
          window.times.length = Math.max(window.first, window.times.length - parts);
        },
      };
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
