import type { ForeignRow } from "../../messages/index.ts";

/** 255 parts at most. */
interface Place {
  reference: string;
  total: number;
  position: number;
}

/** 255 characters: a user-data header has up to 140 octets. */
const LONGEST_HEADER = 512;

/** Where a part stands among others, by its user-data header in hexadecimal (23.040 §9.2.3.24); `undefined` for a message of its own. */
export function placeOf(header: string | null | undefined): Place | undefined {
  const octets = bytesOf(header ?? "", LONGEST_HEADER);
  for (let at = 1; at + 1 < octets.length; ) {
    const [element = 0, length = 0] = octets.slice(at, at + 2);
    const data = octets.slice(at + 2, at + 2 + length);
    const [total = 0, position = 0] = data.slice(-2);
    const isConcatenation = (element === 0 && length === 3) || (element === 8 && length === 4);
    if (isConcatenation && data.length === length && total > 1 && position >= 1 && position <= total)
      return { reference: `${element} ${data.slice(0, -2).join(".")}`, total, position };
    at += 2 + length;
  }
  return undefined;
}

/**
 * The text of the parts of a message, in order. smsd writes a readable text for each part, or since some version the whole one for the
 * first; where a program has left it out, the hexadecimal one is read, which is UTF-16 whatever the coding.
 */
export function textOf(parts: readonly ForeignRow[]): string {
  const readable = parts.map((part) => part.textdecoded ?? "").join("");
  if (readable !== "") return readable;
  const octets = bytesOf(parts.map((part) => part.text ?? "").join(""));
  let text = "";
  for (let at = 0; at + 1 < octets.length; at += 2)
    text += String.fromCharCode(((octets[at] ?? 0) << 8) | (octets[at + 1] ?? 0));
  return text;
}

/** Whether the text is data, which no alphabet says how to read. */
export const isData = (part: ForeignRow) => part.coding === "8bit";

/** Hexadecimal data of the parts. */
export const dataOf = (parts: readonly ForeignRow[]) =>
  Buffer.from(bytesOf(parts.map((part) => part.text ?? "").join("")))
    .toString("hex")
    .toUpperCase();

function bytesOf(hex: string, longest = hex.length): readonly number[] {
  const text = hex.slice(0, longest);
  return /^[0-9A-F]*$/i.test(text) ? [...Buffer.from(text, "hex")] : [];
}
