import { fieldsOf, isHex, toInteger } from "../at/fields.ts";
import { isTextModeHeader } from "../at/message-format.ts";

/** One stored message as `AT+CMGL` or `AT+CMGR` gives it. */
export interface ListedPdu {
  index: number;
  pdu: string;
  /** Written to the storage by someone, to be sent: never received, so neither taken nor deleted. */
  outgoing: boolean;
}

/** The modem is in text mode: nothing in the answer is a PDU. */
export const TEXT_MODE = "text mode";

/** Pairs headers with their PDU lines; a header without one (a damaged slot) is left out. */
export function parseListing(lines: readonly string[]): ListedPdu[] | typeof TEXT_MODE {
  const found: ListedPdu[] = [];
  let header: string[] | undefined;
  for (const line of lines) {
    if (/^\+CMGL\s*:/i.test(line)) {
      if (isTextModeHeader(line)) return TEXT_MODE;
      header = fieldsOf(line);
      continue;
    }
    const index = toInteger(header?.[0]);
    if (header && index !== undefined && isHex(line)) {
      found.push({ index, pdu: line.toUpperCase(), outgoing: isOutgoing(header[1], line) });
    }
    header = undefined;
  }
  return found;
}

/** The answer to `AT+CMGR`; undefined for an empty slot, which is a bare OK or a message of length 0. */
export function parseRead(index: number, lines: readonly string[]): ListedPdu | typeof TEXT_MODE | undefined {
  const header = lines.find((line) => /^\+CMGR\s*:/i.test(line));
  if (header !== undefined && isTextModeHeader(header)) return TEXT_MODE;
  const pdu = lines.find((line) => isHex(line));
  if (header === undefined || pdu === undefined) return undefined;
  return { index, pdu: pdu.toUpperCase(), outgoing: isOutgoing(fieldsOf(header)[0], pdu) };
}

/** By TP-MTI (23.040 §9.2.3.1) behind the SMSC; an unreadable PDU counts as a message. */
export function pduKind(pdu: string): "deliver" | "status-report" {
  return (firstOctet(pdu) & 0x03) === 2 ? "status-report" : "deliver";
}

/** TP-SRR of a SUBMIT (23.040 §9.2.3.5). */
export function asksForReport(pdu: string): boolean {
  return (firstOctet(pdu) & 0x20) !== 0;
}

function firstOctet(pdu: string): number {
  const smscOctets = Number.parseInt(pdu.slice(0, 2), 16);
  return Number.parseInt(pdu.slice(2 + smscOctets * 2, 4 + smscOctets * 2), 16);
}

/**
 * By its status (27.005 §3.1: 2 and 3 are stored to be sent, or were) or, where a modem lists it as read, by TP-MTI: 01 in
 * a storage is a SUBMIT. 11 is reserved, and is treated as a DELIVER (23.040 §9.2.3.1).
 */
function isOutgoing(status: string | undefined, pdu: string): boolean {
  const number = toInteger(status);
  return number === 2 || number === 3 || (firstOctet(pdu) & 0x03) === 1;
}
