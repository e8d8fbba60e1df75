import type { Address, DeliverPdu, StatusReportPdu, SubmitPdu, UserData } from "../../pdu/index.ts";
import { encodeString } from "./charset.ts";
import type { ModemFamily } from "./profiles/family.ts";
import type { SimulatedState } from "./state.ts";

const STATUS_NAMES = ["REC UNREAD", "REC READ", "STO UNSENT", "STO SENT"] as const;

/** `<stat>` of text mode, 27.005 §3.1. */
export const statusName = (status: number) => STATUS_NAMES[status] ?? "REC READ";
/** The number of a text-mode `<stat>`; 4 for ALL, `undefined` for any other text. */
export function statusNumber(name: string): number | undefined {
  const upper = name.toUpperCase();
  if (upper === "ALL") return 4;
  const number = (STATUS_NAMES as readonly string[]).indexOf(upper);
  return number < 0 ? undefined : number;
}

/** Octets without the SMSC: the length in `+CMGR` and `+CMT`. */
export const pduLength = (pdu: string) => pdu.length / 2 - 1 - Number.parseInt(pdu.slice(0, 2), 16);

/** `<alpha>` and its comma, as they precede a PDU's length. */
export function alphaField({ alpha }: ModemFamily): string {
  return { empty: ",", quoted: '"",', missing: "" }[alpha];
}

/** `<toa>`: 145 international, 208 alphanumeric, 129 otherwise. */
const typeOfAddress = (address: Address) =>
  address.type === "international" ? 145 : address.type === "alphanumeric" ? 208 : 129;
/** The same for a number as it is typed. */
export const typeOfNumber = (number: string) => (number.startsWith("+") ? 145 : 129);

/** A string between quotes in the program's charset. */
export const quoted = (text: string, state: SimulatedState) => `"${encodeString(text, state.terminal.charset)}"`;

/** `23/11/14,22:13:20+00` of an ISO 8601 time with its zone. */
function serviceTime(iso: string): string {
  const [, date = "", time = "", sign = "+", hours = "0", minutes = "0"] =
    /^\d\d(\d\d-\d\d-\d\d)T(\d\d:\d\d:\d\d)([+-])(\d\d):(\d\d)$/.exec(iso) ?? [];
  const quarters = String(Number(hours) * 4 + Number(minutes) / 15).padStart(2, "0");
  return `${date.replaceAll("-", "/")},${time}${sign}${quarters}`;
}

function body(userData: UserData, state: SimulatedState): string {
  if (userData.data !== undefined) return Buffer.from(userData.data).toString("hex").toUpperCase();
  const { charset } = state.terminal;
  // 27.005 §3.1: UCS2 user data goes as hexadecimal whatever the charset.
  return encodeString(userData.text ?? "", userData.alphabet === "ucs2" ? "UCS2" : charset);
}

/** `<oa>,[<alpha>],<scts>[,…]` and the text, as `+CMT`, `+CMGR` and `+CMGL` show a received message in text mode. */
export function deliverHeading(pdu: DeliverPdu, state: SimulatedState): { heading: string; body: string } {
  const text = body(pdu.userData, state);
  const header = state.messages.showHeader
    ? `,${typeOfAddress(pdu.from)},4,${pdu.protocol},${pdu.dcs},"${state.messages.smsc}",145,${text.length}`
    : "";
  return {
    heading: `${quoted(pdu.from.number, state)},,"${serviceTime(pdu.timestamp)}"${header}`,
    body: text,
  };
}

/** The same for a message that waits to be sent: `<da>,[<alpha>]`. */
export function submitHeading(pdu: SubmitPdu, state: SimulatedState): { heading: string; body: string } {
  return { heading: `${quoted(pdu.to.number, state)},`, body: body(pdu.userData, state) };
}

/** `<fo>,<mr>,<ra>,<tora>,<scts>,<dt>,<st>`. */
export function statusReportFields(pdu: StatusReportPdu, state: SimulatedState): string {
  return [
    6,
    pdu.reference,
    quoted(pdu.to.number, state),
    typeOfAddress(pdu.to),
    `"${serviceTime(pdu.timestamp)}"`,
    `"${serviceTime(pdu.dischargedAt)}"`,
    pdu.status.code,
  ].join(",");
}
