import { readMultipart } from "./multipart.ts";
import { eachPair, type PairSink } from "./percent.ts";
import { charsetOf, decodeJson, decodeText, isAsciiBased } from "./text-decoding.ts";

/** What the reading of a body came to. The pairs that could be read were given. */
export type BodyReading = "read" | "malformed-json" | "malformed-multipart" | "too-many-pairs";

/**
 * Gives each pair of a body in urlencoded, multipart or JSON form. The content type says which form it is; where that is
 * missing or wrong, the body itself. Never fails.
 */
export function eachBodyPair(body: Uint8Array, contentType: string | null, sink: PairSink): BodyReading {
  if (body.length === 0) return "read";
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const first = firstCharacter(body);
  if (first === "{" || type.endsWith("json")) {
    const read = eachJsonPair(body, sink);
    // JSON is often declared as a form: it is what many libraries send by default.
    if (read || type !== FORM) return read ? "read" : "malformed-json";
  }
  if (type === "multipart/form-data" || (first === "-" && type !== FORM)) {
    return eachMultipartPair(body, contentType ?? "", sink);
  }
  return eachFormPair(body, contentType, sink) ? "read" : "too-many-pairs";
}

const FORM = "application/x-www-form-urlencoded";

/** Behind byte order marks, blanks and line ends. */
function firstCharacter(body: Uint8Array): string {
  let at = 0;
  while (at < LONGEST_START && isLayout(body[at])) at++;
  return String.fromCharCode(body[at] ?? 0);
}

/** 64 octets of blanks and byte order mark in front of a body: hand-written requests have a few. */
const LONGEST_START = 64;
const isLayout = (octet = 0) =>
  (octet >= 0x09 && octet <= 0x0d) || octet === 0x20 || octet === 0xef || octet === 0xbb || octet === 0xbf;

function eachFormPair(body: Uint8Array, contentType: string | null, sink: PairSink): boolean {
  const charset = charsetOf(contentType);
  const isWide = body[0] === 0xff || body[0] === 0xfe || (charset !== undefined && !isAsciiBased(charset));
  const octets = isWide
    ? Buffer.from(decodeText(body, charset))
    : Buffer.from(body.buffer, body.byteOffset, body.length);
  const source = octets.toString("latin1").trim();
  const unmarked = source.startsWith(MARK) ? source.replace(/^(?:\xef\xbb\xbf)+/, "") : source;
  return eachPair(unmarked, sink, isWide ? undefined : charset);
}

/** A byte order mark, one character for each octet. */
const MARK = "\xef\xbb\xbf";

/** Numbers and booleans count as their text, lists of them as their items with commas, all else as absent. */
function eachJsonPair(body: Uint8Array, { wanted, take }: PairSink): boolean {
  const value = decodeJson(body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  for (const name of wanted) {
    const text = Object.hasOwn(value, name) ? textOf((value as Record<string, unknown>)[name]) : undefined;
    if (text !== undefined) take(name, text);
  }
  return true;
}

function textOf(item: unknown): string | undefined {
  if (!Array.isArray(item)) return scalarText(item);
  const parts = item.map(scalarText);
  return parts.includes(undefined) ? undefined : parts.join(",");
}

/** A whole number that JavaScript cannot hold has lost digits: it would be another telephone number. */
function scalarText(item: unknown): string | undefined {
  if (typeof item === "string") return item;
  if (typeof item === "boolean") return String(item);
  const isExact = typeof item === "number" && (Number.isSafeInteger(item) || !Number.isInteger(item));
  return isExact ? String(item) : undefined;
}

function eachMultipartPair(body: Uint8Array, contentType: string, { wanted, take }: PairSink): BodyReading {
  const fields = readMultipart(body, contentType);
  if (typeof fields === "string") return fields;
  for (const [name, value] of fields) if (wanted.has(name)) take(name, value);
  return "read";
}
