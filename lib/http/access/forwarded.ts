import { FORWARDED_CHARACTERS, FORWARDED_HOPS } from "../../limits.ts";

/** Headers in which proxies say for whom they ask. */
const PROXY_HEADERS = ["x-forwarded-for", "forwarded"] as const;
export type ProxyHeader = (typeof PROXY_HEADERS)[number];

/**
 * The hops of `X-Forwarded-For`, or the `for` of each element of `Forwarded` (RFC 7239 §4), from the last to the first:
 * addresses without their ports, or whatever else stands there.
 *
 * Read from the right, where the trusted proxy wrote, so that nothing to the left of its words can change their meaning.
 *
 * @returns `undefined` when the header cannot be trusted: too long, too many elements, or quotes that do not balance
 */
export function forwardedHops(value: string, header: ProxyHeader): string[] | undefined {
  if (value.length > FORWARDED_CHARACTERS) return undefined;
  if (value.trim() === "") return [];
  const elements = header === "forwarded" ? splitFromRight(value, ",") : value.split(",").reverse();
  if (elements === undefined || elements.length > FORWARDED_HOPS) return undefined;
  return elements.map((element) => withoutPort(header === "forwarded" ? saidIn(element, "for") : element.trim()));
}

/**
 * The scheme of the client's own connection, as the outermost proxy says: `X-Forwarded-Proto`, or the `proto` of `Forwarded`
 * (RFC 7239 §5.4). A client that writes it itself harms only its own cookies. `undefined` when nobody says it.
 */
export function forwardedScheme(headers: Headers, header: ProxyHeader): string | undefined {
  const value = headers.get(header === "forwarded" ? "forwarded" : "x-forwarded-proto") ?? "";
  if (value.length > FORWARDED_CHARACTERS) return undefined;
  const outermost = header === "forwarded" ? splitFromRight(value, ",")?.at(-1) : value.split(",", 1)[0];
  const scheme = header === "forwarded" ? saidIn(outermost ?? "", "proto") : (outermost ?? "").trim();
  return scheme === "" ? undefined : scheme.toLowerCase();
}

/** RFC 7239 §4: `for="[2001:db8::1]:4711";proto=https`. Empty when the element does not say, or says it twice. */
function saidIn(element: string, parameter: "for" | "proto"): string {
  const pairs = splitFromRight(element, ";") ?? [];
  const said = pairs.flatMap((pair) => {
    const equals = pair.indexOf("=");
    return pair.slice(0, Math.max(0, equals)).trim().toLowerCase() === parameter ? [pair.slice(equals + 1).trim()] : [];
  });
  const [value = ""] = said.length === 1 ? said : [];
  return /^".*"$/.test(value) ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value;
}

/** `10.0.0.1:4711`, `[2001:db8::1]:4711` and `[2001:db8::1]` without what is not address (RFC 7239 §6). */
function withoutPort(hop: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::(?:\d{1,5}|_[\w.-]+))?$/.exec(hop) ?? [];
  if (bracketed?.includes(":")) return bracketed;
  const [, plain] = /^([\d.]+):(?:\d{1,5}|_[\w.-]+)$/.exec(hop) ?? [];
  return plain ?? hop;
}

/**
 * The parts between separators that stand outside quoted strings (RFC 9110 §5.6.4), the last one first. `undefined` when
 * the quotes do not balance, whether read from the right or from the left.
 */
function splitFromRight(text: string, separator: string): string[] | undefined {
  if (endsInQuotes(text)) return undefined;
  const parts: string[] = [];
  let end = text.length;
  let quoted = false;
  for (let at = text.length - 1; at >= 0; at--) {
    const character = text[at];
    if (character === '"') quoted = !quoted || isEscaped(text, at);
    else if (character === separator && !quoted) {
      parts.push(text.slice(at + 1, end));
      end = at;
    }
  }
  parts.push(text.slice(0, end));
  return quoted ? undefined : parts;
}

function endsInQuotes(text: string): boolean {
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\" && quoted) at++;
    else if (text[at] === '"') quoted = !quoted;
  }
  return quoted;
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text[before] === "\\") before--;
  return (at - 1 - before) % 2 === 1;
}
