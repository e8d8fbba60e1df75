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
  /** How many are there now. */
  left(): number;
  /** Others have taken from it too: there are no more than so many. */
  lowerTo(amount: number): void;
}

/** Makes a full bucket. */
export const createTokenBucket = (size: BucketSize, now: () => number): TokenBucket => new Bucket(size, now);

/** A class, since there is one for each of many thousand clients: functions of its own would be most of its memory. */
class Bucket implements TokenBucket {
  readonly #burst: number;
  readonly #msPerToken: number;
  readonly #now: () => number;
  #tokens: number;
  #refilledAt: number;

  constructor(size: BucketSize, now: () => number) {
    this.#burst = size.burst;
    this.#msPerToken = "perSecond" in size ? 1_000 / size.perSecond : 60_000 / size.perMinute;
    this.#now = now;
    this.#tokens = size.burst;
    this.#refilledAt = now();
  }

  get isFull(): boolean {
    this.#refill();
    return this.#tokens >= this.#burst;
  }

  take(amount = 1): boolean {
    this.#refill();
    if (this.#tokens < amount) return false;
    this.#tokens -= amount;
    return true;
  }

  drain(amount = 1): void {
    this.#refill();
    this.#tokens = Math.max(0, this.#tokens - amount);
  }

  reserve(amount = 1): number {
    const ms = this.waitMs(amount);
    this.#tokens -= amount;
    return ms;
  }

  waitMs(amount = 1): number {
    this.#refill();
    return this.#tokens >= amount ? 0 : (amount - this.#tokens) * this.#msPerToken;
  }

  giveBack(amount = 1): void {
    this.#refill();
    this.#tokens = Math.min(this.#burst, this.#tokens + amount);
  }

  left(): number {
    this.#refill();
    return this.#tokens;
  }

  lowerTo(amount: number): void {
    this.#refill();
    this.#tokens = Math.min(this.#tokens, amount);
  }

  #refill(): void {
    const at = this.#now();
    this.#tokens = Math.min(this.#burst, this.#tokens + Math.max(0, at - this.#refilledAt) / this.#msPerToken);
    this.#refilledAt = at;
  }
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
  /** When each was counted, in order. */
  times(): readonly number[];
}

/**
 * 1,000 forgotten entries at the front before the list is shortened: 8 KB, so that shortening costs little per entry.
 */
const MOST_FORGOTTEN = 1_000;

export const createSlidingWindow = (options: { spanMs: number; now: () => number }): SlidingWindow =>
  new Window(options);

/** A class for the reason of {@link Bucket}. */
class Window implements SlidingWindow {
  readonly #spanMs: number;
  readonly #now: () => number;
  /** When each was counted, in order; those before `#first` are past. */
  #times: number[] = [];
  #first = 0;

  constructor({ spanMs, now }: { spanMs: number; now: () => number }) {
    this.#spanMs = spanMs;
    this.#now = now;
  }

  waitMs(amount: number, most: number): number {
    const at = this.#slide();
    const excess = this.#times.length - this.#first + amount - most;
    if (excess <= 0) return 0;
    return (this.#times[Math.min(this.#first + excess, this.#times.length) - 1] ?? at) + this.#spanMs - at;
  }

  add(amount: number): void {
    const at = this.#slide();
    for (let count = 0; count < amount; count++) this.#times.push(at);
  }

  takeBack(amount: number): void {
    this.#times.length = Math.max(this.#first, this.#times.length - amount);
  }

  times(): readonly number[] {
    this.#slide();
    return this.#times.slice(this.#first);
  }

  /** Forgets what is past. */
  #slide(): number {
    const at = this.#now();
    if (at < (this.#times.at(-1) ?? 0)) {
      this.#times = [];
      this.#first = 0;
    }
    while (this.#first < this.#times.length && (this.#times[this.#first] ?? 0) <= at - this.#spanMs) this.#first++;
    if (this.#first > MOST_FORGOTTEN && this.#first * 2 > this.#times.length) {
      this.#times.splice(0, this.#first);
      this.#first = 0;
    }
    return at;
  }
}
