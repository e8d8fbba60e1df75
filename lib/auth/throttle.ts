import { createKnownAddresses, type KnownAddresses } from "./known-addresses.ts";
import { networkOfClient } from "./networks.ts";

/** Wrong passwords: how many are looked at before the next must wait. */
export interface ThrottleLimits {
  /** Looked at without waiting. */
  burst: number;
  /** Looked at after those. */
  perMinute: number;
}

/** P9 of the goals: 5 a minute after the first 10. */
export const WRONG_PASSWORDS: ThrottleLimits = { burst: 10, perMinute: 5 };

/**
 * Counts wrong passwords by user name and by address.
 *
 * An address that this user has signed in from before counts on its own: whoever guesses the name from elsewhere does
 * not lock the user out there, and guesses of other names from there (a shared proxy) do not either. Guesses of this
 * very name from this very address do.
 *
 * ```
 *                    charged            asked before a password is looked at
 *   known address    pair, address      pair
 *   other address    name, address      name and address
 * ```
 */
export interface Throttle {
  /** Whole seconds until the next password may be looked at; 0 for now. */
  retryAfterSeconds(name: string, address: string): number;
  /** Takes one guess, before it is looked at. Gives the way to give it back when it was none. */
  charge(name: string, address: string): () => void;
  /** The user has signed in from this address. */
  remember(name: string, address: string): void;
  isKnown(name: string, address: string): boolean;
}

/** `left` guesses at the time `at` (milliseconds). What is full is not kept. */
interface Bucket {
  left: number;
  at: number;
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
  const { burst, perMinute } = options.limits ?? WRONG_PASSWORDS;
  const capacity = options.capacity ?? 20_000;
  const msPerGuess = 60_000 / perMinute;
  const buckets = new Map<string, Bucket>();
  const known = options.known ?? createKnownAddresses({ now, capacity });

  function left(key: string): number {
    const bucket = buckets.get(key);
    if (bucket === undefined) return burst;
    // A clock that was set back must not make anybody wait until it has caught up.
    if (now() < bucket.at) bucket.at = now();
    return Math.min(burst, bucket.left + (now() - bucket.at) / msPerGuess);
  }

  function put(key: string, guesses: number): void {
    buckets.delete(key);
    if (guesses >= burst) return;
    buckets.set(key, { left: guesses, at: now() });
    if (buckets.size <= capacity) return;
    const oldest = buckets.keys().next().value;
    if (oldest !== undefined) buckets.delete(oldest);
  }

  const isKnown = (name: string, address: string) => known.has(name, address);

  function waitMs(key: string): number {
    const guesses = left(key);
    return guesses >= 1 ? 0 : Math.ceil((1 - guesses) * msPerGuess);
  }

  return {
    isKnown,
    retryAfterSeconds(name, address) {
      if (buckets.size === 0) return 0;
      const ms = isKnown(name, address)
        ? waitMs(pairKey(name, address))
        : Math.max(waitMs(nameKey(name)), waitMs(addressKey(address)));
      return Math.ceil(ms / 1000);
    },
    charge(name, address) {
      const keys = [isKnown(name, address) ? pairKey(name, address) : nameKey(name), addressKey(address)];
      for (const key of keys) put(key, Math.max(0, left(key) - 1));
      let charged = true;
      return () => {
        if (!charged) return;
        charged = false;
        for (const key of keys) put(key, Math.min(burst, left(key) + 1));
      };
    },
    remember: (name, address) => known.remember(name, address),
  };
}

const nameKey = (name: string) => `name ${name}`;
const addressKey = (address: string) => `address ${networkOfClient(address)}`;
const pairKey = (name: string, address: string) => `pair ${networkOfClient(address)} ${name}`;
