import { PduError } from "./error.ts";
import type { Alphabet, DataCoding, MessageClass } from "./types.ts";

const INDICATIONS = ["voicemail", "fax", "email", "other"] as const;

/** Index 3 is reserved: 23.038 §4 tells receivers to use the default alphabet. */
const ALPHABETS: readonly Alphabet[] = ["gsm7", "8bit", "ucs2", "gsm7"];

/**
 * 23.038 §4, by the upper four bits:
 *
 * ```
 * 00cm aaCC  general          c compressed, m class bits count, a alphabet, C class
 * 01cm aaCC  the same, and to be deleted after reading
 * 10.. ....  reserved         default alphabet
 * 1100 s.ii  message waiting, discard        s sense, i indication; default alphabet
 * 1101 s.ii  message waiting, store          default alphabet
 * 1110 s.ii  message waiting, store          UCS2
 * 1111 .aCC  a: 8-bit data, else default alphabet; C class
 * ```
 */
function readDataCoding(dcs: number): DataCoding {
  const plain = { compressed: false, automaticDeletion: false };
  if (dcs < 0x80) {
    const coding: DataCoding = {
      alphabet: ALPHABETS[(dcs >> 2) & 3]!,
      compressed: (dcs & 0x20) !== 0,
      automaticDeletion: (dcs & 0x40) !== 0,
    };
    if ((dcs & 0x10) !== 0) coding.class = (dcs & 3) as MessageClass;
    return coding;
  }
  if (dcs < 0xc0) return { alphabet: "gsm7", ...plain };
  if (dcs < 0xf0) {
    const messageWaiting = {
      indication: INDICATIONS[dcs & 3]!,
      active: (dcs & 8) !== 0,
      store: dcs >= 0xd0,
    };
    return { alphabet: dcs >= 0xe0 ? "ucs2" : "gsm7", ...plain, messageWaiting };
  }
  return { alphabet: (dcs & 4) !== 0 ? "8bit" : "gsm7", ...plain, class: (dcs & 3) as MessageClass };
}

const CODINGS: readonly DataCoding[] = Array.from({ length: 256 }, (_, dcs) => Object.freeze(readDataCoding(dcs)));

/** What a TP-DCS means, 0–255; the values are shared and frozen. */
export function decodeDataCoding(dcs: number): DataCoding {
  const coding = CODINGS[dcs];
  if (coding === undefined) throw new PduError("invalid", `${dcs} is not an octet`, { field: "TP-DCS" });
  return coding;
}

/** Whether a TP-DCS uses a reserved alphabet, group or bit of 23.038 §4. */
export function hasReservedBits(dcs: number): boolean {
  if (dcs < 0x80) return (dcs & 0x0c) === 0x0c;
  if (dcs < 0xc0) return true;
  return dcs < 0xf0 ? (dcs & 4) !== 0 : (dcs & 8) !== 0;
}

/** The TP-DCS of the general group for an alphabet and, perhaps, a class. */
export function dataCodingOf(alphabet: Alphabet, messageClass?: MessageClass): number {
  const bits = alphabet === "gsm7" ? 0 : alphabet === "8bit" ? 4 : 8;
  return messageClass === undefined ? bits : 0x10 | bits | messageClass;
}
