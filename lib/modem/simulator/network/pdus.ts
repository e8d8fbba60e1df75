import { defined } from "../../../defined.ts";
import { type EncodedPdu, encodeDeliver, encodeDeliverText, encodeStatusReport } from "../../../pdu/index.ts";
import type { NetworkPart, NetworkText } from "./types.ts";

/** The service centre in front of the network's PDUs. */
const SERVICE_CENTRE = "+491710760000";

/** ISO 8601 in whole seconds, as TP-SCTS carries it. */
const timestampOf = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;

/** The DELIVER PDUs of a text for a modem. @throws PduError */
export function encodeText(text: NetworkText, options: { reference: number; now: number }): EncodedPdu[] {
  const { from, text: body, class: messageClass, languages } = text;
  return encodeDeliverText({
    from,
    text: body,
    timestamp: timestampOf(options.now),
    reference: options.reference,
    smsc: SERVICE_CENTRE,
    ...defined({ class: messageClass, languages }),
  });
}

/** What the recipient of a part sees when it is a modem: SUBMIT turned into DELIVER. */
export function encodeRelayed(part: NetworkPart, now: number): EncodedPdu {
  const { protocol, dcs, userData } = part.submit;
  return encodeDeliver({ smsc: SERVICE_CENTRE, from: part.from, timestamp: timestampOf(now), protocol, dcs, userData });
}

/** The delivery report of a part. `statusCode` is TP-ST. */
export function encodeReport(part: NetworkPart, statusCode: number, now: number): EncodedPdu {
  return encodeStatusReport({
    smsc: SERVICE_CENTRE,
    to: part.submit.to,
    reference: part.reference,
    timestamp: timestampOf(part.takenAt),
    dischargedAt: timestampOf(now),
    status: statusCode,
  });
}
