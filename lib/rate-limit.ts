import { createLru } from "./lru.ts";

/**
 * The two ways to limit a rate. A token bucket lets a burst through and then so much a second: for what may come in bursts.
 * A sliding window never lets through more than so much in any span of its length: for promises like "100 a minute".
 *
 * Times are milliseconds. A clock that is set back makes nobody wait until it has caught up.
 */

/** So much at once, and so much a second or minute after that. */
type BucketSize = { burst: number } & ({ perSecond: number } | { perMinute: number });

export interface TokenBucket {
  /** Whether nothing is taken. */
  readonly isFull: boolean;
  /** Takes `amount` (1 when left out) if there is so much; `false`, and nothing taken, if there is not. */
  take(amount?: number): boolean;
  /** Takes `amount`, or as much of it as there is. */
  drain(amount?: number): void;
  /** Takes `amount` even if that has yet to come in, and returns how long that takes: 0 when it was there. */
  reserve(amount?: number): number;
  /** Returns how long it takes until `amount` is there; 0 when it is. */
  waitMs(amount?: number): number;
  giveBack(amount?: number): void;
}

/** Makes a full bucket. */
export function createTokenBucket(size: BucketSize, now: () => number): TokenBucket {
  const { burst } = size;
  const msPerToken = "perSecond" in size ? 1_000 / size.perSecond : 60_000 / size.perMinute;
  let tokens = burst;
  let refilledAt = now();

  function refill(): void {
    const at = now();
    tokens = Math.min(burst, tokens + Math.max(0, at - refilledAt) / msPerToken);
    refilledAt = at;
  }

  function waitMs(amount = 1): number {
    refill();
    return tokens >= amount ? 0 : (amount - tokens) * msPerToken;
  }

  return {
    get isFull() {
      refill();
      return tokens >= burst;
    },
    take(amount = 1) {
      refill();
      if (tokens < amount) return false;
      tokens -= amount;
      return true;
    },
    drain(amount = 1) {
      refill();
      tokens = Math.max(0, tokens - amount);
    },
    reserve(amount = 1) {
      const ms = waitMs(amount);
      tokens -= amount;
      return ms;
    },
    waitMs,
    giveBack(amount = 1) {
      refill();
      tokens = Math.min(burst, tokens + amount);
    },
  };
}

/**
 * Makes buckets of one size by key. Each is full when it is asked for the first time.
 *
 * @param options.keys  most buckets kept; the one that was not asked for for the longest time goes first
 */
export function createTokenBuckets(
  size: BucketSize,
  options: { now: () => number; keys: number },
): (key: string) => TokenBucket {
  const buckets = createLru<string, TokenBucket>(options.keys);
  return (key) => {
    const known = buckets.get(key);
    if (known !== undefined) return known;
    const bucket = createTokenBucket(size, options.now);
    buckets.set(key, bucket);
    return bucket;
  };
}

/** What was counted in the span that ends now. */
export interface SlidingWindow {
  /** Returns how long it takes until `amount` more make no more than `most` in the span; 0 for now. */
  waitMs(amount: number, most: number): number;
  add(amount: number): void;
  /** Takes away what was added last. */
  takeBack(amount: number): void;
}

/**
 * 1,000 forgotten entries at the front before the list is shortened: 8 KB, so that shortening costs little per entry.
 */
const MOST_FORGOTTEN = 1_000;

export function createSlidingWindow(options: { spanMs: number; now: () => number }): SlidingWindow {
  const { spanMs, now } = options;
  /** When each was counted, in order; those before `first` are past. */
  let times: number[] = [];
  let first = 0;

  /** Forgets what is past. */
  function slide(): number {
    const at = now();
    if (at < (times.at(-1) ?? 0)) {
      times = [];
      first = 0;
    }
    while (first < times.length && (times[first] ?? 0) <= at - spanMs) first++;
    if (first > MOST_FORGOTTEN && first * 2 > times.length) {
      times.splice(0, first);
      first = 0;
    }
    return at;
  }

  return {
    waitMs(amount, most) {
      const at = slide();
      const excess = times.length - first + amount - most;
      if (excess <= 0) return 0;
      return (times[Math.min(first + excess, times.length) - 1] ?? at) + spanMs - at;
    },
    add(amount) {
      const at = slide();
      for (let count = 0; count < amount; count++) times.push(at);
    },
    takeBack(amount) {
      times.length = Math.max(first, times.length - amount);
    },
  };
}
