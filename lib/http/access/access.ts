import { isInNetworks, type Network, parseNetwork, type User } from "../../auth/index.ts";
import type { Clock } from "../../clock.ts";
import { defined } from "../../defined.ts";
import type { Log } from "../../log.ts";
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
import { createProxyHint } from "./proxy-hint.ts";
import { createRequestRate, type SharedRequests } from "./request-rate.ts";

/** What can be limited to networks: `/api.php`, everything below `/api`, the older interfaces, and mail; MQTT has none. */
export type Interface = "api.php" | "rest" | "check.php" | "commands.php" | "isms" | "email" | "mqtt";

/** Networks that may use an interface, or the listener for browsers; absent or empty: any. Read for each request. */
type AllowedNetworks = Partial<Record<Interface | "admin", readonly Network[]>>;

/** What decides who gets in to the APIs. */
export interface NetworkRules {
  trustedProxies: ProxyTrust["networks"];
  proxyHeader: ProxyTrust["header"];
  /** Empty: any. */
  allowApi: readonly Network[];
  /** In place of that at the listener for browsers. */
  allowAdmin: readonly Network[];
}

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
  /** How a request came that did not come by the app's own server. */
  arrived(request: Request, how: Arrival): void;
  /** Browsers have a listener of their own. */
  readonly hasAdminListener: boolean;
  /** Whether the request came by the listener for browsers. */
  cameByAdmin(request: Request): boolean;
  /** Whether browsers are served where the request came. */
  servesBrowsers(request: Request): boolean;
  /** Memory for what clients send. */
  readonly bodies: Bodies;
  /** `named` is served in place of `request`: both have one peer. */
  standsFor(named: Request, request: Request, server: AddressSource | null): void;
  mayEnter(guard: Interface, address: string, request: Request): boolean;
  mayCallFrom(user: User, address: string): boolean;
  /** The address that the caller would have under other settings, if it may not call the APIs from there. */
  shutOutBy(
    rules: NetworkRules,
    call: { request: Request; server: AddressSource | null; user: User },
  ): string | undefined;
  /**
   * Counts a request of the user, or gives the whole seconds until the next may come. With several gateways it is a promise for users
   * with a limit, which rejects with a StoreFailure.
   */
  count(user: User): number | Promise<number>;
  /** What the user may send in a request that was counted; `undefined` without a limit. */
  allowanceOf(user: User): Allowance | undefined;
}

/**
 * @param options.now  milliseconds since 1970
 * @param options.log  hears of proxies that are not trusted
 * @param options.bodyLimitBytes  largest body of a user
 * @param options.tls  the app's own server speaks HTTPS
 * @param options.publicUrl  where people reach the gateway, when a proxy is in front of it
 * @param options.adminListener  browsers have a listener of their own
 * @param options.shared  other gateways on the database
 */
export function createAccess(options: {
  now: () => number;
  setTimer?: Clock["setTimer"];
  proxies?: ProxyTrust;
  log?: Log;
  allowed?: AllowedNetworks;
  bodyLimitBytes?: number;
  tls?: boolean;
  publicUrl?: { url: string; path: string };
  adminListener?: boolean;
  shared?: SharedRequests | undefined;
}): Access {
  const { allowed = {}, publicUrl, proxies = { networks: [], header: "x-forwarded-for" } } = options;
  const rate = createRequestRate({ now: options.now, shared: options.shared });
  // A user is the same object until anything about users changes.
  const networksOf = new WeakMap<User, readonly Network[]>();
  const readAddress = createAddressReader(proxies, options.log && createProxyHint(options.log));
  const readTls = createTlsReader(proxies);
  const readPrefix = createPrefixReader(proxies);
  const tls = options.tls === true || publicUrl?.url.startsWith("https:") === true;
  const hasAdminListener = options.adminListener === true;
  const arrivals = new WeakMap<Request, Arrival & { source: AddressSource }>();
  const sourceOf = (request: Request, server: AddressSource | null) => arrivals.get(request)?.source ?? server;
  const cameByAdmin = (request: Request) => hasAdminListener && arrivals.get(request)?.byAdmin === true;

  function arrived(request: Request, how: Arrival): void {
    arrivals.set(request, { ...how, source: { requestIP: () => ({ address: how.peer }) } });
  }

  function readNetworks(user: User, texts: readonly string[]): readonly Network[] {
    const known = networksOf.get(user);
    if (known !== undefined) return known;
    const networks = texts.map(parseNetwork).filter((network) => network !== undefined);
    networksOf.set(user, networks);
    return networks;
  }

  const isAllowed = (networks: readonly Network[] | undefined, address: string) =>
    networks === undefined || networks.length === 0 || isInNetworks(networks, address);

  function mayCallFrom(user: User, address: string): boolean {
    const texts = user.limits?.networks;
    return texts === undefined || isInNetworks(readNetworks(user, texts), address);
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
    arrived,
    hasAdminListener,
    cameByAdmin,
    servesBrowsers: (request) => !hasAdminListener || cameByAdmin(request),
    standsFor(named, request, server) {
      const known = arrivals.get(request);
      arrived(named, known ?? { peer: server?.requestIP(request)?.address ?? "" });
    },
    mayEnter: (guard, address, request) =>
      isAllowed(allowed[guard === "rest" && cameByAdmin(request) ? "admin" : guard], address),
    mayCallFrom,
    shutOutBy({ trustedProxies, proxyHeader, allowApi, allowAdmin }, { request, server, user }) {
      const read = createAddressReader({ networks: trustedProxies, header: proxyHeader });
      const address = read(request, sourceOf(request, server));
      const networks = cameByAdmin(request) ? allowAdmin : allowApi;
      return isAllowed(networks, address) && mayCallFrom(user, address) ? undefined : address;
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
  /** Address of the socket. */
  peer: string;
  /** As the app's own server, when absent. */
  byTls?: boolean;
  /** By the listener for browsers. */
  byAdmin?: boolean;
}
