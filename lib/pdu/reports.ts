import { decodeAddress, decodeServiceCentre } from "./address.ts";
import { BIT, MTI, readFirstOctet } from "./first-octet.ts";
import { readIndicator, readParameters } from "./parameters.ts";
import { Reader } from "./reader.ts";
import type { DecodeOptions } from "./submit.ts";
import { decodeTimestamp } from "./timestamp.ts";
import type { CommandPdu, DeliverReportPdu, SubmitReportPdu } from "./types.ts";

/**
 * A report exists in two forms that its octets do not tell apart: the one that refuses has a TP-FCS behind the first octet,
 * the one that acknowledges (`acknowledges: true`) does not.
 */
export interface ReportOptions extends DecodeOptions {
  acknowledges?: boolean;
}

/**
 * Reads an SMS-DELIVER-REPORT, 23.040 §9.2.2.1a.
 *
 * @throws PduError
 */
export function decodeDeliverReport(pdu: string | Uint8Array, options?: ReportOptions): DeliverReportPdu {
  const reader = new Reader(pdu);
  const smsc = options?.smsc === false ? undefined : decodeServiceCentre(reader);
  const first = readFirstOctet(reader, "DELIVER-REPORT", [MTI.deliver]);
  const report: DeliverReportPdu = { kind: "deliver-report" };
  if (smsc !== undefined) report.smsc = smsc;
  if (options?.acknowledges !== true) report.failureCause = reader.octet("TP-FCS");
  Object.assign(report, readParameters(reader, readIndicator(reader), (first & BIT.hasHeader) !== 0));
  reader.end();
  return report;
}

/**
 * Reads an SMS-SUBMIT-REPORT, 23.040 §9.2.2.2a.
 *
 * @throws PduError
 */
export function decodeSubmitReport(pdu: string | Uint8Array, options?: ReportOptions): SubmitReportPdu {
  const reader = new Reader(pdu);
  const smsc = options?.smsc === false ? undefined : decodeServiceCentre(reader);
  const first = readFirstOctet(reader, "SUBMIT-REPORT", [MTI.submit]);
  const failureCause = options?.acknowledges === true ? undefined : reader.octet("TP-FCS");
  const indicator = readIndicator(reader);
  const { time: timestamp, odd } = decodeTimestamp(reader, "TP-SCTS");
  const report: SubmitReportPdu = { kind: "submit-report", timestamp };
  if (odd !== undefined) report.oddTimestamp = odd;
  if (smsc !== undefined) report.smsc = smsc;
  if (failureCause !== undefined) report.failureCause = failureCause;
  Object.assign(report, readParameters(reader, indicator, (first & BIT.hasHeader) !== 0));
  reader.end();
  return report;
}

/**
 * Reads an SMS-COMMAND, 23.040 §9.2.2.4.
 *
 * @throws PduError
 */
export function decodeCommand(pdu: string | Uint8Array, options?: DecodeOptions): CommandPdu {
  const reader = new Reader(pdu);
  const smsc = options?.smsc === false ? undefined : decodeServiceCentre(reader);
  const first = readFirstOctet(reader, "COMMAND", [MTI.statusReport]);
  const reference = reader.octet("TP-MR");
  const protocol = reader.octet("TP-PID");
  const command = reader.octet("TP-CT");
  const messageNumber = reader.octet("TP-MN");
  const to = decodeAddress(reader, "TP-DA");
  const data = reader.take(reader.octet("TP-CDL"), "TP-CD");
  reader.end();
  const requestReport = (first & BIT.statusReport) !== 0;
  const read: CommandPdu = { kind: "command", to, reference, requestReport, protocol, command, messageNumber, data };
  if (smsc !== undefined) read.smsc = smsc;
  return read;
}
