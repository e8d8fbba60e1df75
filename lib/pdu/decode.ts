import { decodeDeliver, readDeliver } from "./deliver.ts";
import { MTI } from "./first-octet.ts";
import { Reader } from "./reader.ts";
import { decodeCommand, decodeDeliverReport, decodeSubmitReport, type ReportOptions } from "./reports.ts";
import { decodeStatusReport, readStatusReport } from "./status-report.ts";
import { decodeSubmit } from "./submit.ts";
import type { AnyPdu, DeliverPdu, PduKind, StatusReportPdu } from "./types.ts";

/**
 * Reads a PDU of a kind that the caller knows: the octets alone do not tell a DELIVER from a DELIVER-REPORT, nor a SUBMIT
 * from a SUBMIT-REPORT.
 *
 * @throws PduError
 */
export function decodePdu<Kind extends PduKind>(
  pdu: string | Uint8Array,
  options: ReportOptions & { kind: Kind },
): Extract<AnyPdu, { kind: Kind }>;
export function decodePdu(pdu: string | Uint8Array, options: ReportOptions & { kind: PduKind }): AnyPdu {
  const { kind } = options;
  switch (kind) {
    case "submit":
      return decodeSubmit(pdu, options);
    case "deliver":
      return decodeDeliver(pdu, options);
    case "status-report":
      return decodeStatusReport(pdu, options);
    case "submit-report":
      return decodeSubmitReport(pdu, options);
    case "deliver-report":
      return decodeDeliverReport(pdu, options);
    case "command":
      return decodeCommand(pdu, options);
    default:
      return kind satisfies never;
  }
}

/**
 * Reads what a modem hands over from the network, with the SMSC in front: a STATUS-REPORT or else a DELIVER. Octets
 * behind the end are ignored, since some modems give the whole record of the SIM.
 *
 * @throws PduError
 */
export function decodeIncoming(pdu: string | Uint8Array): DeliverPdu | StatusReportPdu {
  const reader = new Reader(pdu);
  const serviceCentreLength = reader.octets[0] ?? 0;
  const first = reader.octets[1 + serviceCentreLength] ?? 0;
  return (first & 3) === MTI.statusReport ? readStatusReport(reader, true) : readDeliver(reader, true);
}
