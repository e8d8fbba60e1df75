import { PduError } from "./error.ts";
import { fromHex, toHex } from "./hex.ts";
import type { Reader } from "./reader.ts";
import type { OddTime } from "./types.ts";
import type { OctetWriter } from "./writer.ts";

/**
 * Seven octets of swapped decimal digits: year, month, day, hour, minute, second, and the zone in quarter hours with
 * its sign in bit 3 of the first digit (23.040 §9.2.3.11).
 *
 * ```
 * 51 50 71 32 20 05 23   2015-05-17T23:02:50 +32 quarters
 * ```
 */
const OCTETS = 7;

/** Value of a swapped octet, 255 if a nibble is not a digit. */
const SWAPPED = Uint8Array.from({ length: 256 }, (_, octet) => {
  const tens = octet & 15;
  const ones = octet >> 4;
  return tens > 9 || ones > 9 ? 255 : tens * 10 + ones;
});
const TWO = Array.from({ length: 100 }, (_, value) => String(value).padStart(2, "0"));
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Value of a swapped octet; nibbles that are not digits count as 0. */
const digitsOf = (octet: number) => digitOf(octet & 15) * 10 + digitOf(octet >> 4);
const digitOf = (nibble: number) => (nibble > 9 ? 0 : nibble);

/** "+00:00" for every zone octet; an invalid second digit counts as 0, the first has three bits and is always valid. */
const ZONES = Array.from({ length: 256 }, (_, octet) => {
  const quarters = digitsOf(octet & 0xf7);
  const sign = (octet & 8) !== 0 && quarters > 0 ? "-" : "+";
  return `${sign}${TWO[quarters >> 2]}:${TWO[(quarters & 3) * 15]}`;
});

/** February 29 exists in every year divisible by four: the two digits mean 1990–2089. */
const daysIn = (year: number, month: number) => (month === 2 && year % 4 !== 0 ? 28 : DAYS[month - 1]!);

/** ISO 8601 with the zone sent; `odd` when the octets are not a time. */
interface ReadTime {
  time: string;
  odd?: OddTime;
}

/**
 * Reads seven octets as ISO 8601 with the zone sent. Years 90–99 are 1990–1999.
 *
 * Networks send zeros, FF or worse when they do not know a time; no message or report may be lost for that. An invalid
 * digit counts as 0 and the field is kept as received (23.040 §9.2.3.11); month and day 0 are read as 1, and a value
 * that is too high carries into the next field, so that hour 24 and second 60 are read correctly.
 *
 * @throws PduError kind "truncated"
 */
export function decodeTimestamp(reader: Reader, field: string): ReadTime {
  const start = reader.skip(OCTETS, field);
  const { octets } = reader;
  const year = SWAPPED[octets[start]!]!;
  const month = SWAPPED[octets[start + 1]!]!;
  const day = SWAPPED[octets[start + 2]!]!;
  const hour = SWAPPED[octets[start + 3]!]!;
  const minute = SWAPPED[octets[start + 4]!]!;
  const second = SWAPPED[octets[start + 5]!]!;
  const zone = octets[start + 6]!;
  if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 59 || SWAPPED[zone & 0xf7] === 255) {
    const odd = readOdd(octets, start);
    reader.remark(`${odd.odd.octets} is not a time`, field, start);
    return odd;
  }
  const time = `${TWO[hour]}:${TWO[minute]}:${TWO[second]}${ZONES[zone]}`;
  return { time: `${year >= 90 ? "19" : "20"}${TWO[year]}-${TWO[month]}-${TWO[day]}T${time}` };
}

const isDate = (year: number, month: number, day: number) =>
  year <= 99 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);

function readOdd(octets: Uint8Array, start: number): Required<ReadTime> {
  const field = octets.subarray(start, start + OCTETS);
  const [year, month, day] = [...field.subarray(0, 3)].map((octet) => SWAPPED[octet]!) as [number, number, number];
  const [years, months, days, hours, minutes, seconds] = [...field].map(digitsOf) as [
    ...[number, number, number],
    ...[number, number, number],
  ];
  const century = years >= 90 ? 1900 : 2000;
  const local = new Date(Date.UTC(century + years, (months || 1) - 1, days || 1, hours, minutes, seconds));
  return {
    time: `${local.toISOString().slice(0, 19)}${ZONES[field[6]!]}`,
    odd: { octets: toHex(field), dated: isDate(year, month, day) },
  };
}

const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.\d+)?(?:Z|([+-])(\d{2}):(\d{2}))$/;

const swap = (value: number) => ((value % 10) << 4) | Math.floor(value / 10);

/**
 * Writes an ISO 8601 time as seven octets; fractions of a second are dropped. What was not a time when read is
 * written unchanged.
 *
 * @throws PduError kind "invalid" when it is not a time of 1990–2089, or its zone is not whole quarter hours
 */
export function encodeTimestamp(writer: OctetWriter, iso: string, field: string, odd?: OddTime): void {
  if (odd !== undefined) {
    const octets = fromHex(odd.octets);
    if (octets.length !== OCTETS) throw new PduError("invalid", `${odd.octets} is not seven octets`, { field });
    writer.putAll(octets);
    return;
  }
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
