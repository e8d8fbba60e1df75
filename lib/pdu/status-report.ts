import { decodeAddress, decodeServiceCentre, encodeAddress, encodeServiceCentre } from "./address.ts";
import { dataCodingOf } from "./data-coding.ts";
import { PduError } from "./error.ts";
import { BIT, checkedOctet, MTI, readFirstOctet } from "./first-octet.ts";
import { headerLength } from "./header.ts";
import { encodeParameters, type Parameters, readIndicator, readParameters } from "./parameters.ts";
import { decodeWhole, type Reader } from "./reader.ts";
import { statusClassOf } from "./status.ts";
import type { DecodeOptions } from "./submit.ts";
import { decodeTimestamp, encodeTimestamp } from "./timestamp.ts";
import type { EncodedPdu, StatusReportInput, StatusReportPdu } from "./types.ts";
import { writer } from "./writer.ts";

/**
 * Reads an SMS-STATUS-REPORT, 23.040 §9.2.2.3.
 *
 * @param pdu hexadecimal or octets, the SMSC in front unless `smsc: false`
 * @throws PduError
 */
export function decodeStatusReport(pdu: string | Uint8Array, options?: DecodeOptions): StatusReportPdu {
  return decodeWhole(pdu, options, readStatusReport);
}

function readStatusReport(reader: Reader, hasServiceCentre: boolean): StatusReportPdu {
  const smsc = hasServiceCentre ? decodeServiceCentre(reader) : undefined;
  const first = readFirstOctet(reader, "STATUS-REPORT", [MTI.statusReport]);
  const reference = reader.octet("TP-MR");
  const to = decodeAddress(reader, "TP-RA");
  const { time: timestamp, odd: oddTimestamp } = decodeTimestamp(reader, "TP-SCTS");
  const { time: dischargedAt, odd: oddDischargedAt } = decodeTimestamp(reader, "TP-DT");
  const code = reader.octet("TP-ST");
  const status = { code, class: statusClassOf(code) };
  const parameters = reader.atEnd ? undefined : readLast(reader, (first & BIT.hasHeader) !== 0);
  const report: StatusReportPdu = { kind: "status-report", to, reference, timestamp, dischargedAt, status };
  if (oddTimestamp !== undefined) report.oddTimestamp = oddTimestamp;
  if (oddDischargedAt !== undefined) report.oddDischargedAt = oddDischargedAt;
  if (smsc !== undefined) report.smsc = smsc;
  if ((first & BIT.noMoreMessages) === 0) report.moreToSend = true;
  if ((first & BIT.statusReport) !== 0) report.answersCommand = true;
  return Object.assign(report, parameters);
}

/** What stands behind TP-ST says nothing about the outcome: a tolerant reading does without it where it is damaged. */
function readLast(reader: Reader, hasHeader: boolean): Parameters | undefined {
  try {
    return readParameters(reader, readIndicator(reader), hasHeader);
  } catch (error) {
    if (!(error instanceof PduError)) throw error;
    reader.forgive(error);
    return undefined;
  }
}

/**
 * Writes one SMS-STATUS-REPORT from its fields.
 *
 * @throws PduError
 */
export function encodeStatusReport(report: StatusReportInput): EncodedPdu {
  const { userData } = report;
  writer.begin();
  encodeServiceCentre(writer, report.smsc);
  let first: number = MTI.statusReport;
  if (report.moreToSend !== true) first |= BIT.noMoreMessages;
  if (report.answersCommand === true) first |= BIT.statusReport;
  if (userData !== undefined && headerLength(userData) > 0) first |= BIT.hasHeader;
  writer.put(first);
  writer.put(checkedOctet(report.reference, "TP-MR"));
  encodeAddress(writer, report.to, "TP-RA");
  encodeTimestamp(writer, report.timestamp, "TP-SCTS", report.oddTimestamp);
  encodeTimestamp(writer, report.dischargedAt, "TP-DT", report.oddDischargedAt);
  writer.put(checkedOctet(typeof report.status === "number" ? report.status : report.status.code, "TP-ST"));
  const parameters: Parameters = {};
  if (report.protocol !== undefined) parameters.protocol = checkedOctet(report.protocol, "TP-PID");
  if (report.dcs !== undefined) parameters.dcs = checkedOctet(report.dcs, "TP-DCS");
  if (userData !== undefined) {
    parameters.userData = userData;
    if (report.dcs === undefined && userData.alphabet !== "gsm7") parameters.dcs = dataCodingOf(userData.alphabet);
  }
  encodeParameters(writer, parameters);
  return writer.encoded();
}
