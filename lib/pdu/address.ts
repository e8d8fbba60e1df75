import { DEFAULT_TABLES } from "./alphabet-tables.ts";
import { PduError } from "./error.ts";
import { fromSeptets, packSeptets, septetBuffer, toSeptets } from "./gsm7.ts";
import type { Reader } from "./reader.ts";
import { latin1Buffer, stringOfLatin1 } from "./strings.ts";
import type { Address, AddressType } from "./types.ts";
import type { OctetWriter } from "./writer.ts";

/** By type of number, 23.040 §9.1.2.5. */
const TYPES: readonly AddressType[] = [
  "unknown",
  "international",
  "national",
  "network-specific",
  "subscriber",
  "alphanumeric",
  "abbreviated",
  "reserved",
];
const ALPHANUMERIC = 5;
/** Ten octets behind length and type, §9.1.2.5. */
const MAX_SEMI_OCTETS = 20;
const FILLER = 15;
/** Septets in ten octets. */
const MAX_LETTERS = 11;

/** Character of a semi-octet, §9.1.2.3: 0–9 * # a b c. */
const DIGITS = Uint8Array.from("0123456789*#abc", (character) => character.charCodeAt(0));
const NO_DIGIT = 0xff;
const SEMI_OCTETS = new Uint8Array(128).fill(NO_DIGIT);
for (const [value, digit] of DIGITS.entries()) SEMI_OCTETS[digit] = value;
/** The same without a, b and c, which are letters in a user's text. */
const USER_DIGITS = SEMI_OCTETS.slice().fill(NO_DIGIT, 0x61);
const PLUS = 0x2b;

/**
 * The address that a user's text means: `+` and digits is international, digits (with `*` and `#`) unknown, anything
 * else an alphanumeric sender. Checks nothing else; encoding does.
 */
export function parseAddress(number: string): Address {
  const first = number.charCodeAt(0) === PLUS ? 1 : 0;
  let isNumber = number !== "+";
  for (let at = first; at < number.length && isNumber; at++) {
    isNumber = (USER_DIGITS[number.charCodeAt(at)] ?? NO_DIGIT) !== NO_DIGIT;
  }
  if (!isNumber) return { number, type: "alphanumeric", plan: 0 };
  return { number, type: first === 1 ? "international" : "unknown", plan: 1 };
}

/** Owned by `readDigits` and `putLetters`. */
const scratch = /* @__PURE__ */ latin1Buffer(MAX_SEMI_OCTETS + 2);
const letters = septetBuffer(MAX_LETTERS);

/** Digits of `count` semi-octets from the octet at `start` on; a `+` in front when international. */
function readDigits(reader: Reader, start: number, place: { count: number; type: number; field: string }): string {
  const { octets } = reader;
  let length = 0;
  if (place.type === 1) scratch[length++] = 0x2b;
  const first = length;
  let filled = false;
  for (let index = 0; index < place.count; index++) {
    const octet = octets[start + (index >> 1)]!;
    const value = (index & 1) === 0 ? octet & 15 : octet >> 4;
    // Some senders count the filler as a digit; it can stand only at the end.
    if (value === FILLER) filled = true;
    else if (filled) {
      reader.forgive(reader.invalid("a filler inside the number", place.field, start + (index >> 1)));
      break;
    } else scratch[length++] = DIGITS[value]!;
  }
  return length === first ? "" : stringOfLatin1(scratch, length);
}

/** Reads an address field of a TPDU: its length in semi-octets, type and number, §9.1.2.5. */
export function decodeAddress(reader: Reader, field: string): Address {
  const start = reader.at;
  const count = reader.octet(field);
  if (count > MAX_SEMI_OCTETS) throw reader.invalid(`${count} semi-octets, ${MAX_SEMI_OCTETS} fit`, field, start);
  const typeOctet = reader.octet(field);
  const valueAt = reader.skip((count + 1) >> 1, field);
  const type = (typeOctet >> 4) & 7;
  const plan = typeOctet & 15;
  if (type === ALPHANUMERIC) {
    const name = fromSeptets(reader.octets, valueAt, 0, ((count * 4) / 7) | 0, DEFAULT_TABLES);
    return { number: name, type: "alphanumeric", plan };
  }
  return { number: readDigits(reader, valueAt, { count, type, field }), type: TYPES[type]!, plan };
}

/**
 * Reads the SMSC in front of a TPDU: unlike other addresses its length counts octets, the type included
 * (27.005 §3.1). Absent when the length is 0.
 */
