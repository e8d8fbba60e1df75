/** 23.038 §6.2.1, positions 0x00 to 0x7F; `\x1b` stands at the escape. */
const DEFAULT_ALPHABET =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** 23.038 §6.2.1.1. */
const EXTENSION: Readonly<Record<string, number>> = {
  "\f": 0x0a,
  "^": 0x14,
  "{": 0x28,
  "}": 0x29,
  "\\": 0x2f,
  "[": 0x3c,
  "~": 0x3d,
  "]": 0x3e,
  "|": 0x40,
  "€": 0x65,
};
const EXTENDED = new Map(Object.entries(EXTENSION).map(([character, septet]) => [septet, character]));
const ESCAPE = 0x1b;

/**
 * A text as the modem writes it between quotes under `AT+CSCS`, one `char` per octet: UCS2 and HEX in hexadecimal, GSM
 * as septets in octets. A character that the charset lacks becomes a question mark.
 */
export function encodeString(text: string, charset: string): string {
  switch (charset) {
    case "UCS2":
      return text.replace(/[\s\S]/g, (unit) => unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0"));
    case "HEX":
      return toHexadecimal(toGsmOctets(text));
    case "GSM":
      return toGsmOctets(text);
    case "8859-1":
      return [...text].map((character) => (character <= "\xff" ? character : "?")).join("");
    default:
      return [...text].map((character) => (character < "\x7f" ? character : "?")).join("");
  }
}

/**
 * The text of a string that a program wrote under `AT+CSCS`. Input that is not hexadecimal under UCS2 or HEX stays as
 * it is.
 */
export function decodeString(written: string, charset: string): string {
  if (charset === "UCS2" && /^(?:[0-9A-Fa-f]{4})+$/.test(written)) {
    const units = written.match(/.{4}/g) ?? [];
    return String.fromCharCode(...units.map((unit) => Number.parseInt(unit, 16)));
  }
  if (charset === "HEX" && /^(?:[0-9A-Fa-f]{2})+$/.test(written)) return fromGsmOctets(fromHexadecimal(written));
  if (charset === "GSM") return fromGsmOctets(written);
  return written;
}

/** Whether GSM 7-bit has every character. */
export const isGsm = (text: string) =>
  [...text].every(
    (character) => character !== "\x1b" && (DEFAULT_ALPHABET.includes(character) || character in EXTENSION),
  );

function toGsmOctets(text: string): string {
  let octets = "";
  for (const character of text) {
    const septet = DEFAULT_ALPHABET.indexOf(character);
    const extended = EXTENSION[character];
    if (septet >= 0 && septet !== ESCAPE) octets += String.fromCharCode(septet);
    else if (extended !== undefined) octets += `\x1b${String.fromCharCode(extended)}`;
    else octets += "?";
  }
  return octets;
}

function fromGsmOctets(octets: string): string {
  let text = "";
  for (let at = 0; at < octets.length; at++) {
    const septet = octets.charCodeAt(at);
    if (septet === ESCAPE) {
      at++;
      text += EXTENDED.get(octets.charCodeAt(at)) ?? " ";
    } else text += DEFAULT_ALPHABET[septet] ?? " ";
  }
  return text;
}

const toHexadecimal = (octets: string) =>
  Array.from(octets, (octet) => octet.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")).join("");
const fromHexadecimal = (text: string) =>
  (text.match(/[0-9A-Fa-f]{2}/g) ?? []).map((pair) => String.fromCharCode(Number.parseInt(pair, 16))).join("");
