import { canonicalAddress, isInNetworks, type Network } from "../../auth/index.ts";
import { forwardedHops, forwardedScheme, type ProxyHeader } from "./forwarded.ts";

/** What of Bun's server is needed here; `null` under `app.handle`. */
export interface AddressSource {
  requestIP(request: Request): { address: string } | null;
}

/** Which proxies are believed when they say for whom they ask, and where they say it. Read for each request. */
export interface ProxyTrust {
  networks: readonly Network[];
  /** The one header that they write. Another one comes from the client as it likes. */
  header: ProxyHeader;
}

/** Gives the client's address in its usual form; empty when it is unknown. */
export type AddressReader = (request: Request, server: AddressSource | null) => string;

/**
 * Makes the reader of client addresses: the socket's, or behind trusted proxies what they say.
 *
 * ```
 * X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.2     socket: 10.0.0.1     trusted: 10.0.0.0/8
 *                  forged   ◀── client     proxy ◀──────────── proxy
 * ```
 *
 * Read from the right, since each proxy appends; what stands left of the first hop that is not trusted may be forged.
 *
 * @param untrusted  hears of each request that no trusted proxy sent, and the address of its socket
 */
export function createAddressReader(
  trust: ProxyTrust,
  untrusted?: (request: Request, address: string) => void,
): AddressReader {
  return (request, server) => {
    const { networks, header } = trust;
    const socket = socketOf(request, server);
    if (networks.length === 0 || !isInNetworks(networks, socket)) {
      untrusted?.(request, socket);
      return socket;
    }
    let client = socket;
    const hops = forwardedHops(request.headers.get(header) ?? "", header);
    if (hops === undefined) return "";
    for (const hop of hops) {
      const address = canonicalAddress(hop);
      // The proxy itself does not know, or hides it.
      if (address === undefined) return "";
      client = address;
      if (!isInNetworks(networks, client)) break;
    }
    return client;
  };
}

/** Makes the reader of what a trusted proxy says about the client's own connection: whether it is HTTPS. */
export function createTlsReader(trust: ProxyTrust) {
  return (request: Request, server: AddressSource | null): boolean | undefined => {
    const { networks, header } = trust;
    if (networks.length === 0 || !isInNetworks(networks, socketOf(request, server))) return undefined;
    const scheme = forwardedScheme(request.headers, header);
    return scheme === undefined ? undefined : scheme === "https";
  };
}

/** `/sms`, or `/a/b`. */
const PREFIX = /^(?:\/[A-Za-z0-9._~-]+){1,8}$/;
const PREFIX_CHARACTERS = 200;

/** Makes the reader of what a trusted proxy has cut off the path (`X-Forwarded-Prefix`); empty when nothing is said. */
export function createPrefixReader({ networks }: ProxyTrust) {
  return (request: Request, server: AddressSource | null): string => {
    if (networks.length === 0 || !isInNetworks(networks, socketOf(request, server))) return "";
    const prefix = request.headers.get("x-forwarded-prefix") ?? "";
    if (prefix.length > PREFIX_CHARACTERS) return "";
    const path = prefix.replace(/\/+$/, "");
    return PREFIX.test(path) ? path : "";
  };
}

function socketOf(request: Request, server: AddressSource | null): string {
  const peer = server?.requestIP(request)?.address ?? "";
  return peer.startsWith("::ffff:") ? (canonicalAddress(peer) ?? peer) : peer;
}

/**
 * The path alone: a query string may hold a password and goes nowhere. Cut out as text, since a request of HTTP/1.0 may name no host,
 * and then its URL is none.
 */
export function pathOf({ url }: Request): string {
  const scheme = url.startsWith("/") ? -1 : url.indexOf("://");
  const start = scheme === -1 ? 0 : url.indexOf("/", scheme + 3);
  const query = url.indexOf("?");
  return start === -1 ? "/" : url.slice(start, query === -1 ? undefined : query);
}

/** The query string with its `?`, or nothing; cut out like {@link pathOf}. */
export function searchOf({ url }: Request): string {
  const query = url.indexOf("?");
  return query === -1 ? "" : url.slice(query);
}
