import type { PduErrorKind } from "./types.ts";

/**
 * A PDU that cannot be read, or values that no PDU can carry.
 *
 * `field` is the standard's name ("TP-DA", "TP-SCTS", "SMSC"), or "PDU" for the whole. `offset` counts octets from the
 * beginning of the given PDU, its SMSC included; encoding has none.
 *
 * - `truncated`: the PDU ends inside the field
 * - `invalid`: the field holds what 23.040 does not allow
 * - `unsupported`: allowed, but not by this layer
 * - `too-long`: does not fit into the field or into 255 parts
 * - `trailing`: octets follow the end of the PDU
 */
export class PduError extends Error {
  readonly kind: PduErrorKind;
  readonly field: string;
  readonly offset: number | undefined;

  constructor(kind: PduErrorKind, message: string, where: { field: string; offset?: number }) {
    super(`${where.field}: ${message}`);
    this.name = "PduError";
    this.kind = kind;
    this.field = where.field;
    this.offset = where.offset;
  }
}
