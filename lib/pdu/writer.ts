import { hexOfFirst } from "./hex.ts";
import type { EncodedPdu } from "./types.ts";

/** Larger than any PDU: SMSC 12, header 31, user data 140. */
const CAPACITY = 256;

/**
 * Octets of the PDU that is being written. Encoding is synchronous, so that one writer, owned by this layer, serves
 * all: `begin` starts the next PDU, `encoded` copies it out.
 */
export class OctetWriter {
  readonly octets = new Uint8Array(CAPACITY);
  at = 0;
  /** Where the TPDU begins, after the SMSC. */
  tpdu = 0;

  begin(): void {
    this.at = 0;
    this.tpdu = 0;
  }

  put(octet: number): void {
    this.octets[this.at++] = octet;
  }

  putAll(octets: Uint8Array): void {
    this.octets.set(octets, this.at);
    this.at += octets.length;
  }

  /** `length` counts from the TPDU, as `AT+CMGS=` wants it. */
  encoded(): EncodedPdu {
    return { pdu: hexOfFirst(this.octets, this.at), length: this.at - this.tpdu };
  }
}

export const writer = new OctetWriter();
