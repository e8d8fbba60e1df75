import { createLru } from "../lru.ts";
import { createTokenBucket, type TokenBucket } from "../rate-limit.ts";
import { createKnownAddresses, type KnownAddresses } from "./known-addresses.ts";
import { networkOfClient } from "./networks.ts";
import { takesNoWrites } from "./shared-counts.ts";
import type { SharedGuesses } from "./shared-guesses.ts";

/** Wrong passwords: how many are checked at once, and how many per minute after that. */
export interface ThrottleLimits {
  burst: number;
  perMinute: number;
}

/** P9 of the goals: 5 a minute after the first 10. */
const WRONG_PASSWORDS: ThrottleLimits = { burst: 10, perMinute: 5 };

/**
 * Counts wrong passwords by user name and by address.
 *
 * An address that this user has signed in from before does not ask what was guessed elsewhere: whoever guesses the name
 * from other addresses does not lock the user out there. All names that are guessed from one address share its guesses.
 *
 * ```
 *                    charged            asked before a password is looked at
 *   known address    pair, address      pair and address
 *   other address    name, address      name and address
 * ```
 *
 * With other gateways on the database the guesses of all of them count together: {@link Throttle.take} asks the database. What this
 * one has in memory is then the most that there may be.
 */
interface Throttle {
  /** Whole seconds until the next password may be looked at, as far as this gateway knows; 0 for now. */
  retryAfterSeconds(name: string, address: string): number;
  /** Takes one guess, before it is looked at. Gives the way to give it back when it was none. */
  charge(name: string, address: string): () => void;
  /**
   * As {@link charge} if there is one, in all gateways together; else gives the whole seconds until there is.
   * @throws StoreFailure when the others cannot be asked
   */
  take(name: string, address: string): Promise<{ giveBack(): void } | { retryAfterSeconds: number }>;
  /** Whether a password that is known here to be right is to be paid for all the same, until it is found to be right. */
  mustTake(name: string, address: string): boolean;
  /**
   * Whether a password may be compared with the one known to be right, though the guesses are used up: where the user has
   * signed in from before, and an address may have as many wrong comparisons as guesses.
   */
  mayCompare(name: string, address: string): boolean;
  /** Takes one comparison that did not fit. The same one again, by its fingerprint, tells nothing new and is free. */
  chargeComparison(address: string, fingerprint: string): void;
  /** The user has signed in from this address. */
  remember(name: string, address: string): void;
  /** Somebody has signed in from this address; who, makes no difference, so that it cannot be found out. */
  isKnownAddress(address: string): boolean;
}

/**
 * Makes a throttle. Names are to be in canonical form.
 *
 * @param options.capacity  most names, addresses and pairs kept at a time; the longest untouched go first
 * @param options.known  from where users have signed in; at first nothing is known
 */
