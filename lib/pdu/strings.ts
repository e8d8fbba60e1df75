/**
 * Strings from code units by `Buffer`, which takes a length instead of a view and keeps lone surrogates: several times
 * faster here than `TextDecoder` and `String.fromCharCode`. Browsers have no `Buffer`: what makes one at the start is
 * marked as pure, so the page's bundle, which only counts parts, leaves it out.
 */
interface UnitBuffer {
  /** Where to put units, from 0 on. */
  units: Uint16Array;
  octets: Buffer;
}

export function unitBuffer(most: number): UnitBuffer {
  const units = new Uint16Array(most);
  return { units, octets: Buffer.from(units.buffer) };
}

/** The first `length` units as a string. */
export const stringOfUnits = (buffer: UnitBuffer, length: number): string =>
  buffer.octets.toString("utf16le", 0, length * 2);

/** The same for units below 100, one an octet. */
export const latin1Buffer = (most: number): Buffer => Buffer.alloc(most);

export const stringOfLatin1 = (buffer: Buffer, length: number): string => buffer.toString("latin1", 0, length);
