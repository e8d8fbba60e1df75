import { hasReservedBits } from "./data-coding.ts";
import { PduError } from "./error.ts";
import type { Reader } from "./reader.ts";

/** TP-MTI, bits 1 and 0 of the first octet, 23.040 §9.2.3.1; the direction tells the two meanings of each apart. */
export const MTI = { deliver: 0, submit: 1, statusReport: 2, reserved: 3 } as const;

/** The other bits of the first octet, §9.2.2; the meaning of bits 2 and 5 depends on the kind. */
export const BIT = {
  /** TP-MMS, no more messages; in a SUBMIT TP-RD. */
  noMoreMessages: 0x04,
  rejectDuplicates: 0x04,
  /** TP-SRI, in a SUBMIT TP-SRR, in a STATUS-REPORT TP-SRQ. */
  statusReport: 0x20,
  hasHeader: 0x40,
  replyPath: 0x80,
} as const;

/**
 * Reads the first octet of a TPDU and checks its kind.
 *
 * @param allowed the TP-MTI values that the kind may have
 */
export function readFirstOctet(reader: Reader, kind: string, allowed: readonly number[]): number {
  const offset = reader.at;
  const octet = reader.octet("TP-MTI");
  if (!allowed.includes(octet & 3)) {
    throw new PduError("invalid", `${octet & 3} is not that of a ${kind}`, { field: "TP-MTI", offset });
  }
  return octet;
}

/** Reads TP-DCS; reserved bits (23.038 §4) are ignored, with a remark. */
export function readDataCodingOctet(reader: Reader): number {
  const offset = reader.at;
  const dcs = reader.octet("TP-DCS");
  if (reader.remarks !== undefined && hasReservedBits(dcs)) {
    reader.remark(`reserved bits of ${dcs.toString(16).toUpperCase().padStart(2, "0")} are ignored`, "TP-DCS", offset);
  }
  return dcs;
}

/** @throws PduError kind "invalid" unless the value is an octet */
export function checkedOctet(value: number, field: string): number {
  if (Number.isInteger(value) && value >= 0 && value <= 255) return value;
  throw new PduError("invalid", `${value} is not 0–255`, { field });
}
