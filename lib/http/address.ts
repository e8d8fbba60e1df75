/** What of Bun's server is needed here; `null` under `app.handle`. */
export interface AddressSource {
  requestIP(request: Request): { address: string } | null;
}

/**
 * The client's address as the socket tells it; empty when there is none. Headers such as `X-Forwarded-For` are not
 * believed: anybody can send them, and throttling counts by this address.
 */
export function clientAddress(request: Request, server: AddressSource | null): string {
  return server?.requestIP(request)?.address ?? "";
}

/** The path alone: a query string may hold a password and goes nowhere. */
export function pathOf(request: Request): string {
  const { url } = request;
  const scheme = url.indexOf("://");
  const start = scheme === -1 ? 0 : url.indexOf("/", scheme + 3);
  const query = url.indexOf("?");
  return start === -1 ? "/" : url.slice(start, query === -1 ? undefined : query);
}
