import { hasLockingTable, identifierOf, languageOf } from "./alphabet-tables.ts";
import { PduError } from "./error.ts";
import type { InformationElement, UserData } from "./types.ts";
import type { OctetWriter } from "./writer.ts";

/** Information element identifiers, 23.040 §9.2.3.24. */
export const ELEMENT = {
  concat8: 0x00,
  messageWaiting: 0x01,
  ports8: 0x04,
  ports16: 0x05,
  concat16: 0x08,
  singleShift: 0x24,
  lockingShift: 0x25,
} as const;

/** What a user-data header adds to `UserData`. */
type Header = Pick<UserData, "concat" | "ports" | "language" | "elements">;

/**
 * Reads the elements between `start` and `end`. Of elements that may occur only once the last counts; one that
 * violates the standard (part 0, a wrong length, an unknown language) is kept among `elements`. When the last element
 * extends past the end, the whole header is ignored, §9.2.3.24.
 */
export function decodeHeader(octets: Uint8Array, start: number, end: number): Header {
  const header: Header = {};
  let at = start;
  while (at < end) {
    const id = octets[at]!;
    const dataAt = at + 2;
    const dataEnd = dataAt + (octets[at + 1] ?? 0);
    if (dataAt > end || dataEnd > end) return {};
    if (!readKnown(header, id, octets, { at: dataAt, end: dataEnd })) {
      header.elements ??= [];
      header.elements.push({ id, data: octets.slice(dataAt, dataEnd) });
    }
    at = dataEnd;
  }
  return header;
}

/** Reads one element into `header`; false when it must be kept as it is. */
function readKnown(header: Header, id: number, octets: Uint8Array, place: { at: number; end: number }): boolean {
  const { at } = place;
  const length = place.end - at;
  switch (id) {
    case ELEMENT.concat8:
    case ELEMENT.concat16: {
      const wide = id === ELEMENT.concat16;
      if (length !== (wide ? 4 : 3)) return false;
      const reference = wide ? (octets[at]! << 8) | octets[at + 1]! : octets[at]!;
      const total = octets[place.end - 2]!;
      const part = octets[place.end - 1]!;
      if (part === 0 || part > total) return false;
      header.concat = { reference, total, part, wide };
      return true;
    }
    case ELEMENT.ports8:
      if (length !== 2) return false;
      header.ports = { destination: octets[at]!, source: octets[at + 1]!, wide: false };
      return true;
    case ELEMENT.ports16:
      if (length !== 4) return false;
      header.ports = {
        destination: (octets[at]! << 8) | octets[at + 1]!,
        source: (octets[at + 2]! << 8) | octets[at + 3]!,
        wide: true,
      };
      return true;
    case ELEMENT.singleShift:
    case ELEMENT.lockingShift: {
      const language = length === 1 ? languageOf(octets[at]!) : undefined;
      if (language === undefined) return false;
      if (id === ELEMENT.singleShift) header.language = { ...header.language, single: language };
      else if (hasLockingTable(language)) header.language = { ...header.language, locking: language };
      else return false;
      return true;
    }
    default:
      return false;
  }
}

/** Octets of a header with its length octet; 0 when nothing needs one. */
export function headerLength(userData: Header): number {
  const { concat, ports, language, elements } = userData;
  let length = 0;
  if (concat !== undefined) length += concat.wide ? 6 : 5;
  if (ports !== undefined) length += ports.wide === false ? 4 : 6;
  if (language?.locking !== undefined) length += 3;
  if (language?.single !== undefined) length += 3;
  if (elements !== undefined) for (const element of elements) length += 2 + element.data.length;
  return length === 0 ? 0 : length + 1;
}

/** Writes a header with its length octet; nothing when `headerLength` is 0. The caller has checked that it fits. */
export function encodeHeader(writer: OctetWriter, userData: Header): void {
  const length = headerLength(userData);
  if (length === 0) return;
  writer.put(length - 1);
  const { concat, ports, language, elements } = userData;
  if (concat !== undefined) encodeConcat(writer, concat);
  if (ports !== undefined) encodePorts(writer, ports);
  if (language?.locking !== undefined) {
    if (!hasLockingTable(language.locking)) {
      throw new PduError("invalid", `${language.locking} has no locking shift table`, { field: "TP-UDH" });
    }
    putElement(writer, ELEMENT.lockingShift, identifierOf(language.locking));
  }
  if (language?.single !== undefined) putElement(writer, ELEMENT.singleShift, identifierOf(language.single));
  for (const element of elements ?? []) encodeElement(writer, element);
}

function putElement(writer: OctetWriter, id: number, value: number): void {
  writer.put(id);
  writer.put(1);
  writer.put(value);
}

function encodeConcat(writer: OctetWriter, concat: NonNullable<Header["concat"]>): void {
  const { reference, total, part, wide } = concat;
  const highest = wide ? 0xffff : 0xff;
  if (!isWithin(reference, 0, highest) || !isWithin(total, 1, 255) || !isWithin(part, 1, total)) {
    const message = `part ${part} of ${total} with reference ${reference} is impossible`;
    throw new PduError("invalid", message, { field: "TP-UDH" });
  }
  writer.put(wide ? ELEMENT.concat16 : ELEMENT.concat8);
  writer.put(wide ? 4 : 3);
  if (wide) writer.put(reference >> 8);
  writer.put(reference & 0xff);
  writer.put(total);
  writer.put(part);
}

function encodePorts(writer: OctetWriter, ports: NonNullable<Header["ports"]>): void {
  const { destination, source } = ports;
  const wide = ports.wide !== false;
  const highest = wide ? 0xffff : 0xff;
  if (!isWithin(destination, 0, highest) || !isWithin(source, 0, highest)) {
    throw new PduError("invalid", `ports ${destination} and ${source} exceed ${highest}`, { field: "TP-UDH" });
  }
  writer.put(wide ? ELEMENT.ports16 : ELEMENT.ports8);
  writer.put(wide ? 4 : 2);
  if (wide) writer.put(destination >> 8);
  writer.put(destination & 0xff);
  if (wide) writer.put(source >> 8);
  writer.put(source & 0xff);
}

function encodeElement(writer: OctetWriter, element: InformationElement): void {
  if (!isWithin(element.id, 0, 255)) {
    throw new PduError("invalid", `${element.id} is not an element identifier`, { field: "TP-UDH" });
  }
  writer.put(element.id);
  writer.put(element.data.length);
  writer.putAll(element.data);
}

const isWithin = (value: number, lowest: number, highest: number) =>
  Number.isInteger(value) && value >= lowest && value <= highest;
