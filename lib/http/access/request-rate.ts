import type { CountStore, Others } from "../../auth/index.ts";
import type { Log } from "../../log.ts";
import { createSlidingWindow, type SlidingWindow } from "../../rate-limit.ts";
import { type Cost, createOwnRate, type Taken } from "./own-rate.ts";
import { createSharedRate } from "./shared-rate.ts";

/** One minute, since the limit is one of requests per minute. */
const SPAN_MS = 60_000;

/**
 * Counts the requests and parts of each user. It owns the counts; there are as many as users with a limit.
 *
 * A gateway that is alone answers at once, from its memory. With others on the database, all of them count together: then the answers
 * are promises, which reject with a StoreFailure when the others cannot be asked.
 */
interface RequestRate {
  /**
   * Counts one request, or gives the whole seconds (1 to 61) until the next may come: in any 60 seconds there are at most
   * `perMinute`. One that is refused does not count. @throws StoreFailure
   */
  take(userId: number, perMinute: number): number | Promise<number>;
  /**
   * Counts the parts of a request that {@link take} counted as one. If they do not fit, uncounts that one and gives the
   * whole seconds until they fit; `never` if they exceed the limit of any minute. A single message always fits into an
   * otherwise empty minute, however many parts it has, because it cannot be divided.
   * @throws StoreFailure
   */
  takeParts(userId: number, perMinute: number, request: Cost): Taken | Promise<Taken>;
}

/** Other gateways, and where all of them count. */
export interface SharedRequests {
  store: Pick<CountStore, "requests">;
  others: Others;
  log: Log;
}

/** @param options.now  milliseconds since 1970 */
export function createRequestRate({
  now,
  shared,
}: {
  now: () => number;
  shared?: SharedRequests | undefined;
}): RequestRate {
  const windows = new Map<number, SlidingWindow>();
  const own = createOwnRate((userId) => {
    const known = windows.get(userId);
    if (known !== undefined) return known;
    const window = createSlidingWindow({ spanMs: SPAN_MS, now });
    windows.set(userId, window);
    return window;
  });
  if (shared === undefined) return own;
  const { others, log } = shared;
  const together = createSharedRate({ store: shared.store.requests, own, log });
  /** What was counted before, the others know. */
  let aloneSince = Number.NEGATIVE_INFINITY;
  others.onChange((areThere) => {
    if (!areThere) aloneSince = now();
    else together.tell([...windows].map(([userId, window]) => ({ userId, times: timesSince(window, aloneSince) })));
  });
  const current = () => (others.areThere ? together : own);

  return {
    take: (userId, perMinute) => current().take(userId, perMinute),
    takeParts: (userId, perMinute, cost) => current().takeParts(userId, perMinute, cost),
  };
}

const timesSince = (window: SlidingWindow, since: number) => window.times().filter((time) => time >= since);
