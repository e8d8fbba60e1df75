/** Names whose values are secret wherever they stand as `name=value` or `"name":"value"`. */
const SECRET_PAIR = /(["']?(?:password|passwd|token|secret|pin|text)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^&\s"',;)}]+)/gi;
const QUERY = /(\bapi\.php|https?:\/\/[^\s"'?]+)\?[^\s"')]*/gi;
/** A token, or the cookie of a session. */
const SECRET_ITSELF = /\b(aldis[_=])[\w-]{43}/g;

/** Takes query strings, the values of secret parameters, tokens and sessions' cookies out of a text that goes to the log. */
export function scrub(text: string, request?: Request): string {
  let scrubbed = text;
  for (const secret of request ? secretsOf(request) : []) scrubbed = scrubbed.replaceAll(secret, "…");
  return scrubbed.replace(QUERY, "$1?…").replace(SECRET_PAIR, "$1…").replace(SECRET_ITSELF, "$1…");
}

/** The password and text of the query string, as sent and as read. Below three characters they would hit anything. */
function secretsOf(request: Request): string[] {
  const query = request.url.split("?", 2)[1] ?? "";
  const found: string[] = [];
  for (const pair of query.split("&")) {
    const [name = "", value = ""] = pair.split("=", 2);
    if (/^(password|text)$/i.test(name)) found.push(value, new URLSearchParams(pair).get(name) ?? "");
  }
  return found.filter((secret) => secret.length >= 3);
}
