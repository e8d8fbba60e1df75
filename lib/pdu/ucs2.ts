import { stringOfUnits, unitBuffer } from "./strings.ts";

/** Owned by `fromUcs2`. */
const buffer = /* @__PURE__ */ unitBuffer(70);

/** At the start of a text: which half of each unit comes first. It is not part of the text. */
const BIG_ENDIAN_MARK = 0xfeff;
const LITTLE_ENDIAN_MARK = 0xfffe;

/**
 * The text of UTF-16 units: `octets` from `start` to `end`, at most 140. They are big-endian, unless a byte order mark
 * at the start says otherwise; the mark is dropped. Phones and networks send surrogate pairs although UCS2 has none,
 * and may cut one in two, so lone surrogates are kept. Half a unit at the end is dropped: 133 octets behind a 16-bit
 * concatenation are not a whole number of units, and some senders fill them.
 */
export function fromUcs2(octets: Uint8Array, start: number, end: number): string {
  const mark = end - start < 2 ? 0 : (octets[start]! << 8) | octets[start + 1]!;
  if (mark === LITTLE_ENDIAN_MARK) return textOfUnits(octets, start + 2, end, 1);
  return textOfUnits(octets, mark === BIG_ENDIAN_MARK ? start + 2 : start, end, 0);
}

/** As {@link fromUcs2}, of any length. */
export function textOfUcs2(octets: Uint8Array): string {
  const isLittleEndian = isLittleEndianUcs2(octets, 0);
  let text = fromUcs2(octets, 0, Math.min(octets.length, SLICE));
  for (let at = SLICE; at < octets.length; at += SLICE) {
    text += textOfUnits(octets, at, Math.min(octets.length, at + SLICE), isLittleEndian ? 1 : 0);
  }
  return text;
}

/** Whether the byte order mark at `start` says so. */
export function isLittleEndianUcs2(octets: Uint8Array, start: number): boolean {
  return octets[start] === 0xff && octets[start + 1] === 0xfe;
}

/** 140 octets: the user data of one PDU, which the buffer of `fromUcs2` holds. */
const SLICE = 140;

/** @param high  position of the upper half in a unit, 0 or 1 */
function textOfUnits(octets: Uint8Array, start: number, end: number, high: 0 | 1): string {
  const length = (end - start) >> 1;
  const { units } = buffer;
  for (let index = 0, at = start; index < length; index++, at += 2) {
    units[index] = (octets[at + high]! << 8) | octets[at + 1 - high]!;
  }
  return stringOfUnits(buffer, length);
}

/** Writes units `from`–`end` of a text at `at`, two octets each, and returns the position after them. */
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
