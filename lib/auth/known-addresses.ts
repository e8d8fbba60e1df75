import { createLru } from "../lru.ts";
import { networkOfClient } from "./networks.ts";

/** A user has signed in from there. */
interface KnownAddress {
  /** In canonical form. */
  name: string;
  /** See {@link networkOfClient}. */
  network: string;
}

/** Where they are kept over restarts: an attack may last longer than the process. */
export interface KnownAddressStore {
  /** The latest seen come last. @param since  only those seen later @throws StoreFailure */
  list(since?: number): Promise<KnownAddress[]>;
  /** Takes it at once and keeps it soon after, with the time. Never throws. */
  keep(known: KnownAddress): void;
}

/** From where each user has signed in. It owns what is known. */
export interface KnownAddresses {
  has(name: string, address: string): boolean;
  /** Whether anybody has signed in from there. */
  hasAnyFrom(address: string): boolean;
  remember(name: string, address: string): void;
  /** What other gateways have kept. */
  learn(kept: readonly KnownAddress[]): void;
}

/** One day: an address in daily use is written once a day, and one lasts 90 days, so a missed write does no harm. */
const KEPT_AGAIN_AFTER_MS = 86_400_000;

/**
 * @param options.capacity  most pairs known at a time; the longest unseen go first
 * @param options.kept  known from earlier
 * @param options.keep  called for what is new, and for the others once a day
 */
export function createKnownAddresses(options: {
  now: () => number;
  capacity?: number;
  kept?: readonly KnownAddress[];
  keep?: (known: KnownAddress) => void;
}): KnownAddresses {
  const { now, keep } = options;
  const capacity = options.capacity ?? 20_000;
  /** When each was kept last. */
  const keptAt = createLru<string, number>(capacity);
  /** How many users are known from each network. */
  const usersFrom = new Map<string, number>();
  for (const { name, network } of options.kept ?? []) put(keyOf(name, network), 0);

  function put(key: string, at: number): void {
    if (keptAt.peek(key) === undefined) count(key, 1);
    const oldest = keptAt.set(key, at);
    if (oldest !== undefined) count(oldest, -1);
  }

  function count(key: string, more: 1 | -1): void {
    const network = key.slice(0, key.indexOf(" "));
    const users = (usersFrom.get(network) ?? 0) + more;
    if (users > 0) usersFrom.set(network, users);
    else usersFrom.delete(network);
  }

  return {
    has: (name, address) => keptAt.peek(keyOf(name, networkOfClient(address))) !== undefined,
    hasAnyFrom: (address) => usersFrom.has(networkOfClient(address)),
    remember(name, address) {
      const network = networkOfClient(address);
      const key = keyOf(name, network);
      const at = keptAt.peek(key);
      const isDue = at === undefined || Math.abs(now() - at) >= KEPT_AGAIN_AFTER_MS;
      put(key, isDue ? now() : at);
      if (isDue) keep?.({ name, network });
    },
    learn(kept) {
      for (const { name, network } of kept) {
        const key = keyOf(name, network);
        if (keptAt.peek(key) === undefined) put(key, now());
      }
    },
  };
}

const keyOf = (name: string, network: string) => `${network} ${name}`;
