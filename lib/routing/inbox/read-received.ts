import { defined } from "../../defined.ts";
import type { DeliveryReport, NewIncomingPart } from "../../messages/index.ts";
import {
  type DeliverPdu,
  decodeIncoming,
  messageWaitingOf,
  type OddTime,
  type StatusReportPdu,
  type UserData,
} from "../../pdu/index.ts";

/** A PDU as a modem hands it over: what `ModemHandlers.received` gets. Times are milliseconds since 1970. */
export interface IncomingPdu {
  modem: string;
  /** See `DeliveryReport.sim`. */
  sim: string;
  /** Hexadecimal with SMSC; may be undecodable. */
  pdu: string;
  receivedAt: number;
}

/** What a PDU turned out to be. */
type Incoming = { kind: "part"; part: NewIncomingPart } | { kind: "report"; report: DeliveryReport };

/** Reads a PDU as far as it can be read; never throws. What cannot be read is a part that is kept raw. */
export function readIncoming(incoming: IncomingPdu): Incoming {
  let decoded: DeliverPdu | StatusReportPdu;
  try {
    decoded = decodeIncoming(incoming.pdu);
  } catch (error) {
    const decodeError = error instanceof Error ? error.message : String(error);
    return {
      kind: "part",
      part: { ...rawPart(incoming), decodeError, dedupeKey: keyOf(["raw", incoming.sim, incoming.pdu]) },
    };
  }
  return decoded.kind === "status-report"
    ? { kind: "report", report: reportOf(decoded, incoming) }
    : { kind: "part", part: partOf(decoded, incoming) };
}

function partOf(pdu: DeliverPdu, incoming: IncomingPdu): NewIncomingPart {
  const { userData } = pdu;
  const sentAt = momentOf(pdu.timestamp, pdu.oddTimestamp);
  const concat = usableConcat(userData);
  const waiting = messageWaitingOf(pdu);
  return {
    ...rawPart(incoming),
    sender: pdu.from.number,
    senderType: pdu.from.type,
    alphabet: userData.alphabet,
    protocol: pdu.protocol,
    dedupeKey: keyOf([
      incoming.sim,
      pdu.from.number,
      pdu.from.type,
      pdu.oddTimestamp?.octets ?? pdu.timestamp,
      pdu.protocol,
      pdu.dcs,
      userData.concat,
      userData.ports,
      userData.language,
      userData.elements?.map(({ id, data }) => [id, data.toHex()]),
      userData.text,
      userData.data?.toHex(),
    ]),
    ...defined({ smsc: pdu.smsc?.number }),
    ...(waiting.length === 0 ? {} : { waiting }),
    ...(sentAt === undefined ? { undated: true } : { sentAt }),
    ...defined({ class: pdu.class, text: userData.text, data: userData.data?.toHex(), concat, ports: userData.ports }),
  };
}

function rawPart({ modem, sim, receivedAt, pdu }: IncomingPdu) {
  return { modem, sim, receivedAt, pdu };
}

/** An impossible part number makes a part a message of its own (23.040 §9.2.3.24.1: ignore the element). */
function usableConcat({ concat }: UserData): UserData["concat"] {
  return concat !== undefined && concat.part >= 1 && concat.part <= concat.total ? concat : undefined;
}

function reportOf(pdu: StatusReportPdu, { modem, sim, receivedAt }: IncomingPdu): DeliveryReport {
  const dischargedAt = momentOf(pdu.dischargedAt, pdu.oddDischargedAt);
  return {
    modem,
    sim,
    reference: pdu.reference,
    recipient: pdu.to.number,
    outcome: pdu.status.class,
    statusCode: pdu.status.code,
    ...defined({ dischargedAt, oddDischargedAt: pdu.oddDischargedAt?.octets }),
    receivedAt,
  };
}

/** Nothing where not even the day is known. */
function momentOf(time: string, odd: OddTime | undefined): number | undefined {
  return odd === undefined || odd.dated ? Date.parse(time) : undefined;
}

/**
 * Equal for the same part read twice. The SIM belongs to it: two SIMs may get the same text from the same sender in
 * the same second, and both are messages.
 */
function keyOf(values: readonly unknown[]): string {
  return new Bun.CryptoHasher("sha256").update(JSON.stringify(values)).digest("hex");
}
