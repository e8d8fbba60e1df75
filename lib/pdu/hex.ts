import { PduError } from "./error.ts";

/** Upper-case hexadecimal, two digits an octet. */
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
