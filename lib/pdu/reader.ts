import { PduError } from "./error.ts";
import { fromHex } from "./hex.ts";
import type { DataCoding } from "./types.ts";

/**
 * Reads a whole PDU with `read`, and adds the remarks of a tolerant reading.
 *
 * @throws PduError
 */
export function decodeWhole<Pdu extends { remarks?: string[] }>(
  pdu: string | Uint8Array,
  options: { smsc?: boolean; tolerant?: boolean } | undefined,
  read: (reader: Reader, hasServiceCentre: boolean) => Pdu,
): Pdu {
  const reader = new Reader(pdu, options?.tolerant);
  const whole = read(reader, options?.smsc !== false);
  reader.end();
  if (reader.remarks !== undefined && reader.remarks.length > 0) whole.remarks = reader.remarks;
  return whole;
}

/** A position in the octets of one PDU. Every read names its field, so that errors can name it too. */
export class Reader {
  readonly octets: Uint8Array;
  at = 0;
  /** Oddities found by a tolerant reading; a strict one has none. */
  readonly remarks: string[] | undefined;
  /** Where the text or data of the user data is, once it was read. */
  body: Body | undefined = undefined;

  /** @param tolerant  continues where 23.040 leaves no doubt about the rest, with a remark about what was odd */
  constructor(pdu: string | Uint8Array, tolerant = false) {
    this.octets = typeof pdu === "string" ? fromHex(pdu) : pdu;
    this.remarks = tolerant ? [] : undefined;
  }

  /** Adds a remark on what every reading tolerates. */
  remark(message: string, field: string, offset: number): void {
    this.remarks?.push(new PduError("invalid", message, { field, offset }).message);
  }

  /** Adds a remark in a tolerant reading. @throws PduError in a strict reading */
  forgive(error: PduError): void {
    if (this.remarks === undefined) throw error;
    this.remarks.push(error.message);
  }

  get left(): number {
    return this.octets.length - this.at;
  }

  octet(field: string): number {
    const value = this.octets[this.at];
    if (value === undefined) throw this.truncated(field, 1);
    this.at++;
    return value;
  }

  /** Moves past `count` octets, which must be there, and returns where they began. */
  skip(count: number, field: string): number {
    const start = this.at;
    if (start + count > this.octets.length) throw this.truncated(field, count);
    this.at = start + count;
    return start;
  }

  /** A copy of the next `count` octets, owned by the caller. */
  take(count: number, field: string): Uint8Array {
    const start = this.skip(count, field);
    return this.octets.slice(start, start + count);
  }

  get atEnd(): boolean {
    return this.at >= this.octets.length;
  }

  /** @throws PduError kind "trailing" unless the PDU ends here, in a strict reading */
  end(): void {
    if (this.at < this.octets.length) {
      const left = this.octets.length - this.at;
      const message = `${left} octets after the end of the PDU`;
      this.forgive(new PduError("trailing", message, { field: "PDU", offset: this.at }));
    }
  }

  invalid(message: string, field: string, offset: number): PduError {
    return new PduError("invalid", message, { field, offset });
  }

  truncated(field: string, needed: number): PduError {
    const left = this.octets.length - this.at;
    return new PduError("truncated", `needs ${needed} octets, ${left} left`, { field, offset: this.at });
  }
}

/** What stands behind a header: where it begins, the fill bits in its first octet, and its septets or octets. */
export interface Body {
  start: number;
  fill: number;
  length: number;
  coding: DataCoding;
}
