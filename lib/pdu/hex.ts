import { PduError } from "./error.ts";
import { bufferOver } from "./strings.ts";

/** Two upper-case digits of each octet, the first in the lower half: their order in memory. */
const DIGITS = Uint16Array.from({ length: 256 }, (_, octet) => {
  const digits = octet.toString(16).toUpperCase().padStart(2, "0");
  return digits.charCodeAt(0) | (digits.charCodeAt(1) << 8);
});
const pairs = new Uint16Array(256);
const text = bufferOver(pairs.buffer);

/** The first `length` octets, at most 256, as `toHex` would give them; twice as fast. */
export function hexOfFirst(octets: Uint8Array, length: number): string {
  for (let index = 0; index < length; index++) pairs[index] = DIGITS[octets[index]!]!;
  return text.toString("latin1", 0, length * 2);
}

/** Upper-case hexadecimal, two digits per octet. */
export function toHex(octets: Uint8Array): string {
  return octets.toHex().toUpperCase();
}

/**
 * The octets of a hexadecimal string of either case, without spaces.
 *
 * @throws PduError kind "invalid" with the offset of the first octet that is not two hexadecimal digits
 */
export function fromHex(hex: string): Uint8Array {
  try {
    return Uint8Array.fromHex(hex);
  } catch (cause) {
    const offset = hex.search(/[^0-9a-f]/i);
    const octet = (offset === -1 ? hex.length : offset) >> 1;
    const error = new PduError("invalid", `octet ${octet} is not two hexadecimal digits`, {
      field: "PDU",
      offset: octet,
    });
    error.cause = cause;
    throw error;
  }
}
