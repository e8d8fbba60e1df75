import { PduError } from "./error.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/**
 * Seven octets of swapped decimal digits: year, month, day, hour, minute, second, and the zone in quarter hours with
 * its sign in bit 3 of the first digit (23.040 §9.2.3.11).
 *
 * ```
 * 51 50 71 32 20 05 23   2015-05-17T23:02:50 +32 quarters
 * ```
 */
const OCTETS = 7;

/** Value of a swapped octet, 255 where a nibble is no digit. */
const SWAPPED = Uint8Array.from({ length: 256 }, (_, octet) => {
  const tens = octet & 15;
  const ones = octet >> 4;
  return tens > 9 || ones > 9 ? 255 : tens * 10 + ones;
});
const TWO = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, "0"));
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** "+00:00" for every zone octet; "" where its digits are none. */
const ZONES = Array.from({ length: 256 }, (_, octet) => {
  const quarters = SWAPPED[octet & 0xf7]!;
  if (quarters === 255) return "";
  const sign = (octet & 8) !== 0 && quarters > 0 ? "-" : "+";
  return `${sign}${TWO[quarters >> 2]}:${TWO[(quarters & 3) * 15]}`;
});

/** Of February 29 only the years divisible by four are in question: the two digits mean 1990–2089. */
const daysIn = (year: number, month: number) => (month === 2 && year % 4 !== 0 ? 28 : DAYS[month - 1]!);

/**
 * Reads seven octets as ISO 8601 with the zone sent. Years 90–99 are 1990–1999.
 *
 * Month and day 00 are read as 01: networks send all zeros where they do not know a time, and a report must not be
 * lost for that.
 *
 * @throws PduError kind "truncated", or "invalid" for what is no digit or no time
 */
export function decodeTimestamp(reader: Reader, field: string): string {
  const start = reader.skip(OCTETS, field);
  const { octets } = reader;
  const year = SWAPPED[octets[start]!]!;
  const month = SWAPPED[octets[start + 1]!]! || 1;
  const day = SWAPPED[octets[start + 2]!]! || 1;
  const hour = SWAPPED[octets[start + 3]!]!;
  const minute = SWAPPED[octets[start + 4]!]!;
  const second = SWAPPED[octets[start + 5]!]!;
  const zone = ZONES[octets[start + 6]!]!;
  if (year > 99 || month > 12 || hour > 23 || minute > 59 || second > 59 || day > daysIn(year, month) || zone === "") {
    const given = octets.subarray(start, start + OCTETS).toHex();
    throw reader.invalid(`${given} is not a time`, field, start);
  }
  const century = year >= 90 ? "19" : "20";
  return `${century}${TWO[year]}-${TWO[month]}-${TWO[day]}T${TWO[hour]}:${TWO[minute]}:${TWO[second]}${zone}`;
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|([+-])(\d{2}):(\d{2}))$/;

const swap = (value: number) => ((value % 10) << 4) | Math.floor(value / 10);

/**
 * Writes an ISO 8601 time as seven octets; fractions of a second are cut off.
 *
 * @throws PduError kind "invalid" when it is no time of 1990–2089, or its zone is not of whole quarter hours
 */
export function encodeTimestamp(writer: Writer, iso: string, field: string): void {
  const found = ISO.exec(iso);
  const [year, month, day, hour, minute, second] = (found ?? []).slice(1, 7).map(Number) as number[];
  const quarters = Number(found?.[8] ?? 0) * 4 + Number(found?.[9] ?? 0) / 15;
  const isTime =
    found !== null &&
    year! >= 1990 &&
    year! < 2090 &&
    month! >= 1 &&
    month! <= 12 &&
    day! >= 1 &&
    day! <= daysIn(year!, month!) &&
    hour! < 24 &&
    minute! < 60 &&
    second! < 60 &&
    Number(found[9] ?? 0) < 60 &&
    Number.isInteger(quarters) &&
    quarters < 80;
  if (!isTime) {
    throw new PduError("invalid", `"${iso}" is not a time of 1990–2089 with a zone of quarter hours`, { field });
  }
  writer.put(swap(year! % 100));
  writer.put(swap(month!));
  writer.put(swap(day!));
  writer.put(swap(hour!));
  writer.put(swap(minute!));
  writer.put(swap(second!));
  writer.put(swap(quarters) | (found[7] === "-" ? 8 : 0));
}
