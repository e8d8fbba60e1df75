/** Why a request is one that a browser was made to send by somebody else's page. */
export type Foreign = "cross-site" | "not-json";

/**
 * Looks at a request to an interface of JSON as a browser would send it for a page of another site: with the name and
 * password, or the network, of whoever sits there (cross-site request forgery).
 *
 * - `Sec-Fetch-Site` says so by itself, but is only sent to HTTPS and loopback. `Origin` goes with every `POST` and `DELETE`; it
 *   must be the host that was asked, or what a proxy says was asked (no page can set that header without being allowed to).
 * - A body of a type that a form can send needs no such permission either: only JSON is taken, or no type at all.
 *
 * To open a page or a document by a link is no forgery. Programs other than browsers send neither header.
 */
export function foreignness(request: Request): Foreign | undefined {
  const { headers, method } = request;
  const isReading = method === "GET" || method === "HEAD";
  const isHarmless = isReading && (headers.get("sec-fetch-mode") === "navigate" || !headers.has("authorization"));
  if (!isHarmless && isCrossSite(headers)) return "cross-site";
  return isReading || isJsonOrNothing(headers.get("content-type")) ? undefined : "not-json";
}

/** Whether a Host header names this machine itself: names of others may lead here too (DNS rebinding). */
export function isLoopbackHost(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);
}

function isCrossSite(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = headers.get("origin");
  if (origin === null) return false;
  const host = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
  return host === undefined || !["host", "x-forwarded-host"].some((name) => headers.get(name)?.toLowerCase() === host);
}

function isJsonOrNothing(contentType: string | null): boolean {
  const type = (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  return type === "" || type === "application/json" || /^application\/[\w.-]+\+json$/.test(type);
}
