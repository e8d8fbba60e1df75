import { createSlidingWindow, type SlidingWindow } from "../../rate-limit.ts";
import type { Allowance } from "../../routing/index.ts";

/** One minute, since the limit is one of requests per minute. */
const SPAN_MS = 60_000;

/** Counts the requests and parts of each user. It owns the counts; there are as many as users with a limit. */
interface RequestRate {
  /**
   * Counts one request, or gives the whole seconds (1 to 60) until the next may come: in any 60 seconds there are at most
   * `perMinute`. One that is refused does not count.
   */
  take(userId: number, perMinute: number): number;
  /**
   * Counts the parts of a request that {@link take} counted as one. If they do not fit, uncounts that one and gives the
   * whole seconds until they fit; `never` if they exceed the limit of any minute. A single message always fits into an
   * otherwise empty minute, however many parts it has, because it cannot be divided.
   */
  takeParts(
    userId: number,
    perMinute: number,
    request: Parameters<Allowance>[0],
  ): { giveBack(): void } | { retryAfterSeconds: number } | "never";
}

/** @param options.now  milliseconds since 1970 */
export function createRequestRate({ now }: { now: () => number }): RequestRate {
  const windows = new Map<number, SlidingWindow>();

  function windowOf(userId: number): SlidingWindow {
    const known = windows.get(userId);
    if (known !== undefined) return known;
    const window = createSlidingWindow({ spanMs: SPAN_MS, now });
    windows.set(userId, window);
    return window;
  }

  return {
    take(userId, perMinute) {
      const window = windowOf(userId);
      const waitMs = window.waitMs(1, perMinute);
      if (waitMs === 0) window.add(1);
      return Math.ceil(waitMs / 1000);
    },
    takeParts(userId, perMinute, { messages, parts, further = false }) {
      const window = windowOf(userId);
      if (!further) window.takeBack(1);
      if (parts > perMinute && messages > 1) return "never";
      const waitMs = window.waitMs(Math.min(parts, perMinute), perMinute);
      if (waitMs > 0) return { retryAfterSeconds: Math.ceil(waitMs / 1000) };
      window.add(parts);
      return { giveBack: () => window.takeBack(parts) };
    },
  };
}
