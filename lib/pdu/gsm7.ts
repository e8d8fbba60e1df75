import { ABSENT_SEPTET, ESCAPE, type Tables } from "./alphabet-tables.ts";
import { latin1Buffer, stringOfLatin1, stringOfUnits, unitBuffer } from "./strings.ts";

/** Septets of the longest text there is, 255 parts of 153. */
export const MAX_SEPTETS = 255 * 153;

/** A buffer for unpacked septets, one per octet. */
export const septetBuffer = (most: number): Uint8Array => new Uint8Array(most + 2);

/**
 * Converts a text to septets. Returns their count, which exceeds the buffer's size when there are too many (the text is
 * then not read to its end), or -1 - index of the first unit that the tables lack.
 */
export function toSeptets(text: string, septets: Uint8Array, tables: Tables): number {
  const lockingSeptets = tables.locking.septets;
  const singleSeptets = tables.single.septets;
  const most = septets.length - 2;
  const { length } = text;
  let count = 0;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    const septet = lockingSeptets[unit]!;
    if (septet !== ABSENT_SEPTET) {
      septets[count++] = septet;
    } else {
      const shifted = singleSeptets[unit]!;
      if (shifted === ABSENT_SEPTET) return -1 - index;
      septets[count] = ESCAPE;
      septets[count + 1] = shifted;
      count += 2;
    }
    if (count > most) return count;
  }
  return count;
}

/**
 * Where to end a part that could reach to `cut` when there are `count` septets: never between an escape and its
 * septet.
 */
export function endOfPart(septets: Uint8Array, count: number, cut: number): number {
  if (cut >= count) return count;
  return septets[cut - 1] === ESCAPE ? cut - 1 : cut;
}

/**
 * Packs septets `from`–`end` into octets, beginning after `fill` bits (0–6) of the octet at `start`; 23.038 §6.1.2.1.1.
 *
 * ```
 * septets   aaaaaaa bbbbbbb ccccccc
 * octets    baaaaaaa ccbbbbbb ...ccccc       the least significant bit first
 * ```
 *
 * Returns the position after the last octet. Takes numbers instead of objects, since encoding spends most of its time
 * here.
 */
export function packSeptets(
  septets: Uint8Array,
  from: number,
  end: number,
  octets: Uint8Array,
  start: number,
  fill: number,
): number {
  let at = start;
  let index = from;
  let held = 0;
  let bits = fill;
  while (index < end) {
    // After as many septets as there are fill bits, septets and octets are aligned again: eight go into seven at once.
    if (bits === 0 && index + 8 <= end) {
      const low =
        septets[index]! | (septets[index + 1]! << 7) | (septets[index + 2]! << 14) | (septets[index + 3]! << 21);
      const high =
        septets[index + 4]! | (septets[index + 5]! << 7) | (septets[index + 6]! << 14) | (septets[index + 7]! << 21);
      octets[at] = low;
      octets[at + 1] = low >> 8;
      octets[at + 2] = low >> 16;
      octets[at + 3] = (low >> 24) | (high << 4);
      octets[at + 4] = high >> 4;
      octets[at + 5] = high >> 12;
      octets[at + 6] = high >> 20;
      index += 8;
      at += 7;
      continue;
    }
    held |= septets[index++]! << bits;
    bits += 7;
    if (bits >= 8) {
      octets[at++] = held;
      held >>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) octets[at++] = held;
  return at;
}

/** Owned by `fromSeptets`, which fills both and uses the narrow one when it can. */
const latin1 = /* @__PURE__ */ latin1Buffer(160);
const wide = /* @__PURE__ */ unitBuffer(160);

/**
 * The text of `count` packed septets, at most 160, from `bit` of the octet at `start` on; the octets must hold them
 * all.
 *
 * An escape before a position that the single shift table lacks gives the locking table's character, and one before
 * another escape, or at the end, a space (23.038 §6.2.1.1); so does a position that a locking table leaves empty.
 */
export function fromSeptets(octets: Uint8Array, start: number, bit: number, count: number, tables: Tables): string {
  const lockingUnits = tables.locking.units;
  const singleUnits = tables.single.units;
  const { units } = wide;
  let at = start + 1;
  let bits = 8 - bit;
  let held = count > 0 ? octets[start]! >> bit : 0;
  let length = 0;
  let escaped = false;
  let all = 0;
  for (let index = 0; index < count; index++) {
    if (bits < 7) {
      held |= octets[at++]! << bits;
      bits += 8;
    }
    const septet = held & 0x7f;
    held >>= 7;
    bits -= 7;
    let unit: number;
    if (escaped) {
      escaped = false;
      unit = septet === ESCAPE ? 0x20 : singleUnits[septet]! || lockingUnits[septet]! || 0x20;
    } else if (septet === ESCAPE) {
      escaped = true;
      continue;
    } else {
      unit = lockingUnits[septet]! || 0x20;
    }
    all |= unit;
    latin1[length] = unit;
    units[length] = unit;
    length++;
  }
  if (escaped) {
    latin1[length] = 0x20;
    units[length] = 0x20;
    length++;
  }
  return all < 0x100 ? stringOfLatin1(latin1, length) : stringOfUnits(wide, length);
}
