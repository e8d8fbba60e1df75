/** What a session's cookie is called, without a port: without TLS, and with it below a path and for the whole host. */
export const SESSION_COOKIES = { plain: "aldis", secure: "__Secure-aldis", host: "__Host-aldis" } as const;

/** Why a request looks like one that another site's page made a browser send. */
export type Foreign = "cross-site" | "not-json";

/** What an interface may take besides JSON, alone: a browser asks before it sends it for another site, as for JSON. */
export type FileType = "text/csv" | "application/json";

/**
 * Detects cross-site request forgery on a JSON interface: a request that a browser sends for another site's page, with
 * the credentials or from the network of the person using it.
 *
 * - `Sec-Fetch-Site` says so directly, but is only sent to HTTPS and loopback. `Origin` goes with every `POST` and `DELETE`; it
 *   must be the host that was asked, or what a proxy says was asked (no page can set that header without being allowed to).
 * - A body of a type that a form can send needs no such permission either: only JSON is taken, or where a
 *   file is expected, only its type; or no type at all.
 *
 * Following a link to a page or document is not a forgery, since no `GET` changes
 * anything but that of a provider's answer, which proves by a cookie that this browser asked for it. Programs other than browsers send neither header.
 */
export function foreignness(request: Request, expected?: FileType): Foreign | undefined {
  const { headers, method } = request;
  const isReading = method === "GET" || method === "HEAD";
  const isHarmless = isReading && (headers.get("sec-fetch-mode") === "navigate" || !hasCredentials(headers));
  if (!isHarmless && isCrossSite(headers)) return "cross-site";
  const type = (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const isExpected = type === "" || (expected === undefined ? isJson(type) : type === expected);
  return isReading || isExpected ? undefined : "not-json";
}

/**
 * Whether a Host header names this machine; names under other people's control can resolve to it too (DNS rebinding).
 */
export function isLoopbackHost(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);
}

function hasCredentials(headers: Headers): boolean {
  return headers.has("authorization") || HAS_SESSION.test(headers.get("cookie") ?? "");
}

const HAS_SESSION = new RegExp(`(?:^|[; ])(?:${Object.values(SESSION_COOKIES).join("|")})(?:-\\d{1,5})?=`);

function isCrossSite(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = headers.get("origin");
  if (origin === null) return false;
  const host = /^https?:\/\/([^/]+)$/i.exec(origin)?.[1]?.toLowerCase();
  return host === undefined || !["host", "x-forwarded-host"].some((name) => headers.get(name)?.toLowerCase() === host);
}

function isJson(type: string): boolean {
  return type === "application/json" || /^application\/[\w.-]+\+json$/.test(type);
}
