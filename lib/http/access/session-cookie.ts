import { isSecret, SIGN_IN_MS } from "../../auth/index.ts";
import { SESSION_COOKIES } from "../../foreign-request.ts";
import { COOKIE_CHARACTERS } from "../../limits.ts";

/** How a browser reaches the gateway, as far as its cookies depend on it. */
export interface CookiePlace {
  /** The browser's connection is encrypted. */
  byTls: boolean;
  /** What all paths of the gateway begin with: `/`, or `/sms/` behind a proxy. */
  path: string;
  /** Of the address that the browser has; none is that of its scheme. Cookies are the same for all ports of a host, so it is in their name. */
  port: string;
}

/**
 * `Set-Cookie` for a browser that signed in. No script and no other site's page can use it; browsers take the prefixes
 * of the name only with `Secure`, so that plain HTTP cannot plant one (RFC 6265bis §4.1.3).
 */
export function sessionCookie(place: CookiePlace, { secret, lifeMs }: { secret: string; lifeMs: number }): string {
  return cookie(place, { value: secret, seconds: Math.floor(lifeMs / 1000) });
}

/** `Set-Cookie` for a browser that signed out. */
export const endedCookie = (place: CookiePlace): string => cookie(place, { value: "", seconds: 0 });

/**
 * The session's secret in a `Cookie` header. Only the name that fits the place counts: under TLS a weaker one may come
 * from anybody. Of several, browsers send the one with the longest path first.
 */
export function sessionSecretIn(header: string | null, place: CookiePlace): string | undefined {
  return valuesIn(header, nameAt(place)).find(isSecret);
}

/** `Set-Cookie` for a browser that goes to a provider, or without `sealed` for one that came back. */
export function signOnCookie(place: CookiePlace, sealed?: string): string {
  const { byTls, path } = place;
  const seconds = sealed === undefined ? 0 : SIGN_IN_MS / 1000;
  const where = `Path=${path}api/v1/single-sign-on; HttpOnly; SameSite=Lax${byTls ? "; Secure" : ""}`;
  return `${signOnNameAt(place)}=${sealed ?? ""}; Max-Age=${seconds}; ${where}`;
}

/** What {@link signOnCookie} gave the browser. */
export const signOnSecretIn = (header: string | null, place: CookiePlace): string | undefined =>
  valuesIn(header, signOnNameAt(place))[0];

const signOnNameAt = ({ byTls, port }: CookiePlace) =>
  (byTls ? "__Secure-aldis-sign-on" : "aldis-sign-on") + endingOf(port);

function valuesIn(header: string | null, name: string): string[] {
  if (header === null || header.length > COOKIE_CHARACTERS) return [];
  const start = `${name}=`;
  return header
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(start))
    .map((pair) => pair.slice(start.length));
}

function cookie(place: CookiePlace, { value, seconds }: { value: string; seconds: number }): string {
  const { byTls, path } = place;
  const secure = byTls ? "; Secure" : "";
  return `${nameAt(place)}=${value}; Max-Age=${seconds}; Path=${path}; HttpOnly; SameSite=Lax${secure}`;
}

/** `__Host-` needs the path `/`: behind a sub-path browsers drop it silently. */
function nameAt({ byTls, path, port }: CookiePlace): string {
  const name = !byTls ? SESSION_COOKIES.plain : path === "/" ? SESSION_COOKIES.host : SESSION_COOKIES.secure;
  return name + endingOf(port);
}

const endingOf = (port: string): string => (port === "" ? "" : `-${port}`);
