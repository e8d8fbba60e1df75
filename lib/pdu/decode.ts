import { decodeDeliver } from "./deliver.ts";
import { MTI } from "./first-octet.ts";
import { fromHex } from "./hex.ts";
import { decodeCommand, decodeDeliverReport, decodeSubmitReport, type ReportOptions } from "./reports.ts";
import { decodeStatusReport } from "./status-report.ts";
import { decodeSubmit } from "./submit.ts";
import type { AnyPdu, DeliverPdu, PduKind, StatusReportPdu } from "./types.ts";

/**
 * Reads a PDU of a kind that the caller knows: the octets alone do not distinguish a DELIVER from a DELIVER-REPORT,
 * nor a SUBMIT from a SUBMIT-REPORT.
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
 * Reads what a modem received from the network, with the SMSC in front: a STATUS-REPORT or else a DELIVER. It is read
 * tolerantly, since it will not be sent again: only the damaged field is lost, and octets after the end are
 * ignored (some modems return the SIM's whole record).
 *
 * @throws PduError when the layout cannot be determined
 */
export function decodeIncoming(pdu: string | Uint8Array): DeliverPdu | StatusReportPdu {
  const octets = typeof pdu === "string" ? fromHex(pdu) : pdu;
  const serviceCentreLength = octets[0] ?? 0;
  const first = octets[1 + serviceCentreLength] ?? 0;
  const isReport = (first & 3) === MTI.statusReport;
  return isReport ? decodeStatusReport(octets, TOLERANT) : decodeDeliver(octets, TOLERANT);
}

const TOLERANT = { tolerant: true } as const;
