import { PduError } from "./error.ts";
import { fromHex } from "./hex.ts";

/** A place in the octets of one PDU. Every read names the field it is for, so that errors can. */
export class Reader {
  readonly octets: Uint8Array;
  at = 0;

  constructor(pdu: string | Uint8Array) {
    this.octets = typeof pdu === "string" ? fromHex(pdu) : pdu;
  }

  octet(field: string): number {
    const value = this.octets[this.at];
    if (value === undefined) throw this.truncated(field, 1);
    this.at++;
    return value;
  }

  /** Moves past `count` octets, which are there, and gives where they began. */
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

  /** @throws PduError kind "trailing" unless the PDU ends here */
  end(): void {
    if (this.at < this.octets.length) {
      const left = this.octets.length - this.at;
      throw new PduError("trailing", `${left} octets after the end of the PDU`, { field: "PDU", offset: this.at });
    }
  }

  invalid(message: string, field: string, offset: number): PduError {
    return new PduError("invalid", message, { field, offset });
  }

  private truncated(field: string, needed: number): PduError {
    const left = this.octets.length - this.at;
    return new PduError("truncated", `needs ${needed} octets, ${left} left`, { field, offset: this.at });
  }
}
