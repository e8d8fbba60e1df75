import { stringOfUnits, stringOfUtf16 } from "./strings.ts";

const units = new Uint16Array(70);

/**
 * The text of big-endian UTF-16 units: `octets` from `start` to `end`, at most 140. Phones and networks send surrogate
 * pairs although UCS2 has none, and may cut one in two, so lone surrogates are kept. Half a unit at the end is dropped:
 * 133 octets behind a 16-bit concatenation are no whole number of units, and some senders fill them.
 */
export function fromUcs2(octets: Uint8Array, start: number, end: number): string {
  const length = (end - start) >> 1;
  if (length === 0) return "";
  let hasSurrogate = false;
  for (let index = 0, at = start; index < length; index++, at += 2) {
    const unit = (octets[at]! << 8) | octets[at + 1]!;
    hasSurrogate ||= (unit & 0xf800) === 0xd800;
    units[index] = unit;
  }
  const text = units.subarray(0, length);
  return hasSurrogate ? stringOfUnits(text) : stringOfUtf16(text);
}

/** Writes units `from`–`end` of a text at `at`, two octets each, and gives the place after them. */
export function toUcs2(text: string, octets: Uint8Array, place: { at: number; from: number; end: number }): number {
  let { at } = place;
  for (let index = place.from; index < place.end; index++) {
    const unit = text.charCodeAt(index);
    octets[at] = unit >> 8;
    octets[at + 1] = unit;
    at += 2;
  }
  return at;
}

/** Where to end a part of at most `capacity` units that begins at `from`: never inside a surrogate pair. */
export function endOfUcs2Part(text: string, from: number, capacity: number): number {
  const end = from + capacity;
  if (end >= text.length) return text.length;
  const isPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
  return isPair ? end - 1 : end;
}
