import { readPushedText } from "./wap-push-text.ts";
import { WapReader } from "./wap-reader.ts";

/** Where WAP pushes go, WAP-259-WDP appendix B: connectionless session service, plain and secured. */
const PUSH_PORTS: readonly number[] = [2948, 2949];
/** WAP-230-WSP §8.2.4.1. */
const PUSH = 0x06;

/** Pushed content types by their short number, WAP-230-WSP table 40. */
const CONTENT_TYPES: Readonly<Record<number, string>> = {
  46: "application/vnd.wap.sic",
  48: "application/vnd.wap.slc",
  50: "application/vnd.wap.coc",
  54: "application/vnd.wap.connectivity-wbxml",
  62: "application/vnd.wap.mms-message",
};
const MMS = "application/vnd.wap.mms-message";

/** A WAP push; fields that are missing or cut off are absent. */
interface WapPush {
  /** Media type, or `0x…` of an unknown one. */
  contentType?: string;
  /** Present when it announces an MMS. */
  mms?: MmsNotice;
  /** Of a service indication. */
  text?: string;
  /** Of a service indication or service loading. */
  link?: string;
}

/** An MMS that waits to be fetched, OMA-MMS-ENC §6.2. */
interface MmsNotice {
  /** The sender's number or address, without its type. */
  from?: string;
  subject?: string;
  /** Octets. */
  size?: number;
  /** Where it can be fetched. */
  url?: string;
}

export const isPushPort = (port: number): boolean => PUSH_PORTS.includes(port);

/** Reads as much of a WAP push as there is; `undefined` for other data. Never throws. */
export function readWapPush(data: Uint8Array): WapPush | undefined {
  const reader = new WapReader(data);
  reader.octet();
  if (reader.octet() !== PUSH) return undefined;
  const headersLength = reader.uintvar();
  const bodyAt = reader.at + headersLength;
  const contentType = readContentType(reader);
  if (contentType === undefined) return {};
  reader.at = bodyAt;
  return contentType === MMS
    ? { contentType, mms: readMmsNotice(reader) }
    : { contentType, ...readPushedText(contentType, reader) };
}

function readContentType(reader: WapReader): string | undefined {
  const first = reader.peek();
  if (first === undefined) return undefined;
  // General form: a length, then the type with its parameters.
  if (first <= 31) reader.valueLength();
  const type = reader.peek() ?? 0;
  if (type < 0x80) return reader.text();
  reader.octet();
  return CONTENT_TYPES[type & 0x7f] ?? `0x${(type & 0x7f).toString(16)}`;
}

/** Header fields, OMA-MMS-ENC §7.4, with the bit that marks them as such. */
const FIELD = { contentLocation: 0x83, from: 0x89, messageSize: 0x8e, subject: 0x96 } as const;
/** From-value: the address is present, and need not be inserted by the network. */
const ADDRESS_PRESENT = 0x80;

function readMmsNotice(reader: WapReader): MmsNotice {
  const notice: MmsNotice = {};
  while (!reader.atEnd) {
    const field = reader.octet();
    const set = (name: "from" | "subject" | "url", value: string | undefined) => {
      if (value !== undefined && value !== "") notice[name] = value;
    };
    if (field === FIELD.contentLocation) set("url", reader.text());
    else if (field === FIELD.subject) set("subject", reader.encodedString());
    else if (field === FIELD.messageSize) {
      const size = reader.longInteger();
      if (size !== undefined) notice.size = size;
    } else if (field === FIELD.from) {
      const end = reader.valueLength() + reader.at;
      if (reader.octet() === ADDRESS_PRESENT) set("from", reader.encodedString()?.replace(/\/TYPE=.*$/, ""));
      reader.at = end;
    } else reader.skipValue();
  }
  return notice;
}
