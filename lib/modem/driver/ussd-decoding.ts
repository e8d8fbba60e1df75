import { textOfSeptets, textOfUcs2, unpackText } from "../../pdu/index.ts";
import { isHex } from "../at/fields.ts";

/** What accompanies a text: the coding scheme of `+CUSD`, and the charset of `AT+CSCS?` in capitals. */
interface UssdCoding {
  coding: number | undefined;
  charset: string | undefined;
}

/** A way to read hexadecimal. */
type Reading = (digits: string) => string;

const septets: Reading = (digits) => unpackText(octetsOf(digits));
const octets: Reading = (digits) => String.fromCharCode(...octetsOf(digits));
const ucs2: Reading = (digits) => textOfUcs2(octetsOf(digits));

/** 6 octets in a row that are all ASCII letters are not a coincidence. */
const CONVINCING_OCTETS = 6;
/** 3 UCS2 units of one script are not a coincidence either. */
const CONVINCING_UNITS = 3;

/**
 * Modems return the text in their charset, or in hexadecimal as packed septets, octets or UCS2, and the coding scheme
 * only says how the network sent it. So the reading that gives readable text is used. Quotes may separate pieces of
 * hexadecimal. A text of digits only is kept as it is.
 */
export function decodeUssdText(text: string, as: UssdCoding): string {
  const pieces = text.split('"');
  const digits = pieces.join("");
  if (!pieces.every((piece) => piece === "" || isHex(piece)) || digits === "") {
    return as.charset === "GSM" ? textOfSeptets(Uint8Array.from(text, charCode)) : text;
  }
  const reading = readingOf(digits, as);
  return reading === undefined ? text : pieces.map((piece) => (piece === "" ? "" : reading(piece))).join('"');
}

/** Undefined: the digits are the text. */
function readingOf(digits: string, { coding, charset }: UssdCoding): Reading | undefined {
  const mayBeUcs2 = digits.length % 4 === 0;
  const isAscii = isPlainAscii(digits);
  if (mayBeUcs2 && (charset === "UCS2" || (coding !== undefined && isUcs2Coding(coding)))) {
    return isAscii && !isPrintable(ucs2(digits)) ? octets : ucs2;
  }
  if (mayBeUcs2 && (/^(FEFF|FFFE)(....)+$/i.test(digits) || looksLatin(digits))) return ucs2;
  const isNumber = !/[A-F]/i.test(digits);
  if (!isNumber && isAscii && digits.length / 2 >= CONVINCING_OCTETS) return octets;
  const units = mayBeUcs2 && isOfOneScript(ucs2(digits), isNumber ? ALPHABETS : SCRIPTS) ? digits.length / 4 : 0;
  if (units >= CONVINCING_UNITS) return ucs2;
  if (isNumber || digits.length < 4) return undefined;
  const readsWellPacked = readsWell(septets(digits));
  if (isAscii && (!readsWellPacked || isOctetCoding(coding))) return octets;
  if (readsWellPacked || !mayBeUcs2) return septets;
  return units > 0 || (coding === undefined && isPrintable(ucs2(digits))) ? ucs2 : septets;
}

/** Whether the text is mostly letters, digits and signs that network answers contain. */
function readsWell(text: string): boolean {
  const usual = text.match(/[A-Za-z0-9 .,:;!?*#/()\r\n'"&+-]/g) ?? [];
  return usual.length >= text.length * 0.8;
}

/** Whether all octets are ASCII and form a text. */
function isPlainAscii(digits: string): boolean {
  const text = octets(digits);
  return /^[ -~\r\n\t]+$/.test(text) && /[A-Za-z0-9]/.test(text) && readsWell(text);
}

const isPrintable = (text: string) => /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}\r\n\t]+$/u.test(text);

/** Scripts of which a text has one, beside Latin letters: those that no telephone number hits by chance, and all. */
const ALPHABETS = [
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Devanagari}/u,
  /\p{Script=Bengali}/u,
  /\p{Script=Tamil}/u,
  /\p{Script=Thai}/u,
];
const SCRIPTS = [
  ...ALPHABETS,
  /\p{Script=Georgian}/u,
  /\p{Script=Ethiopic}/u,
  /\p{Script=Khmer}/u,
  /\p{Script=Hangul}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u,
];

/** All letters are Latin or of one other script, and most of the text is such letters, or ASCII. */
function isOfOneScript(text: string, scripts: readonly RegExp[]): boolean {
  if (!isPrintable(text)) return false;
  const letters = [...text];
  const others = letters.filter((letter) => !/[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(letter));
  const script = scripts.find((pattern) => pattern.test(others[0] ?? "")) ?? /[\xa0-\xff]/;
  const expected = letters.filter((letter) => letter < "\x7f" || script.test(letter));
  return expected.length >= text.length * 0.7 && others.every((letter) => script.test(letter));
}

/** 23.038 §5: 0x11 and the groups 01xx with alphabet bits 10. */
function isUcs2Coding(coding: number): boolean {
  return coding === 0x11 || ((coding & 0xc0) === 0x40 && (coding & 0x0c) === 0x08);
}

/** 23.038 §5: the groups 01xx with alphabet bits 01, and 1111 with bit 2; 4 is the octets of SMS. */
function isOctetCoding(coding: number | undefined): boolean {
  if (coding === undefined) return false;
  return coding === 4 || ((coding & 0xc0) === 0x40 && (coding & 0x0c) === 0x04) || (coding & 0xf4) === 0xf4;
}

/** Every unit of a Latin text has 00 in front, which packed septets practically never have. */
function looksLatin(digits: string): boolean {
  return digits.length >= 8 && /^(00[0-9A-F]{2})+$/i.test(digits);
}

const charCode = (character: string) => character.charCodeAt(0) & 0x7f;

function octetsOf(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/.{2}/g) ?? [], (octet) => Number.parseInt(octet, 16));
}
