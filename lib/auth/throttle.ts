import { createLru } from "../lru.ts";
import { createTokenBucket, type TokenBucket } from "../rate-limit.ts";
import { createKnownAddresses, type KnownAddresses } from "./known-addresses.ts";
import { networkOfClient } from "./networks.ts";

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
 */
interface Throttle {
  /** Whole seconds until the next password may be looked at; 0 for now. */
  retryAfterSeconds(name: string, address: string): number;
  /** Takes one guess, before it is looked at. Gives the way to give it back when it was none. */
  charge(name: string, address: string): () => void;
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
}): Throttle {
  const { now } = options;
  const limits = options.limits ?? WRONG_PASSWORDS;
  const capacity = options.capacity ?? 20_000;
  /** What is full is not kept. */
  const buckets = createLru<string, TokenBucket>(capacity);
  const known = options.known ?? createKnownAddresses({ now, capacity });

  function drain(key: string): void {
    const bucket = buckets.peek(key) ?? createTokenBucket(limits, now);
    bucket.drain();
    buckets.set(key, bucket);
  }

  function giveBack(key: string): void {
    const bucket = buckets.get(key);
    bucket?.giveBack();
    if (bucket?.isFull) buckets.delete(key);
  }

  const isKnown = (name: string, address: string) => known.has(name, address);
  /** Comparisons that were charged, until they are found to be right or wrong. */
  const compared = createLru<string, true>(capacity);

  const waitMs = (key: string) => buckets.peek(key)?.waitMs() ?? 0;

  return {
    isKnownAddress: (address) => known.hasAnyFrom(address),
    mayCompare: (name, address) => isKnown(name, address) && waitMs(comparisonKey(address)) === 0,
    chargeComparison(address, fingerprint) {
      if (compared.peek(fingerprint)) return;
      compared.set(fingerprint, true);
      drain(comparisonKey(address));
    },
    retryAfterSeconds(name, address) {
      if (buckets.size === 0) return 0;
      const who = isKnown(name, address) ? pairKey(name, address) : nameKey(name);
      return Math.ceil(Math.max(waitMs(who), waitMs(addressKey(address))) / 1000);
    },
    charge(name, address) {
      const keys = [isKnown(name, address) ? pairKey(name, address) : nameKey(name), addressKey(address)];
      for (const key of keys) drain(key);
      let charged = true;
      return () => {
        if (!charged) return;
        charged = false;
        for (const key of keys) giveBack(key);
      };
    },
    remember: (name, address) => known.remember(name, address),
  };
}

const nameKey = (name: string) => `name ${name}`;
const addressKey = (address: string) => `address ${networkOfClient(address)}`;
const comparisonKey = (address: string) => `comparison ${networkOfClient(address)}`;
const pairKey = (name: string, address: string) => `pair ${networkOfClient(address)} ${name}`;
