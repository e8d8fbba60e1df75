import { PduError } from "./error.ts";
import type { Reader } from "./reader.ts";
import { decodeTimestamp, encodeTimestamp } from "./timestamp.ts";
import type { Validity } from "./types.ts";
import type { OctetWriter } from "./writer.ts";

/** TP-VPF, bits 4 and 3 of the first octet, 23.040 §9.2.3.3. */
const VALIDITY_FORMAT = { none: 0, enhanced: 1, relative: 2, absolute: 3 } as const;

const FIELD = "TP-VP";
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const WEEK = 604_800;

/** Seconds of a relative TP-VP, §9.2.3.12.1. */
function relativeSeconds(octet: number): number {
  if (octet <= 143) return (octet + 1) * 5 * MINUTE;
  if (octet <= 167) return 12 * HOUR + (octet - 143) * 30 * MINUTE;
  if (octet <= 196) return (octet - 166) * DAY;
  return (octet - 192) * WEEK;
}

/** The smallest relative TP-VP that lasts at least `seconds`; the longest there is, 63 weeks, when none does. */
function relativeOctet(seconds: number): number {
  if (seconds <= 12 * HOUR) return Math.max(0, Math.ceil(seconds / (5 * MINUTE)) - 1);
  if (seconds <= 24 * HOUR) return 143 + Math.ceil((seconds - 12 * HOUR) / (30 * MINUTE));
  if (seconds <= 30 * DAY) return 166 + Math.ceil(seconds / DAY);
  return Math.min(255, 192 + Math.max(5, Math.ceil(seconds / WEEK)));
}

interface ReadValidity {
  validity?: Validity;
  singleShot?: boolean;
}

/** Reads the TP-VP of a non-zero format. */
export function decodeValidity(reader: Reader, format: number): ReadValidity {
  if (format === VALIDITY_FORMAT.relative) return { validity: { seconds: relativeSeconds(reader.octet(FIELD)) } };
  return format === VALIDITY_FORMAT.absolute ? decodeAbsolute(reader) : decodeEnhanced(reader);
}

/** In a tolerant reading an invalid instant leaves the period to the service centre. */
function decodeAbsolute(reader: Reader): ReadValidity {
  const start = reader.at;
  const { time, odd } = decodeTimestamp(reader, FIELD);
  if (odd === undefined) return { validity: { until: time } };
  if (reader.remarks === undefined) throw reader.invalid(`${odd.octets} is not a time`, FIELD, start);
  return {};
}

/** Always seven octets, §9.2.3.12.3; indicators of later releases may follow the first one. */
function decodeEnhanced(reader: Reader): ReadValidity {
  const start = reader.at;
  const octets = reader.take(7, FIELD);
  const indicator = octets[0]!;
  let at = 1;
  while (at < 7 && (octets[at - 1]! & 0x80) !== 0) at++;
  const read: ReadValidity = (indicator & 0x40) !== 0 ? { singleShot: true } : {};
  const form = indicator & 7;
  // Formats 4–7 are reserved and 0 means none: the service centre's own period applies.
  if (form === 0 || form > 3) return read;
  const needed = form === 3 ? 3 : 1;
  if (at + needed > 7) {
    reader.forgive(reader.invalid("no room for the period after its indicators", FIELD, start));
    return read;
  }
  if (form === 1) read.validity = { seconds: relativeSeconds(octets[at]!), format: "enhanced" };
  if (form === 2) read.validity = { seconds: octets[at]!, format: "enhanced" };
  if (form === 3) {
    const [hours, minutes, seconds] = [...octets.subarray(at, at + 3)].map(swappedDigits) as [number, number, number];
    if (!(hours <= 99 && minutes <= 59 && seconds <= 59)) {
      reader.forgive(reader.invalid("is not hours, minutes and seconds", FIELD, start + at));
      return read;
    }
    read.validity = { seconds: hours * HOUR + minutes * MINUTE + seconds, format: "enhanced" };
  }
  return read;
}

function swappedDigits(octet: number): number {
  const tens = octet & 15;
  const ones = octet >> 4;
  return tens > 9 || ones > 9 ? Number.NaN : tens * 10 + ones;
}

/** The TP-VPF that a validity needs. */
export function validityFormat(validity: Validity | undefined, singleShot: boolean | undefined): number {
  if (singleShot === true) return VALIDITY_FORMAT.enhanced;
  if (validity === undefined) return VALIDITY_FORMAT.none;
  if ("until" in validity) return VALIDITY_FORMAT.absolute;
  return validity.format === "enhanced" ? VALIDITY_FORMAT.enhanced : VALIDITY_FORMAT.relative;
}

/**
 * Writes what `validityFormat` announced; nothing when it announced none.
 *
 * @throws PduError kind "invalid" for a period that is not a number of at least 0, and for single shot with an instant
 */
export function encodeValidity(
  writer: OctetWriter,
  validity: Validity | undefined,
  singleShot: boolean | undefined,
): void {
  if (validity === undefined && singleShot !== true) return;
  if (validity !== undefined && "until" in validity) {
    if (singleShot === true) {
      throw new PduError("invalid", "single shot takes a relative validity only", { field: FIELD });
    }
    encodeTimestamp(writer, validity.until, FIELD);
    return;
  }
  if (validity !== undefined && !(validity.seconds >= 0 && Number.isFinite(validity.seconds))) {
    throw new PduError("invalid", `${validity.seconds} is not a number of seconds`, { field: FIELD });
  }
  if (validity?.format === "enhanced" || singleShot === true) {
    encodeEnhanced(writer, validity?.seconds, singleShot === true ? 0x40 : 0);
    return;
  }
  writer.put(relativeOctet(validity!.seconds));
}

function encodeEnhanced(writer: OctetWriter, period: number | undefined, flags: number): void {
  const end = writer.at + 7;
  const seconds = period === undefined ? undefined : Math.ceil(period);
  if (seconds === undefined) {
    writer.put(flags);
  } else if (seconds <= 255) {
    writer.put(flags | 2);
    writer.put(seconds);
  } else if (seconds < 100 * HOUR) {
    writer.put(flags | 3);
    for (const value of [Math.floor(seconds / HOUR), Math.floor(seconds / MINUTE) % 60, seconds % 60]) {
      writer.put(((value % 10) << 4) | Math.floor(value / 10));
    }
  } else {
    writer.put(flags | 1);
    writer.put(relativeOctet(seconds));
  }
  while (writer.at < end) writer.put(0);
}
