import { isInNetworks, type Network, parseNetwork, type User } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Allowance } from "../../routing/index.ts";
import { type Bodies, createBodies } from "../plumbing/bodies/index.ts";
import {
  type AddressReader,
  type AddressSource,
  createAddressReader,
  createPrefixReader,
  createTlsReader,
  type ProxyTrust,
} from "./address.ts";
import { createRequestRate } from "./request-rate.ts";

/** What can be limited to networks: `/api.php`, everything below `/api`, and the older interfaces. */
export type Interface = "api.php" | "rest" | "check.php" | "commands.php" | "isms";

/** Networks that may use an interface; absent or empty: any. Read for each request. */
type AllowedNetworks = Partial<Record<Interface, readonly Network[]>>;

/** From where and how often requests are taken. One for the whole gateway: a user's requests count over all interfaces. */
export interface Access {
  addressOf: AddressReader;
  /** Whether the client's own connection is HTTPS: to a trusted proxy that says so, or else to this gateway. */
  cameByTls(request: Request, server: AddressSource | null): boolean;
  /**
   * Where the client reaches the gateway. `url` has no slash at its end: `https://host/sms`, or as far as it is known only
   * `/sms`, or nothing. `path` is what its paths begin with: `/sms/`, or `/`.
   */
  baseOf(request: Request, server: AddressSource | null): { url: string; path: string };
  /** The peer of a request that came by plain HTTP, not by the app's own server. */
  arrived(request: Request, peer: string): void;
  /** Memory for what clients send. */
  readonly bodies: Bodies;
  /** `named` is served in place of `request`: both have one peer. */
  standsFor(named: Request, request: Request, server: AddressSource | null): void;
  mayEnter(guard: Interface, address: string): boolean;
  mayCallFrom(user: User, address: string): boolean;
  /** Counts a request of the user, or gives the whole seconds until the next may come. */
  count(user: User): number;
  /** What the user may send in a request that was counted; `undefined` without a limit. */
  allowanceOf(user: User): Allowance | undefined;
}

/**
 * @param options.now  milliseconds since 1970
 * @param options.bodyLimitBytes  largest body of a user
 * @param options.tls  the app's own server speaks HTTPS
 * @param options.publicUrl  where people reach the gateway, when a proxy is in front of it
 */
export function createAccess(options: {
  now: () => number;
  setTimer?: Clock["setTimer"];
  proxies?: ProxyTrust;
  allowed?: AllowedNetworks;
  bodyLimitBytes?: number;
  tls?: boolean;
  publicUrl?: { url: string; path: string };
}): Access {
  const { allowed = {}, publicUrl, proxies = { networks: [], header: "x-forwarded-for" } } = options;
  const rate = createRequestRate({ now: options.now });
  // A user is the same object until anything about users changes.
  const networksOf = new WeakMap<User, readonly Network[]>();
  const readAddress = createAddressReader(proxies);
  const readTls = createTlsReader(proxies);
  const readPrefix = createPrefixReader(proxies);
  const tls = options.tls === true || publicUrl?.url.startsWith("https:") === true;
  const arrivals = new WeakMap<Request, Arrival>();
  const sourceOf = (request: Request, server: AddressSource | null) => arrivals.get(request)?.peer ?? server;

  function readNetworks(user: User, texts: readonly string[]): readonly Network[] {
    const known = networksOf.get(user);
    if (known !== undefined) return known;
    const networks = texts.map(parseNetwork).filter((network) => network !== undefined);
    networksOf.set(user, networks);
    return networks;
  }

  return {
    bodies: createBodies({
      now: options.now,
      ...defined({ setTimer: options.setTimer, largestBytes: options.bodyLimitBytes }),
    }),
    addressOf: (request, server) => readAddress(request, sourceOf(request, server)),
    cameByTls: (request, server) => readTls(request, sourceOf(request, server)) ?? arrivals.get(request)?.byTls ?? tls,
    baseOf(request, server) {
      if (publicUrl !== undefined) return { url: publicUrl.url, path: `${publicUrl.path}/` };
      const prefix = readPrefix(request, sourceOf(request, server));
      return { url: prefix, path: `${prefix}/` };
    },
    arrived(request, peer) {
      arrivals.set(request, { peer: { requestIP: () => ({ address: peer }) }, byTls: false });
    },
    standsFor(named, request, server) {
      const address = sourceOf(request, server)?.requestIP(request)?.address ?? "";
      const byTls = arrivals.get(request)?.byTls ?? tls;
      arrivals.set(named, { peer: { requestIP: () => ({ address }) }, byTls });
    },
    mayEnter(guard, address) {
      const networks = allowed[guard];
      return networks === undefined || networks.length === 0 || isInNetworks(networks, address);
    },
    mayCallFrom(user, address) {
      const texts = user.limits?.networks;
      return texts === undefined || isInNetworks(readNetworks(user, texts), address);
    },
    allowanceOf(user) {
      const perMinute = user.limits?.requestsPerMinute;
      return perMinute === undefined ? undefined : (cost) => rate.takeParts(user.id, perMinute, cost);
    },
    count(user) {
      const perMinute = user.limits?.requestsPerMinute;
      return perMinute === undefined ? 0 : rate.take(user.id, perMinute);
    },
  };
}

/** How a request came that did not come as it is by the app's own server. */
interface Arrival {
  peer: AddressSource;
  byTls: boolean;
}
