/** So that a browser takes no answer for what it is not. Where an answer says something else of its own, that counts. */
export const SAFE_HEADERS = {
  // A text that a client sent is never run as a script or shown as a page.
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  // A query string may hold a password.
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  // An `OK` out of a cache would be a message that was never sent.
  "cache-control": "no-store",
} as const;

const [FIRST, ...OTHERS] = Object.entries(SAFE_HEADERS) as [[string, string], ...[string, string][]];

/** Adds them to an answer, unless it was made with them. */
export function withSafeHeaders(response: Response): Response {
  const { headers } = response;
  if (headers.has(FIRST[0])) return response;
  headers.set(...FIRST);
  for (const [name, value] of OTHERS) {
    if (!headers.has(name)) headers.set(name, value);
  }
  return response;
}
