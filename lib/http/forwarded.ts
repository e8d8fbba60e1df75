/** Headers in which proxies say for whom they ask. */
export const PROXY_HEADERS = ["x-forwarded-for", "forwarded"] as const;
export type ProxyHeader = (typeof PROXY_HEADERS)[number];

/** Longer chains are no real ones. */
const MOST_HOPS = 20;

/**
 * The hops of `X-Forwarded-For`, or the `for` of each element of `Forwarded` (RFC 7239 §4), from the last to the first:
 * addresses without their ports, or whatever else stands there. At most 20.
 */
export function forwardedHops(value: string, header: ProxyHeader): string[] {
  if (value.trim() === "") return [];
  const elements = header === "forwarded" ? splitOutsideQuotes(value, ",").map(forOf) : value.split(",");
  return elements
    .slice(-MOST_HOPS)
    .reverse()
    .map((element) => withoutPort(element.trim()));
}

/** RFC 7239: `for="[2001:db8::1]:4711";proto=https`. Empty when the element does not say. */
function forOf(element: string): string {
  for (const pair of splitOutsideQuotes(element, ";")) {
    const found = /^\s*for\s*=\s*(.*)$/i.exec(pair)?.[1]?.trim();
    if (found !== undefined) return found.startsWith('"') ? unquoted(found) : found;
  }
  return "";
}

const unquoted = (text: string) => text.replace(/^"|"$/g, "").replace(/\\(.)/g, "$1");

/** `10.0.0.1:4711`, `[2001:db8::1]:4711` and `[2001:db8::1]` without what is not address. */
function withoutPort(hop: string): string {
  const bracketed = /^\[([^\]]*)\](?::\w*)?$/.exec(hop)?.[1];
  if (bracketed !== undefined) return bracketed;
  return /^([\d.]+):\w*$/.exec(hop)?.[1] ?? hop;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "\\" && quoted) at++;
    else if (character === '"') quoted = !quoted;
    else if (character === separator && !quoted) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
