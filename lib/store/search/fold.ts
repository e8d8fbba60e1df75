import { composedText } from "../../names.ts";
import { storable } from "../text.ts";

/** An index finds what has three letters in a row. */
const INDEXED_LETTERS = 3;
/** 16 groups of three letters rule out nearly everything else; each more is one more list to go through. */
const MOST_GRAMS = 16;

/**
 * How texts are compared, on both databases alike: without case, in composed form, with the Greek final sigma as the
 * other one. Databases fold by their own languages and versions, so it is done here.
 */
export const fold = (text: string): string =>
  composedText(storable(text).toWellFormed().toLowerCase().replaceAll("ς", "σ"));

/** What a search looks for: any of these, folded. A number also without its punctuation, `+` and leading zeros. */
export function wordingsOf(search: string): string[] {
  const folded = fold(search);
  const digits = /^[\d\s+()/.-]+$/.test(search) ? search.replace(/\D/g, "").replace(/^0+/, "") : "";
  return digits.length >= INDEXED_LETTERS && digits !== folded ? [folded, digits] : [folded];
}

/** Whether a message's text or number contains one of the wordings. */
export function contains({ text, number }: { text: string; number: string | null }, wordings: readonly string[]) {
  const places = number === null ? [fold(text)] : [fold(text), fold(number)];
  return wordings.some((wording) => places.some((place) => place.includes(wording)));
}

/** Every three letters in a row, each once. */
export function gramsOf(folded: string): string[] {
  const letters = [...folded];
  const grams = new Set<string>();
  for (let at = 0; at + INDEXED_LETTERS <= letters.length; at++) {
    grams.add(letters.slice(at, at + INDEXED_LETTERS).join(""));
  }
  return [...grams];
}

/** Those of a search: all, or as many as narrow it down, spread over it. `undefined`: it has fewer than three letters. */
export function gramsOfWording(wording: string): string[] | undefined {
  const grams = gramsOf(wording);
  if (grams.length === 0) return undefined;
  const step = Math.max(1, grams.length / MOST_GRAMS);
  return Array.from({ length: Math.min(grams.length, MOST_GRAMS) }, (_, at) => grams[Math.floor(at * step)] ?? "");
}

/** Three letters as PostgreSQL indexes them: a 32-bit hash. Two that share one only cost a look at the message. */
export function hashOf(gram: string): number {
  let hash = 0x811c9dc5;
  for (const letter of gram) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) ^ (hash >>> 15);
  return hash | 0;
}
