import { encodeDeliver, encodeStatusReport } from "../../pdu/index.ts";
import type { Filler } from "./faults/fault.ts";

const DAY_MS = 86_400_000;
/** WAP push, as MMS notices come: OMA-WAP-TS-PushOTA, 23.040 §9.2.3.24.3. */
const WAP_PUSH_PORTS = { destination: 2948, source: 9200 };

/** A message that was received a day ago and never deleted, as a PDU. */
export function fillerPdu(content: Filler, { now, number }: { now: number; number: number }): string {
  const timestamp = `${new Date(now - DAY_MS).toISOString().slice(0, 19)}+00:00`;
  const from = "+491700000000";
  switch (content) {
    case "messages":
      return encodeDeliver({ from, timestamp, userData: { alphabet: "gsm7", text: `Old message ${number + 1}` } }).pdu;
    case "reports":
      return encodeStatusReport({ to: from, reference: number & 0xff, timestamp, dischargedAt: timestamp, status: 0 })
        .pdu;
    case "mms":
      return encodeDeliver({
        from,
        timestamp,
        userData: { alphabet: "8bit", ports: WAP_PUSH_PORTS, data: mmsNotice(number) },
      }).pdu;
    default:
      return content satisfies never;
  }
}

/**
 * M-Notification.ind of OMA-TS-MMS-ENC §6.2 behind a WSP push header: transaction, version, class, size, expiry,
 * place.
 */
function mmsNotice(number: number): Uint8Array {
  const push = [number & 0xff, 0x06, 0x01, 0xbe];
  const notice = [0x8c, 0x82, 0x98, ...text(`T${number}`), 0x8d, 0x92, 0x8a, 0x80, 0x8e, 0x02, 0x27, 0x10];
  const expiry = [0x88, 0x05, 0x81, 0x03, 0x01, 0x51, 0x80];
  return Uint8Array.from([...push, ...notice, ...expiry, 0x83, ...text(`http://mms.invalid/${number}`)]);
}

const text = (value: string) => [...value, "\0"].map((character) => character.charCodeAt(0));
