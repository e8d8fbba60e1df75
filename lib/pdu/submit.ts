import { decodeAddress, decodeServiceCentre, encodeAddress, encodeServiceCentre } from "./address.ts";
import { dataCodingOf, decodeDataCoding } from "./data-coding.ts";
import { BIT, checkedOctet, MTI, readDataCodingOctet, readFirstOctet } from "./first-octet.ts";
import { headerLength } from "./header.ts";
import { decodeWhole, type Reader } from "./reader.ts";
import type { Address, EncodedPdu, SubmitInput, SubmitPdu } from "./types.ts";
import { decodeUserData, encodeUserData } from "./user-data.ts";
import { decodeValidity, encodeValidity, validityFormat } from "./validity.ts";
import { writer } from "./writer.ts";

export interface DecodeOptions {
  /** `false` for a PDU that begins with its first octet instead of the SMSC. */
  smsc?: boolean;
  /** Reads what can be read, as telephones and networks do, and lists what is odd in `remarks` of the PDU. */
  tolerant?: boolean;
}

/**
 * Reads an SMS-SUBMIT, 23.040 §9.2.2.2.
 *
 * @param pdu hexadecimal or octets, the SMSC in front unless `smsc: false`
 * @throws PduError
 */
export function decodeSubmit(pdu: string | Uint8Array, options?: DecodeOptions): SubmitPdu {
  return decodeWhole(pdu, options, readSubmit);
}

/** The same, leaving what follows the user data. */
export function readSubmit(reader: Reader, hasServiceCentre: boolean): SubmitPdu {
  const smsc = hasServiceCentre ? decodeServiceCentre(reader) : undefined;
  const first = readFirstOctet(reader, "SUBMIT", [MTI.submit]);
  const reference = reader.octet("TP-MR");
  const to = decodeAddress(reader, "TP-DA");
  const protocol = reader.octet("TP-PID");
  const dcs = readDataCodingOctet(reader);
  const format = (first >> 3) & 3;
  const validity = format === 0 ? undefined : decodeValidity(reader, format);
  const userData = decodeUserData(reader, dcs, (first & BIT.hasHeader) !== 0);
  const requestReport = (first & BIT.statusReport) !== 0;
  const submit: SubmitPdu = { kind: "submit", to, reference, requestReport, protocol, dcs, userData };
  if (smsc !== undefined) submit.smsc = smsc;
  const messageClass = decodeDataCoding(dcs).class;
  if (messageClass !== undefined) submit.class = messageClass;
  if ((first & BIT.replyPath) !== 0) submit.replyPath = true;
  if ((first & BIT.rejectDuplicates) !== 0) submit.rejectDuplicates = true;
  return validity === undefined ? submit : Object.assign(submit, validity);
}

/** What stands in front of TP-UDL. */
type SubmitHead = {
  [Field in keyof Omit<SubmitInput, "userData" | "dcs" | "class">]: SubmitInput[Field] | undefined;
} & {
  to: Address | string;
};

/** Writes SMSC and everything in front of TP-UDL. */
export function beginSubmit(submit: SubmitHead, dcs: number, hasHeader: boolean): void {
  writer.begin();
  encodeServiceCentre(writer, submit.smsc);
  const { validity, singleShot } = submit;
  let first = MTI.submit | (validityFormat(validity, singleShot) << 3);
  if (submit.rejectDuplicates === true) first |= BIT.rejectDuplicates;
  if (submit.requestReport === true) first |= BIT.statusReport;
  if (hasHeader) first |= BIT.hasHeader;
  if (submit.replyPath === true) first |= BIT.replyPath;
  writer.put(first);
  writer.put(checkedOctet(submit.reference ?? 0, "TP-MR"));
  encodeAddress(writer, submit.to, "TP-DA");
  writer.put(checkedOctet(submit.protocol ?? 0, "TP-PID"));
  writer.put(dcs);
  encodeValidity(writer, validity, singleShot);
}

/**
 * Writes one SMS-SUBMIT from its fields; the user data goes as it is, whatever its header says.
 *
 * @throws PduError
 */
export function encodeSubmit(submit: SubmitInput): EncodedPdu {
  const { userData } = submit;
  const dcs = checkedOctet(submit.dcs ?? dataCodingOf(userData.alphabet, submit.class), "TP-DCS");
  beginSubmit(submit, dcs, headerLength(userData) > 0);
  encodeUserData(writer, userData, dcs);
  return writer.encoded();
}
