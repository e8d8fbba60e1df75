import { parseJson } from "../../json.ts";

/** Octets that clients send, as text. UTF-8 is what they should send; scripts send what their machine writes. */

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const windows1252 = new TextDecoder("windows-1252");

/** The character set that a content type names. */
export function charsetOf(contentType: string | null): string | undefined {
  if (contentType === null || !contentType.includes(";")) return undefined;
  return /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
}

/**
 * Reads octets in the character set that was declared. Without one, or with one that nobody knows, as UTF-8, and what is not
 * UTF-8 as Windows-1252 (which ISO-8859-1 is part of). Byte order marks in front are left out. Never fails; the result is
 * well formed.
 *
 * A declared UTF-8 or US-ASCII says nothing: libraries declare them whatever they send.
 */
export function decodeText(bytes: Uint8Array, charset?: string): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decodeAs("utf-16le", bytes) ?? "";
  if (first === 0xfe && second === 0xff) return decodeAs("utf-16be", bytes) ?? "";
  const content = withoutMarks(bytes);
  const declared = charset === undefined || isUsual(charset) ? undefined : decodeAs(charset, content);
  return declared ?? decodeUtf8(content) ?? windows1252.decode(content);
}

/** Reads JSON, which is UTF-8 (RFC 8259 §8.1), perhaps behind byte order marks. `undefined`: it is neither. */
export function decodeJson(bytes: Uint8Array): unknown {
  const text = decodeStrictly(withoutMarks(bytes));
  return text === undefined ? undefined : parseJson(text);
}

/** Whether in this character set an octet below 128 always is the ASCII character, so that `&` and `=` can be searched for. */
export const isAsciiBased = (charset: string): boolean =>
  !/^(?:utf-?16|ucs-?2|unicode|iso-10646|iso-2022|csiso2022)/i.test(charset);

const isUsual = (charset: string) => /^(?:utf-?8|us-ascii|ascii)$/i.test(charset);

function decodeAs(charset: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(charset as Bun.Encoding).decode(bytes).toWellFormed();
  } catch {
    return undefined;
  }
}

function withoutMarks(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3;
  return start === 0 ? bytes : bytes.subarray(start);
}

/** `undefined`: this is not UTF-8. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  return decodeStrictly(bytes) ?? decodeWithoutCut(bytes) ?? decodeSurrogates(bytes) ?? decodeDamaged(bytes);
}

function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * What some programs cut after so many octets may end within a character, which goes: U+FFFD in its place would cost the
 * whole text its alphabet. A single octet behind ASCII may as well be the last letter of a text in Windows-1252 (`café`):
 * only those count as cut with which nobody's word ends (`Â`, `Ã`, `â`), and most cut letters begin.
 */
function decodeWithoutCut(bytes: Uint8Array): string | undefined {
  const cut = octetsOfCutCharacter(bytes);
  if (cut === 0 || cut === bytes.length) return undefined;
  const text = decodeStrictly(bytes.subarray(0, -cut));
  const last = bytes.at(-1) ?? 0;
  const isCertain = cut > 1 || text?.length !== bytes.length - cut || last === 0xc2 || last === 0xc3 || last === 0xe2;
  return isCertain ? text : undefined;
}

/** Octets at the end that begin a character of UTF-8 and lack its rest. */
function octetsOfCutCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= 3; back++) {
    const octet = bytes.at(-back);
    if (octet === undefined || octet < 0x80) return 0;
    if (octet < 0xc0) continue;
    const needed = octet >= 0xf0 ? 4 : octet >= 0xe0 ? 3 : 2;
    return octet >= 0xc2 && octet <= 0xf4 && needed > back ? back : 0;
  }
  return 0;
}

/** UTF-8 with a character that was cut in the middle: what is readable begins before what is not, and is as much at least. */
function decodeDamaged(bytes: Uint8Array): string | undefined {
  const text = lenient.decode(bytes);
  const beyondAscii = text.match(/[^\0-\x7f]/gu) ?? [];
  const unreadable = beyondAscii.filter((character) => character === "\uFFFD").length;
  return beyondAscii[0] !== "\uFFFD" && unreadable * 2 <= beyondAscii.length ? text : undefined;
}

/** Surrogates encoded one by one, as CESU-8 and the strings of Java and Oracle have them: a pair is one character. */
function decodeSurrogates(bytes: Uint8Array): string | undefined {
  const octets = Buffer.from(bytes).toString("latin1");
  if (!SURROGATE.test(octets)) return undefined;
  const mended = octets.replace(PAIR, inUtf8).replaceAll(new RegExp(SURROGATE, "g"), REPLACEMENT);
  return decodeStrictly(Buffer.from(mended, "latin1"));
}

const SURROGATE = /\xed[\xa0-\xbf][\x80-\xbf]/;
const PAIR = /\xed([\xa0-\xaf])([\x80-\xbf])\xed([\xb0-\xbf])([\x80-\xbf])/g;
/** U+FFFD in UTF-8. */
const REPLACEMENT = "\xef\xbf\xbd";

/** The one character that two surrogates stand for, given the second and third octet of each. */
function inUtf8(_: string, ...octets: string[]): string {
  const [high2 = 0, high3 = 0, low2 = 0, low3 = 0] = octets.slice(0, 4).map((octet) => octet.charCodeAt(0) & 0x3f);
  const pair = String.fromCharCode(0xd000 | (high2 << 6) | high3, 0xd000 | (low2 << 6) | low3);
  return Buffer.from(pair).toString("latin1");
}
