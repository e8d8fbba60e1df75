import { stringOfUnits, unitBuffer } from "./strings.ts";

/** Owned by `fromUcs2`. */
const buffer = unitBuffer(70);

/**
 * The text of big-endian UTF-16 units: `octets` from `start` to `end`, at most 140. Phones and networks send surrogate
 * pairs although UCS2 has none, and may cut one in two, so lone surrogates are kept. Half a unit at the end is dropped:
 * 133 octets behind a 16-bit concatenation are no whole number of units, and some senders fill them.
 */
export function fromUcs2(octets: Uint8Array, start: number, end: number): string {
  const length = (end - start) >> 1;
  const { units } = buffer;
  for (let index = 0, at = start; index < length; index++, at += 2) {
    units[index] = (octets[at]! << 8) | octets[at + 1]!;
  }
  return stringOfUnits(buffer, length);
}

/** Writes units `from`–`end` of a text at `at`, two octets each, and gives the place after them. */
export function toUcs2(text: string, from: number, end: number, octets: Uint8Array, at: number): number {
  let next = at;
  for (let index = from; index < end; index++) {
    const unit = text.charCodeAt(index);
    octets[next] = unit >> 8;
    octets[next + 1] = unit & 0xff;
    next += 2;
  }
  return next;
}

/** Where to end a part of at most `capacity` units that begins at `from`: never inside a surrogate pair. */
export function endOfUcs2Part(text: string, from: number, capacity: number): number {
  const end = from + capacity;
  if (end >= text.length) return text.length;
  const isPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(end) & 0xfc00) === 0xdc00;
  return isPair ? end - 1 : end;
}