export function decodeServiceCentre(reader: Reader): Address | undefined {
  const length = reader.octet("SMSC");
  if (length === 0) return undefined;
  if (length > MAX_SEMI_OCTETS / 2 + 1) {
    reader.forgive(reader.invalid(`${length} octets, 11 fit`, "SMSC", reader.at - 1));
    reader.skip(length, "SMSC");
    return undefined;
  }
  const typeOctet = reader.octet("SMSC");
  const valueAt = reader.skip(length - 1, "SMSC");
  const type = (typeOctet >> 4) & 7;
  const count = (length - 1) * 2;
  const plan = typeOctet & 15;
  if (type === ALPHANUMERIC) {
    const name = fromSeptets(reader.octets, valueAt, 0, ((count * 4) / 7) | 0, DEFAULT_TABLES);
    return { number: name, type: "alphanumeric", plan };
  }
  return { number: readDigits(reader, valueAt, { count, type, field: "SMSC" }), type: TYPES[type]!, plan };
}

const asAddress = (address: Address | string) => (typeof address === "string" ? parseAddress(address) : address);

/** Writes an address field of a TPDU. */
export function encodeAddress(writer: OctetWriter, given: Address | string, field: string): void {
  const lengthAt = writer.at++;
  if (typeof given === "string" && putNumber(writer, given, lengthAt)) return;
  const address = asAddress(given);
  putType(writer, address, field);
  writer.octets[lengthAt] =
    address.type === "alphanumeric" ? putLetters(writer, address.number, field) : putDigits(writer, address, field);
}

/**
 * Writes what `parseAddress` would call a number in one pass, without an intermediate address; false, with nothing
 * written, when it is not a number or too long.
 */
function putNumber(writer: OctetWriter, number: string, lengthAt: number): boolean {
  const first = number.charCodeAt(0) === PLUS ? 1 : 0;
  const count = number.length - first;
  if (count > MAX_SEMI_OCTETS || count === 0) return false;
  const { octets } = writer;
  let at = lengthAt + 2;
  for (let index = first; index < number.length; index += 2) {
    const low = USER_DIGITS[number.charCodeAt(index)] ?? NO_DIGIT;
    const high = index + 1 < number.length ? (USER_DIGITS[number.charCodeAt(index + 1)] ?? NO_DIGIT) : FILLER;
    if (low === NO_DIGIT || high === NO_DIGIT) return false;
    octets[at++] = low | (high << 4);
  }
  octets[lengthAt] = count;
  octets[lengthAt + 1] = first === 1 ? 0x91 : 0x81;
  writer.at = at;
  return true;
}

/** Writes the SMSC, or the single octet that leaves it to the modem; the TPDU begins after it. */
export function encodeServiceCentre(writer: OctetWriter, given: Address | string | undefined): void {
  const lengthAt = writer.at++;
  if (given !== undefined) {
    const address = asAddress(given);
    if (address.type === "alphanumeric") {
      throw new PduError("invalid", `"${address.number}" is not a number`, { field: "SMSC" });
    }
    putType(writer, address, "SMSC");
    putDigits(writer, address, "SMSC");
  }
  writer.octets[lengthAt] = writer.at - lengthAt - 1;
  writer.tpdu = writer.at;
}

function putType(writer: OctetWriter, address: Address, field: string): void {
  const { plan } = address;
  if (!(Number.isInteger(plan) && plan >= 0 && plan <= 15)) {
    throw new PduError("invalid", `${plan} is not a numbering plan`, { field });
  }
  const type = address.type === "international" ? 1 : address.type === "unknown" ? 0 : TYPES.indexOf(address.type);
  writer.put(0x80 | (type << 4) | plan);
}

/** Gives the number of semi-octets. */
function putDigits(writer: OctetWriter, address: Address, field: string): number {
  const { number } = address;
  const first = address.type === "international" && number.charCodeAt(0) === PLUS ? 1 : 0;
  const count = number.length - first;
  if (count > MAX_SEMI_OCTETS) {
    throw new PduError("too-long", `"${number}" has ${count} digits, ${MAX_SEMI_OCTETS} fit`, { field });
  }
  const { octets } = writer;
  let { at } = writer;
  for (let index = first; index < number.length; index += 2) {
    const low = SEMI_OCTETS[number.charCodeAt(index)] ?? NO_DIGIT;
    const high = index + 1 < number.length ? (SEMI_OCTETS[number.charCodeAt(index + 1)] ?? NO_DIGIT) : FILLER;
    if (low === NO_DIGIT || high === NO_DIGIT) {
      throw new PduError("invalid", `"${number}" has characters that a number cannot have`, { field });
    }
    octets[at++] = low | (high << 4);
  }
  writer.at = at;
  return count;
}

/** Gives the number of semi-octets in use, §9.1.2.5. */
function putLetters(writer: OctetWriter, name: string, field: string): number {
  const septets = toSeptets(name, letters, DEFAULT_TABLES);
  if (septets < 0) {
    throw new PduError("invalid", `"${name}" has characters that GSM 7-bit lacks`, { field });
  }
  if (septets > MAX_LETTERS)
    throw new PduError("too-long", `"${name}" is longer than ${MAX_LETTERS} characters`, { field });
  writer.at = packSeptets(letters, 0, septets, writer.octets, writer.at, 0);
  return Math.ceil((septets * 7) / 4);
}