export function createThrottle(options: {
  now: () => number;
  limits?: ThrottleLimits;
  capacity?: number;
  known?: KnownAddresses;
  /** With other gateways. */
  shared?: SharedGuesses | undefined;
}): Throttle {
  const { now, shared } = options;
  const limits = options.limits ?? WRONG_PASSWORDS;
  const capacity = options.capacity ?? 20_000;
  const buckets = createBuckets({ limits, capacity, now });
  const { drain, giveBack, waitMs, lower } = buckets;
  const known = options.known ?? createKnownAddresses({ now, capacity });

  const isKnown = (name: string, address: string) => known.has(name, address);
  /** Comparisons that were charged, until they are found to be right or wrong. */
  const compared = createLru<string, true>(capacity);

  const keysOf = (name: string, address: string) => [
    isKnown(name, address) ? pairKey(name, address) : nameKey(name),
    addressKey(address),
  ];
  const secondsUntil = (keys: readonly string[]) => Math.ceil(Math.max(...keys.map(waitMs)) / 1000);

  function charge(keys: readonly string[]): () => void {
    for (const key of keys) drain(key);
    let charged = true;
    return () => {
      if (!charged) return;
      charged = false;
      for (const key of keys) giveBack(key);
    };
  }

  /** `undefined`: the database takes no writes, so that this gateway counts alone. @throws StoreFailure */
  async function askOthers(others: SharedGuesses, keys: readonly string[]) {
    try {
      return await others.take(keys, limits);
    } catch (error) {
      if (takesNoWrites(error)) return undefined;
      throw error;
    }
  }

  async function takeTogether(others: SharedGuesses, keys: readonly string[]) {
    // Before the others are asked: those that come meanwhile are to see it.
    const giveBackHere = charge(keys);
    let answer: Awaited<ReturnType<typeof askOthers>>;
    try {
      answer = await askOthers(others, keys);
    } catch (error) {
      giveBackHere();
      throw error;
    }
    if (answer?.isTaken === false) giveBackHere();
    if (answer !== undefined) lower(keys, answer.left);
    if (answer?.isTaken === false) return { retryAfterSeconds: Math.max(1, secondsUntil(keys)) };
    const giveBack = () => {
      giveBackHere();
      if (answer !== undefined) others.giveBack(keys, limits);
    };
    return { giveBack };
  }

  /** Never rejects. */
  async function compareTogether(others: SharedGuesses, keys: readonly string[]): Promise<void> {
    const answer = await askOthers(others, keys).catch(() => undefined);
    if (answer !== undefined) lower(keys, answer.left);
  }

  // The other nodes are told of the guesses that this one counted while it was alone.
  shared?.onBegin(() => shared.lower(buckets.taken(), limits));

  return {
    isKnownAddress: (address) => known.hasAnyFrom(address),
    mayCompare: (name, address) => isKnown(name, address) && waitMs(comparisonKey(address)) === 0,
    chargeComparison(address, fingerprint) {
      if (compared.peek(fingerprint)) return;
      compared.set(fingerprint, true);
      const key = comparisonKey(address);
      drain(key);
      // The answer is the same, with the others or without; only the next ones wait for longer.
      if (shared?.isOn) void compareTogether(shared, [key]);
    },
    retryAfterSeconds: (name, address) => (buckets.isEmpty ? 0 : secondsUntil(keysOf(name, address))),
    charge: (name, address) => charge(keysOf(name, address)),
    async take(name, address) {
      const keys = keysOf(name, address);
      // Others may have used up the guesses while this one waited for its turn.
      const retryAfterSeconds = secondsUntil(keys);
      if (retryAfterSeconds > 0) return { retryAfterSeconds };
      return shared?.isOn ? takeTogether(shared, keys) : { giveBack: charge(keys) };
    },
    mustTake: (name, address) => shared?.isOn === true && !isKnown(name, address),
    remember: (name, address) => known.remember(name, address),
  };
}

/** Token buckets by their names. */
function createBuckets({ limits, capacity, now }: { limits: ThrottleLimits; capacity: number; now: () => number }) {
  /** What is full is not kept. */
  const buckets = createLru<string, TokenBucket>(capacity);

  function change(key: string, how: (bucket: TokenBucket) => void): void {
    const bucket = buckets.peek(key) ?? createTokenBucket(limits, now);
    how(bucket);
    buckets.set(key, bucket);
  }

  return {
    get isEmpty() {
      return buckets.size === 0;
    },
    waitMs: (key: string) => buckets.peek(key)?.waitMs() ?? 0,
    drain: (key: string) => change(key, (bucket) => bucket.drain()),
    giveBack(key: string): void {
      const bucket = buckets.get(key);
      bucket?.giveBack();
      if (bucket?.isFull) buckets.delete(key);
    },
    lower(keys: readonly string[], left: readonly number[]): void {
      for (const [at, key] of keys.entries()) change(key, (bucket) => bucket.lowerTo(left[at] ?? 0));
    },
    /** Those that are not full. */
    taken: () =>
      [...buckets.entries()]
        .map(([key, bucket]) => ({ key, left: bucket.left() }))
        .filter(({ left }) => left < limits.burst),
  };
}

const nameKey = (name: string) => `name ${name}`;
const addressKey = (address: string) => `address ${networkOfClient(address)}`;
const comparisonKey = (address: string) => `comparison ${networkOfClient(address)}`;
const pairKey = (name: string, address: string) => `pair ${networkOfClient(address)} ${name}`;
