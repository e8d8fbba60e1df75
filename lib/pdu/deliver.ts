import { decodeAddress, decodeServiceCentre, encodeAddress, encodeServiceCentre } from "./address.ts";
import { dataCodingOf, decodeDataCoding } from "./data-coding.ts";
import { BIT, checkedOctet, MTI, readDataCodingOctet, readFirstOctet } from "./first-octet.ts";
import { headerLength } from "./header.ts";
import { decodeWhole, type Reader } from "./reader.ts";
import type { DecodeOptions } from "./submit.ts";
import { decodeTimestamp, encodeTimestamp } from "./timestamp.ts";
import type { DeliverInput, DeliverPdu, EncodedPdu } from "./types.ts";
import { decodeUserData, encodeUserData } from "./user-data.ts";
import { writer } from "./writer.ts";

/**
 * Reads an SMS-DELIVER, 23.040 §9.2.2.1. The reserved TP-MTI is read as one too, as §9.2.3.1 has it.
 *
 * @param pdu hexadecimal or octets, the SMSC in front unless `smsc: false`
 * @throws PduError
 */
export function decodeDeliver(pdu: string | Uint8Array, options?: DecodeOptions): DeliverPdu {
  return decodeWhole(pdu, options, readDeliver);
}

/** The same, leaving what follows the user data. */
export function readDeliver(reader: Reader, hasServiceCentre: boolean): DeliverPdu {
  const smsc = hasServiceCentre ? decodeServiceCentre(reader) : undefined;
  const first = readFirstOctet(reader, "DELIVER", [MTI.deliver, MTI.reserved]);
  const from = decodeAddress(reader, "TP-OA");
  const protocol = reader.octet("TP-PID");
  const dcs = readDataCodingOctet(reader);
  const { time: timestamp, odd } = decodeTimestamp(reader, "TP-SCTS");
  const userData = decodeUserData(reader, dcs, (first & BIT.hasHeader) !== 0);
  const deliver: DeliverPdu = { kind: "deliver", from, timestamp, protocol, dcs, userData };
  if (odd !== undefined) deliver.oddTimestamp = odd;
  if (smsc !== undefined) deliver.smsc = smsc;
  const messageClass = decodeDataCoding(dcs).class;
  if (messageClass !== undefined) deliver.class = messageClass;
  if ((first & BIT.replyPath) !== 0) deliver.replyPath = true;
  if ((first & BIT.noMoreMessages) === 0) deliver.moreToSend = true;
  if ((first & BIT.statusReport) !== 0) deliver.statusReport = true;
  return deliver;
}

/** Writes SMSC and everything in front of TP-UDL. */
export function beginDeliver(deliver: Omit<DeliverInput, "userData">, dcs: number, hasHeader: boolean): void {
  writer.begin();
  encodeServiceCentre(writer, deliver.smsc);
  let first: number = MTI.deliver;
  if (deliver.moreToSend !== true) first |= BIT.noMoreMessages;
  if (deliver.statusReport === true) first |= BIT.statusReport;
  if (hasHeader) first |= BIT.hasHeader;
  if (deliver.replyPath === true) first |= BIT.replyPath;
  writer.put(first);
  encodeAddress(writer, deliver.from, "TP-OA");
  writer.put(checkedOctet(deliver.protocol ?? 0, "TP-PID"));
  writer.put(dcs);
  encodeTimestamp(writer, deliver.timestamp, "TP-SCTS", deliver.oddTimestamp);
}

/**
 * Writes one SMS-DELIVER from its fields; the user data goes as it is, whatever its header says.
 *
 * @throws PduError
 */
export function encodeDeliver(deliver: DeliverInput): EncodedPdu {
  const { userData } = deliver;
  const dcs = checkedOctet(deliver.dcs ?? dataCodingOf(userData.alphabet, deliver.class), "TP-DCS");
  beginDeliver(deliver, dcs, headerLength(userData) > 0);
  encodeUserData(writer, userData, dcs);
  return writer.encoded();
}
