import { textOfSeptets, textOfUcs2 } from "../../pdu/index.ts";

/** 64 KiB: the longest message has 39,015 characters. */
export const LARGEST_MESSAGE = 65_536;

/** A file of a spool: headers by their names in lower case, and a text or data. */
export interface SpoolFile {
  headers: ReadonlyMap<string, string>;
  text: string;
  /** Hexadecimal; the text is then empty. */
  data?: string;
}

/** Reads a file as smsd writes and reads it: lines of headers, an empty line, and the text in its alphabet. */
export function readSpoolFile(octets: Uint8Array): SpoolFile {
  const { end, body } = endOfHeaders(octets);
  const headers = new Map<string, string>();
  for (const line of latin(octets.subarray(0, end)).split("\n")) {
    const colon = line.indexOf(":");
    if (colon <= 0) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!headers.has(name))
      headers.set(
        name,
        line
          .slice(colon + 1)
          .trim()
          .slice(0, LONGEST_HEADER),
      );
  }
  const content = octets.subarray(body);
  const alphabet = (headers.get("alphabet") ?? "").toUpperCase();
  if (/^(BIN|BINARY)/.test(alphabet) || yes(headers.get("hex")))
    return { headers, text: "", data: Buffer.from(content).toString("hex").toUpperCase() };
  return { headers, text: textIn(content, alphabet) };
}

export const yes = (value: string | undefined) => /^(yes|true|on|1)$/i.test(value ?? "");

/** The text may be UTF-16, in which a line end has two octets: the headers end at the first empty line in octets. */
function endOfHeaders(octets: Uint8Array): { end: number; body: number } {
  for (let at = octets.indexOf(NEWLINE); at >= 0; at = octets.indexOf(NEWLINE, at + 1)) {
    if (octets[at + 1] === NEWLINE) return { end: at, body: at + 2 };
    if (octets[at + 1] === RETURN && octets[at + 2] === NEWLINE) return { end: at, body: at + 3 };
  }
  return { end: octets.length, body: octets.length };
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;

const latin = (octets: Uint8Array) => new TextDecoder("iso-8859-15").decode(octets);
/** 1,000 characters: longer than any number, name or reason. */
const LONGEST_HEADER = 1_000;

function textIn(octets: Uint8Array, alphabet: string): string {
  if (/^(UCS|CHI|UNICODE)/.test(alphabet)) return textOfUcs2(octets.subarray(0, octets.length & ~1));
  if (alphabet.startsWith("GSM")) return textOfSeptets(octets);
  if (alphabet.startsWith("UTF")) return new TextDecoder().decode(octets);
  // smsd's ISO has the euro sign, so it is 8859-15. A file without the header is one of a program that may have written UTF-8.
  if (alphabet === "") {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(octets);
    } catch {
      return latin(octets);
    }
  }
  return latin(octets);
}

/** `26-11-29 18:04:41`, as smsd has it by default, with the century; other forms as they are. */
export const timeIn = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : /^\d{2}-\d{2}-\d{2} /.test(text) ? `20${text}` : text;
