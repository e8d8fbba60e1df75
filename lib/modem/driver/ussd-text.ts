import { packText, textOfSeptets, toHex, unpackText } from "../../pdu/index.ts";
import { isHex } from "../at/fields.ts";
import type { UssdWay } from "../dialects/index.ts";
import type { UssdAnswer } from "../types.ts";

/**
 * The text of `AT+CUSD=1,"…"` written in a way.
 *
 * @throws PduError for "packed-hex" when GSM 7-bit lacks a character
 */
export function encodeUssd(request: string, way: UssdWay): string {
  switch (way) {
    case "plain":
      return request;
    case "packed-hex":
      return toHex(packText(request));
    case "ucs2-hex":
      return [...Array(request.length).keys()].map((at) => hexUnit(request.charCodeAt(at))).join("");
    default:
      return way satisfies never;
  }
}

/**
 * `+CUSD: 0,"…",15`, with or without text and coding, with anything behind.
 *
 * @param charset  what `AT+CSCS?` says, in capitals; it decides how a text that is no hexadecimal is read
 */
export function parseUssd(line: string, charset?: string): UssdAnswer {
  const found = /^\+CUSD\s*:\s*(\d)(?:\s*,\s*"([\s\S]*)"\s*(?:,\s*(\d+))?[^"]*)?/i.exec(line);
  const status = Number(found?.[1] ?? 0);
  const coding = found?.[3] === undefined ? undefined : Number(found[3]);
  return { status, text: decodeUssdText(found?.[2] ?? "", { coding, charset }) };
}

/**
 * Modems give the text in their charset, as packed septets in hexadecimal, or as UCS2 in hexadecimal, and the coding
 * scheme tells only how the network sent it. So the looks decide; a text of digits alone is taken as one. Without a
 * coding scheme, what does not read well as septets is UCS2.
 */
function decodeUssdText(text: string, as: { coding: number | undefined; charset: string | undefined }): string {
  const { coding, charset } = as;
  if (!isHex(text)) return charset === "GSM" ? textOfSeptets(Uint8Array.from(text, charCode)) : text;
  const isUcs2 = charset === "UCS2" || (coding !== undefined && isUcs2Coding(coding));
  if (text.length % 4 === 0 && (isUcs2 || looksUcs2(text))) return fromUcs2Hex(text);
  if (!/[A-F]/i.test(text) || text.length < 4) return text;
  const unpacked = unpackText(octetsOf(text));
  if (coding !== undefined || text.length % 4 !== 0) return unpacked;
  const asUcs2 = fromUcs2Hex(text);
  return !readsWell(unpacked) && /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}\r\n]+$/u.test(asUcs2) ? asUcs2 : unpacked;
}

/** Mostly the letters, digits and signs that a network's answer is made of. */
function readsWell(text: string): boolean {
  const usual = text.match(/[A-Za-z0-9 .,:;!?*#/()\r\n'"&+-]/g) ?? [];
  return usual.length >= text.length * 0.8;
}

const charCode = (character: string) => character.charCodeAt(0) & 0x7f;

/** 23.038 §5: 0x11 and the groups 01xx with alphabet bits 10. */
function isUcs2Coding(coding: number): boolean {
  return coding === 0x11 || ((coding & 0xc0) === 0x40 && (coding & 0x0c) === 0x08);
}

/** Every unit of a Latin text has 00 in front, which packed septets practically never have. */
function looksUcs2(text: string): boolean {
  return text.length >= 8 && /^(00[0-9A-F]{2})+$/i.test(text);
}

function fromUcs2Hex(text: string): string {
  const units = text.match(/.{4}/g) ?? [];
  return units.map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join("");
}

function octetsOf(text: string): Uint8Array {
  return Uint8Array.from(text.match(/.{2}/g) ?? [], (octet) => Number.parseInt(octet, 16));
}

function hexUnit(unit: number): string {
  return unit.toString(16).padStart(4, "0").toUpperCase();
}
