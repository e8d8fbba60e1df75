import { packText, unpackText } from "../../pdu/index.ts";
import { isHex } from "../at/fields.ts";
import type { Dialect } from "../dialects/index.ts";
import type { UssdAnswer } from "../types.ts";

/** The text of `AT+CUSD=1,"…"` in the way that this family wants it. */
export function encodeUssd(request: string, way: Dialect["ussdRequest"]): string {
  switch (way) {
    case "plain":
      return request;
    case "packed-hex":
      return hexOf(packText(request));
    case "ucs2-hex":
      return [...Array(request.length).keys()].map((at) => hexUnit(request.charCodeAt(at))).join("");
    default:
      return way satisfies never;
  }
}

/** `+CUSD: 0,"…",15`, with or without text and coding, with anything behind. */
export function parseUssd(line: string): UssdAnswer {
  const found = /^\+CUSD\s*:\s*(\d)(?:\s*,\s*"([\s\S]*)"\s*(?:,\s*(\d+))?[^"]*)?/i.exec(line);
  const status = Number(found?.[1] ?? 0);
  const coding = found?.[3] === undefined ? undefined : Number(found[3]);
  return { status, text: decodeUssdText(found?.[2] ?? "", coding) };
}

/**
 * Modems give the text plainly, as packed septets in hexadecimal, or as UCS2 in hexadecimal, and the coding scheme tells
 * only how the network sent it. So the looks decide; a text of digits alone is taken as one.
 */
export function decodeUssdText(text: string, coding: number | undefined): string {
  if (!isHex(text)) return text;
  const isUcs2 = coding !== undefined && isUcs2Coding(coding);
  if (text.length % 4 === 0 && (isUcs2 || looksUcs2(text))) return fromUcs2Hex(text);
  if (!/[A-F]/i.test(text) || text.length < 4) return text;
  return unpackText(octetsOf(text));
}

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

function hexOf(octets: Uint8Array): string {
  return [...octets]
    .map((octet) => octet.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

function hexUnit(unit: number): string {
  return unit.toString(16).padStart(4, "0").toUpperCase();
}
