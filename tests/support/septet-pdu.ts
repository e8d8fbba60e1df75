import { decodeSubmit, LANGUAGES, type Language, type LanguageShift } from "../../lib/pdu/index.ts";

/** A SUBMIT of these septets, whose header names the language tables. */
export function submitOfSeptets(septets: number[], shift: LanguageShift = {}): string {
  const identifier = (language: Language) => LANGUAGES.indexOf(language) + 1;
  const header: number[] = [];
  if (shift.single !== undefined) header.push(0x24, 1, identifier(shift.single));
  if (shift.locking !== undefined) header.push(0x25, 1, identifier(shift.locking));
  const headerOctets = header.length === 0 ? [] : [header.length, ...header];
  const headerSeptets = Math.ceil((headerOctets.length * 8) / 7);
  let bits = 0n;
  for (const [index, septet] of septets.entries()) bits |= BigInt(septet) << BigInt((headerSeptets + index) * 7);
  for (const [index, octet] of headerOctets.entries()) bits |= BigInt(octet) << BigInt(index * 8);
  const length = headerSeptets + septets.length;
  const octets = [header.length === 0 ? 1 : 0x41, 0, 1, 0x81, 0xf1, 0, 0, length];
  for (let index = 0; index < Math.ceil((length * 7) / 8); index++)
    octets.push(Number((bits >> BigInt(index * 8)) & 255n));
  return `00${octets.map((octet) => octet.toString(16).padStart(2, "0")).join("")}`;
}

/** The text that these septets mean. */
export const textOfSeptets = (septets: number[], shift?: LanguageShift): string =>
  decodeSubmit(submitOfSeptets(septets, shift)).userData.text ?? "";
