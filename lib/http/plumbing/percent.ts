import { PAIRS_OF_A_BODY } from "../../limits.ts";
import { decodeText } from "./text-decoding.ts";

/**
 * Reads one name or value of a query string or of an `application/x-www-form-urlencoded` body: `+` is a blank, `%41` an
 * octet; see {@link decodeText} for what the octets mean. Never fails: a `%` without two digits stays.
 *
 * @param raw  one character for each octet
 */
export function decodeFormComponent(raw: string, charset?: string): string {
  if (PLAIN.test(raw)) return raw;
  const spaced = raw.includes("+") ? raw.replaceAll("+", " ") : raw;
  if (isAscii(spaced)) {
    if (!spaced.includes("%")) return spaced;
    const usual = charset === undefined ? decodeUsual(spaced) : undefined;
    if (usual !== undefined) return usual;
  }
  return decodeText(percentToBytes(Buffer.from(spaced, "latin1")), charset);
}

/** `undefined`: this is not UTF-8, or has a `%` that means nothing. */
function decodeUsual(ascii: string): string | undefined {
  try {
    const text = decodeURIComponent(ascii);
    const isUsual = text.charCodeAt(0) !== MARK && text.charCodeAt(text.length - 1) !== UNREADABLE;
    // Bun makes U+FFFD of a cut character in a URL that was not percent-encoded.
    return isUsual ? text : text.replace(/^\uFEFF+|(?<=.)\uFFFD$/gs, "");
  } catch {
    return undefined;
  }
}

const MARK = 0xfeff;
const UNREADABLE = 0xfffd;

/** ASCII that stands for itself. */
const PLAIN = /^[^%+\x80-\uffff]*$/;
const isAscii = (text: string) => /^[\0-\x7f]*$/.test(text);

/** Takes the pairs whose name `wanted` holds, in order, decoded. */
export interface PairSink {
  wanted: ReadonlySet<string>;
  take(name: string, value: string): void;
}

/**
 * Gives each pair of a query string or urlencoded body. One that nobody wants costs little.
 *
 * @param source  one character for each octet
 * @returns `false`: there are more than {@link PAIRS_OF_A_BODY}, and the rest was not looked at
 */
export function eachPair(source: string, sink: PairSink, charset?: string): boolean {
  let start = 0;
  /** The first at or behind `start`; each is searched for once. */
  let equals = -1;
  for (let count = 0; start < source.length; count++) {
    if (count === PAIRS_OF_A_BODY) return false;
    const end = indexOrEnd(source, "&", start);
    if (equals < start) equals = indexOrEnd(source, "=", start);
    const nameEnd = Math.min(equals, end);
    const name = decodeFormComponent(source.slice(start, nameEnd), charset);
    if (sink.wanted.has(name))
      sink.take(name, nameEnd === end ? "" : decodeFormComponent(source.slice(nameEnd + 1, end), charset));
    start = end + 1;
  }
  return true;
}

function indexOrEnd(source: string, wanted: string, from: number): number {
  const found = source.indexOf(wanted, from);
  return found === -1 ? source.length : found;
}

const PERCENT = 0x25;

/** The bytes that `%41` and plain characters stand for; a `%` without two digits stays. */
function percentToBytes(ascii: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(ascii.length);
  let length = 0;
  for (let at = 0; at < ascii.length; at++) {
    const high = ascii[at] === PERCENT ? hexDigit(ascii[at + 1]) : -1;
    const low = high === -1 ? -1 : hexDigit(ascii[at + 2]);
    if (low === -1) {
      bytes[length++] = ascii[at] ?? 0;
    } else {
      bytes[length++] = high * 16 + low;
      at += 2;
    }
  }
  return bytes.subarray(0, length);
}

/** 0–15, or -1. */
function hexDigit(character: number | undefined): number {
  if (character === undefined) return -1;
  if (character >= 0x30 && character <= 0x39) return character - 0x30;
  const lower = character | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
