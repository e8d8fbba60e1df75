import { DEFAULT_TABLES } from "./alphabet-tables.ts";
import { PduError } from "./error.ts";
import { packSeptets, septetBuffer, toSeptets } from "./gsm7.ts";
import { textOfRuns, unpackSeptets } from "./septets.ts";

/** Characters of the longest USSD string, 160 octets (24.080 §4.4.3). */
const MAX_CHARACTERS = 182;
const CR = "\r";

/**
 * Packs a text as USSD carries it (23.038 §6.1.2.3): default alphabet, and a carriage return where seven unused bits
 * could be read as `@`.
 *
 * @throws PduError kind "invalid" for a character that the alphabet lacks, "too-long" past 182
 */
export function packText(text: string): Uint8Array {
  const septets = septetBuffer(MAX_CHARACTERS);
  const padded = (count: number) => (count % 8 === 7 ? toSeptets(text + CR, septets, DEFAULT_TABLES) : count);
  const count = padded(toSeptets(text, septets, DEFAULT_TABLES));
  if (count < 0) throw new PduError("invalid", "the default alphabet lacks a character", { field: "USSD string" });
  if (count > MAX_CHARACTERS) throw new PduError("too-long", "at most 182 characters", { field: "USSD string" });
  const octets = new Uint8Array(Math.ceil((count * 7) / 8));
  packSeptets(septets, 0, count, octets, 0, 0);
  return octets;
}

/** The reverse; a carriage return that is padding is removed. */
export function unpackText(octets: Uint8Array): string {
  const count = Math.floor((octets.length * 8) / 7);
  const text = textOfSeptets(unpackSeptets(octets, { start: 0, bit: 0, count }));
  return count % 8 === 0 && text.endsWith(CR) ? text.slice(0, -1) : text;
}

/** The text of septets that take an octet each, as modems write them under `AT+CSCS="GSM"`. */
export function textOfSeptets(septets: Uint8Array): string {
  return textOfRuns([{ septets, tables: DEFAULT_TABLES }]);
}
