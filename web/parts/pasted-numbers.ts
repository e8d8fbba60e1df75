import { type CountryCode, parsePhoneNumberFromString, validatePhoneNumberLength } from "libphonenumber-js/min";

export type BadReason = "letters" | "too-short" | "too-long" | "no-country" | "not-a-number";

export interface Pasted {
  /** `+491701234567`, each once, in order. */
  numbers: string[];
  bad: { text: string; line: number; reason: BadReason }[];
  /** How many stood there more than once, or are recipients already. */
  repeated: number;
}

/** More than anybody pastes by hand; the rest of the text is not looked at. */
const MOST_CHARACTERS = 1_000_000;

/** Longer than any number that people write. */
const MOST_SHOWN = 60;

/**
 * Reads telephone numbers that somebody copied from a table or a mail: between lines, commas, semicolons or tabs.
 *
 * @param options.country  that numbers without `+` are of, such as `DE`
 * @param options.known    recipients that are there already
 */
export function readPasted(
  text: string,
  options: { country?: string | undefined; known?: readonly string[] } = {},
): Pasted {
  const seen = new Set(options.known ?? []);
  const pasted: Pasted = { numbers: [], bad: [], repeated: 0 };
  text
    .slice(0, MOST_CHARACTERS)
    .split(/\r?\n|\r/)
    .forEach((line, index) => {
      for (const piece of line.split(/[,;\t]/)) {
        const trimmed = piece.trim().replace(/^["'<]+|["'>]+$/g, "");
        if (trimmed === "") continue;
        const read = readNumber(trimmed, options.country);
        const key = read.ok ? read.number : `${index} ${trimmed}`;
        if (seen.has(key)) pasted.repeated++;
        else if (read.ok) pasted.numbers.push(read.number);
        else pasted.bad.push({ text: trimmed.slice(0, MOST_SHOWN), line: index + 1, reason: read.reason });
        seen.add(key);
      }
    });
  return pasted;
}

type Read = { ok: true; number: string } | { ok: false; reason: BadReason };

/** One number as people write it: `0170 / 12 34 567`, `+49 (0)170 1234567`, `0049…`, or a short one such as `22122`. */
export function readNumber(text: string, country?: string): Read {
  if (text.length > MOST_SHOWN) return { ok: false, reason: "too-long" };
  if (/\p{L}/u.test(text)) return { ok: false, reason: "letters" };
  const digits = text
    .replace(/\(0\)/, "")
    .replace(/[\s().\-/\u2010-\u2015\u00a0\u2060\u200b]/g, "")
    .replace(/^00/, "+");
  if (!/^\+?\d+$/.test(digits)) return { ok: false, reason: "not-a-number" };
  if (/^[1-9]\d{2,5}$/.test(digits)) return { ok: true, number: digits };
  const home = country?.toUpperCase() as CountryCode | undefined;
  if (!digits.startsWith("+") && home === undefined) return { ok: false, reason: "no-country" };
  const length = validatePhoneNumberLength(digits, home);
  if (length === "TOO_SHORT") return { ok: false, reason: "too-short" };
  if (length === "TOO_LONG") return { ok: false, reason: "too-long" };
  const parsed = parsePhoneNumberFromString(digits, home);
  return parsed?.isPossible() === true ? { ok: true, number: parsed.number } : { ok: false, reason: "not-a-number" };
}
