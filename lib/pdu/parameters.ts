import type { Reader } from "./reader.ts";
import type { UserData } from "./types.ts";
import { decodeUserData, encodeUserData } from "./user-data.ts";
import type { OctetWriter } from "./writer.ts";

/** TP-PI, 23.040 §9.2.3.27: which of the optional parameters follow. */
const PRESENT = { protocol: 1, dcs: 2, userData: 4, extension: 0x80 } as const;

/** What a report may carry at its end. */
export interface Parameters {
  protocol?: number;
  dcs?: number;
  userData?: UserData;
}

/** Reads TP-PI; octets that extend it are undefined in this release of the standard. */
export function readIndicator(reader: Reader): number {
  const indicator = reader.octet("TP-PI");
  let last = indicator;
  while ((last & PRESENT.extension) !== 0) last = reader.octet("TP-PI");
  return indicator;
}

/** Reads the parameters that TP-PI announced. */
export function readParameters(reader: Reader, indicator: number, hasHeader: boolean): Parameters {
  const parameters: Parameters = {};
  if ((indicator & PRESENT.protocol) !== 0) parameters.protocol = reader.octet("TP-PID");
  if ((indicator & PRESENT.dcs) !== 0) parameters.dcs = reader.octet("TP-DCS");
  if ((indicator & PRESENT.userData) !== 0) {
    parameters.userData = decodeUserData(reader, parameters.dcs ?? 0, hasHeader);
  }
  return parameters;
}

/** Writes TP-PI and the parameters, or nothing when there are none. A missing TP-DCS means the default alphabet. */
export function encodeParameters(writer: OctetWriter, parameters: Parameters): void {
  const { protocol, dcs, userData } = parameters;
  let indicator = 0;
  if (protocol !== undefined) indicator |= PRESENT.protocol;
  if (dcs !== undefined) indicator |= PRESENT.dcs;
  if (userData !== undefined) indicator |= PRESENT.userData;
  if (indicator === 0) return;
  writer.put(indicator);
  if (protocol !== undefined) writer.put(protocol);
  if (dcs !== undefined) writer.put(dcs);
  if (userData !== undefined) encodeUserData(writer, userData, dcs ?? 0);
}
