/** A header of an answer with 401 (RFC 9110 §11.6.1). */
type Challenge = Record<string, string>;

/** Of a browser: it would ask for a password itself if it knew the scheme. */
export const SESSION_CHALLENGE: Challenge = { "www-authenticate": 'Session realm="Aldis"' };

/**
 * What a 401 asks for: `usual`, but a session when a page asks. Browsers mark requests with `Sec-Fetch-Mode` under HTTPS and to
 * loopback; elsewhere a page says so itself, with `X-Requested-With`.
 */
export const challengeFor = (headers: Headers, usual: Challenge | undefined): Challenge =>
  headers.has("sec-fetch-mode") || headers.has("x-requested-with") ? SESSION_CHALLENGE : { ...usual };
