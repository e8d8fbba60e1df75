import { tablesOf } from "./alphabet-tables.ts";
import { decodeDataCoding } from "./data-coding.ts";
import { PduError } from "./error.ts";
import { fromSeptets, packSeptets, septetBuffer, toSeptets } from "./gsm7.ts";
import { decodeHeader, encodeHeader, headerLength } from "./header.ts";
import type { Body, Reader } from "./reader.ts";
import type { LanguageShift, UserData } from "./types.ts";
import { fromUcs2, toUcs2 } from "./ucs2.ts";
import type { OctetWriter } from "./writer.ts";

export const MAX_OCTETS = 140;
const MAX_SEPTETS_OF_PART = 160;

// A table, since the engine treats a quotient, and everything computed from it, as a floating-point number.
const HEADER_SEPTETS = Uint16Array.from({ length: 257 }, (_, octets) => Math.ceil((octets * 8) / 7));
const FILL_BITS = Uint8Array.from({ length: 257 }, (_, octets) => Math.ceil((octets * 8) / 7) * 7 - octets * 8);

/** Septets that a header of `octets` (0–256) takes, its fill bits included, 23.040 §9.2.3.24. */
export const septetsOfHeader = (octets: number): number => HEADER_SEPTETS[octets]!;

/** Fill bits between a header of `octets` (0–256) and the first septet. */
export const fillBitsAfter = (octets: number): number => FILL_BITS[octets]!;

/**
 * Reads TP-UDL and TP-UD.
 *
 * ```
 * UDL │ UDHL │ elements │ fill bits │ text        UDL in septets for plain GSM 7-bit, else in octets
 * ```
 *
 * @param hasHeader TP-UDHI
 */
export function decodeUserData(reader: Reader, dcs: number, hasHeader: boolean): UserData {
  const coding = decodeDataCoding(dcs);
  const inSeptets = coding.alphabet === "gsm7" && !coding.compressed;
  const length = readLength(reader, inSeptets);
  const octetCount = inSeptets ? (length * 7 + 7) >> 3 : length;
  const start = reader.skip(octetCount, "TP-UD");
  const headerOctets = hasHeader ? readHeaderLength(reader, start, { octetCount, inSeptets, length }) : 0;
  const body: Body = { start, fill: 0, length, coding };
  reader.body = body;
  if (headerOctets === 0) return decodeBody(reader.octets, body, undefined);
  const header = decodeHeader(reader.octets, start + 1, start + headerOctets);
  body.start = start + headerOctets;
  body.length = length - (inSeptets ? septetsOfHeader(headerOctets) : headerOctets);
  if (inSeptets) body.fill = fillBitsAfter(headerOctets);
  return Object.assign(decodeBody(reader.octets, body, header.language), header);
}

/** Whether a body is text in septets. */
export const isSeptets = ({ coding }: Body): boolean => coding.alphabet === "gsm7" && !coding.compressed;

function decodeBody(octets: Uint8Array, body: Body, language: LanguageShift | undefined): UserData {
  const { start, length } = body;
  const { alphabet, compressed } = body.coding;
  if (isSeptets(body)) {
    return { alphabet: "gsm7", text: fromSeptets(octets, start, body.fill, length, tablesOf(language)) };
  }
  if (alphabet === "ucs2" && !compressed) return { alphabet, text: fromUcs2(octets, start, start + length) };
  return { alphabet, data: octets.slice(start, start + length) };
}

/**
 * Octets of the header with its length octet; 0 (a tolerant reading then ignores it) when it is longer than the user
 * data.
 */
function readHeaderLength(
  reader: Reader,
  start: number,
  size: { octetCount: number; inSeptets: boolean; length: number },
): number {
  const octets = size.octetCount === 0 ? 0 : reader.octets[start]! + 1;
  if (octets > 0 && (size.inSeptets ? septetsOfHeader(octets) : octets) <= size.length) return octets;
  const message = "the header is longer than the user data";
  reader.forgive(new PduError("truncated", message, { field: "TP-UDHL", offset: start }));
  return 0;
}

/** TP-UDL; a tolerant reading limits it to what a message can hold, and to what is there. */
function readLength(reader: Reader, inSeptets: boolean): number {
  const offset = reader.at;
  const given = reader.octet("TP-UDL");
  const unit = inSeptets ? "septets" : "octets";
  const most = inSeptets ? MAX_SEPTETS_OF_PART : MAX_OCTETS;
  if (given > most) {
    const message = `${given} ${unit} are more than a message holds`;
    reader.forgive(new PduError("too-long", message, { field: "TP-UDL", offset }));
  }
  const length = Math.min(given, most);
  const needed = inSeptets ? (length * 7 + 7) >> 3 : length;
  if (needed <= reader.left) return length;
  reader.forgive(reader.truncated("TP-UD", needed));
  return inSeptets ? Math.floor((reader.left * 8) / 7) : reader.left;
}

/** Owned by `encodeUserData`. */
const buffer = septetBuffer(160);

/**
 * Writes TP-UDL and TP-UD.
 *
 * @throws PduError kind "too-long" past 140 octets, "invalid" when the alphabet is not that of the TP-DCS, when text or
 * data are missing, or when the tables lack a character
 */
export function encodeUserData(writer: OctetWriter, userData: UserData, dcs: number): void {
  const coding = decodeDataCoding(dcs);
  if (coding.alphabet !== userData.alphabet) {
    const message = `TP-DCS ${dcs} says ${coding.alphabet}, the user data ${userData.alphabet}`;
    throw new PduError("invalid", message, { field: "TP-DCS" });
  }
  const headerOctets = headerLength(userData);
  if (coding.alphabet === "8bit" || coding.compressed) {
    if (userData.data === undefined) throw new PduError("invalid", "no data", { field: "TP-UD" });
    begin(writer, headerOctets + userData.data.length, headerOctets + userData.data.length);
    encodeHeader(writer, userData);
    writer.putAll(userData.data);
    return;
  }
  const { text } = userData;
  if (text === undefined) throw new PduError("invalid", "no text", { field: "TP-UD" });
  if (coding.alphabet === "ucs2") {
    begin(writer, headerOctets + text.length * 2, headerOctets + text.length * 2);
    encodeHeader(writer, userData);
    writer.at = toUcs2(text, 0, text.length, writer.octets, writer.at);
    return;
  }
  const septets = toSeptets(text, buffer, tablesOf(userData.language));
  if (septets < 0) {
    const message = `the character at ${-1 - septets} is not in the alphabet`;
    throw new PduError("invalid", message, { field: "TP-UD" });
  }
  if (headerOctets > MAX_OCTETS) throw tooLong(headerOctets);
  const length = septetsOfHeader(headerOctets) + septets;
  begin(writer, length, (length * 7 + 7) >> 3);
  encodeHeader(writer, userData);
  writer.at = packSeptets(buffer, 0, septets, writer.octets, writer.at, fillBitsAfter(headerOctets));
}

function begin(writer: OctetWriter, length: number, octets: number): void {
  if (octets > MAX_OCTETS) throw tooLong(octets);
  writer.put(length);
}

const tooLong = (octets: number) => new PduError("too-long", `${octets} octets, ${MAX_OCTETS} fit`, { field: "TP-UD" });
