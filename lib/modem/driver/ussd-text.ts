import { packText, toHex } from "../../pdu/index.ts";
import type { UssdWay } from "../dialects/index.ts";
import type { UssdAnswer } from "../types.ts";
import { decodeUssdText } from "./ussd-decoding.ts";

/**
 * Encodes the text of `AT+CUSD=1,"…"`.
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
 * `+CUSD: 0,"…",15`, with or without text and coding, with trailing content, or without the closing quote.
 *
 * @param charset  what `AT+CSCS?` says, in capitals; it decides how a text that is not hexadecimal is read
 */
export function parseUssd(line: string, charset?: string): UssdAnswer {
  const found = /^\+CUSD\s*:\s*(\d)(?:\s*,\s*"([\s\S]*))?/i.exec(line);
  const written = found?.[2] ?? "";
  const end = written.lastIndexOf('"');
  const text = end < 0 ? written : written.slice(0, end);
  const coding = end < 0 ? undefined : /^"\s*,\s*(\d{1,3})/.exec(written.slice(end))?.[1];
  return {
    status: Number(found?.[1] ?? 0),
    text: decodeUssdText(text, { coding: coding === undefined ? undefined : Number(coding), charset }),
  };
}

function hexUnit(unit: number): string {
  return unit.toString(16).padStart(4, "0").toUpperCase();
}
