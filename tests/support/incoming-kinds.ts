import { expect } from "bun:test";
import { type DeliverInput, encodeDeliver } from "../../lib/pdu/index.ts";

/** Who sends unless another is named. */
export const ANNA = "+491701234567";
const PUSH = { destination: 2948, source: 9200 };

let second = 0;
const pduOf = (deliver: Partial<DeliverInput> & Pick<DeliverInput, "userData">) =>
  encodeDeliver({
    from: ANNA,
    timestamp: `2026-01-03T10:20:${String(second++).padStart(2, "0")}+00:00`,
    ...deliver,
  }).pdu;
/** One text, in a second of its own unless it has a time. */
export const textPdu = (text: string, deliver: Partial<DeliverInput> = {}) =>
  pduOf({ userData: { alphabet: "gsm7", text }, ...deliver });
const dataPdu = (hex: string, ports?: { destination: number; source: number }) =>
  pduOf({ userData: { alphabet: "8bit", data: Uint8Array.fromHex(hex), ...(ports && { ports }) } });
/** A DELIVER whose header has one element of special SMS message indication, 23.040 §9.2.3.24.2. */
const indicationPdu = (octets: string, text: string) =>
  pduOf({ userData: { alphabet: "gsm7", text, elements: [{ id: 1, data: Uint8Array.fromHex(octets) }] } });

const hex = (...parts: (string | number[])[]) =>
  parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part)).toString("hex")).join("");

const MMS = hex(
  [0x01, 0x06, 0x01, 0xbe, 0x8c, 0x82, 0x98],
  "T1\0",
  [0x8d, 0x92, 0x89, 24, 0x80],
  "+491709876543/TYPE=PLMN",
  [0x96],
  "Holiday\0",
  [0x8e, 0x02, 0xb2, 0x00, 0x83],
  "http://mms.example.net/secret\0",
);
/** `<si><indication href="http://www.example.com/">4 new</indication></si>`, WAP-167 §8. */
const SI = hex(
  [0x01, 0x06, 0x01, 0xae, 0x02, 0x05, 0x6a, 0x00, 0x45, 0xc6, 0x0d, 0x03],
  "example\0",
  [0x85, 0x01, 0x03],
  "4 new\0",
  [0x01, 0x01],
);

/** One kind, and what is to become of it. */
interface Row {
  name: string;
  pdu: () => string;
  shown: boolean;
  routed: boolean;
  json: Record<string, unknown>;
}

/** A message of each kind but a call. */
export const MESSAGES_OF_EACH_KIND: readonly Row[] = [
  { name: "a text", pdu: () => textPdu("hello"), shown: true, routed: true, json: { kind: "text", text: "hello" } },
  {
    name: "a flash message",
    pdu: () => textPdu("now", { class: 0 }),
    shown: true,
    routed: true,
    json: { kind: "flash", flash: true, text: "now" },
  },
  { name: "a silent message", pdu: () => textPdu("x", { protocol: 0x40 }), shown: false, routed: false, json: {} },
  {
    name: "a message of replace type 3",
    pdu: () => textPdu("balance 5", { protocol: 0x43 }),
    shown: true,
    routed: true,
    json: { kind: "replace", replaceType: 3, text: "balance 5" },
  },
  {
    name: "a waiting indication whose text may be discarded, by TP-DCS",
    pdu: () => textPdu("", { dcs: 0xc8 }),
    shown: false,
    routed: false,
    json: { kind: "waiting", waiting: [{ what: "voicemail", active: true }], text: "[voice mail is waiting]" },
  },
  {
    name: "a waiting indication with a text to keep, by TP-DCS",
    pdu: () => textPdu("call 333", { dcs: 0xd8 }),
    shown: true,
    routed: true,
    json: { kind: "waiting", waiting: [{ what: "voicemail", active: true }], text: "call 333" },
  },
  {
    name: "a waiting indication to discard, by the header",
    pdu: () => indicationPdu("0003", ""),
    shown: false,
    routed: false,
    json: { kind: "waiting", waiting: [{ what: "voicemail", active: true, count: 3 }] },
  },
  {
    name: "a waiting indication to keep, by the header",
    pdu: () => indicationPdu("8200", "no mail"),
    shown: true,
    routed: true,
    json: { kind: "waiting", waiting: [{ what: "email", active: false, count: 0 }], text: "no mail" },
  },
  {
    name: "an MMS notice",
    pdu: () => dataPdu(MMS, PUSH),
    shown: true,
    routed: true,
    json: {
      kind: "mms",
      mms: { from: "+491709876543", subject: "Holiday", size: 45_568, host: "mms.example.net" },
      text: '[MMS from +491709876543, "Holiday", 45568 octets, to be fetched from mms.example.net]',
    },
  },
  {
    name: "a service indication",
    pdu: () => dataPdu(SI, PUSH),
    shown: true,
    routed: true,
    json: {
      kind: "wap-push",
      push: { contentType: "application/vnd.wap.sic", text: "4 new", link: "http://www.example.com/" },
    },
  },
  {
    name: "binary data with ports",
    pdu: () => dataPdu("00ff", { destination: 5000, source: 1 }),
    shown: true,
    routed: true,
    json: { kind: "binary", data: "00ff", ports: { destination: 5000, source: 1 } },
  },
  {
    name: "a text from a name",
    pdu: () => textPdu("parcel", { from: "SHOP" }),
    shown: true,
    routed: true,
    json: { kind: "text", from: "SHOP" },
  },
  {
    name: "a text from nobody",
    // SMSC left out, TP-OA of no digits, TP-PID, TP-DCS, time, "hi".
    pdu: () => "00040081000062103001020300" + "02E834",
    shown: true,
    routed: true,
    json: { kind: "text", text: "hi" },
  },
  {
    name: "what cannot be read",
    pdu: () => "0004FF91947190999999000062103001020300",
    shown: true,
    routed: false,
    json: { kind: "undecodable", text: expect.stringMatching(/^\[SMS that cannot be read: .+ PDU: 0004FF/) },
  },
];
