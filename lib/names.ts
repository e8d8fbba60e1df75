/**
 * The form in which names are compared: Unicode NFC in lower case. `undefined`: no name can match, because the text is
 * longer than any name, or contains NUL or half of a surrogate pair.
 *
 * Only this file normalizes. NFC sorts the combining marks behind a letter in quadratic time, so the length is checked
 * first.
 *
 * @param longest  UTF-16 units
 */
export const nameKey = (text: string, longest: number): string | undefined => composed(text, longest)?.toLowerCase();

/** As {@link nameKey}, but keeps upper and lower case. */
export function composed(text: string, longest: number): string | undefined {
  if (text.length > longest || text.includes("\0") || !text.isWellFormed()) return undefined;
  return text.normalize("NFC");
}

/**
 * As {@link composed}, without accents and signs that are not seen, and letters in their usual shape: `arrêt` becomes `arret`.
 */
export function plainLetters(text: string, longest: number): string | undefined {
  if (text.length > longest || text.includes("\0") || !text.isWellFormed()) return undefined;
  return text.normalize("NFKD").replaceAll(/[\p{M}\p{Cf}]/gu, "");
}

/** 32 marks on one letter: no language has as many. */
const MANY_MARKS = /\p{M}{32}/u;

/** NFC of a text of any length; a text that piles marks on a letter stays as it is. */
export const composedText = (text: string): string => (MANY_MARKS.test(text) ? text : text.normalize("NFC"));

/**
 * 64: the longest keyword of an interface (`telnumber`, `reboot`) has 9 characters; the rest is room for blanks from
 * hand-written scripts.
 */
const LONGEST_WORD = 64;

/**
 * Reads a keyword of an interface, ignoring case and surrounding blanks; `undefined` if it is longer than any keyword.
 */
export function wordOf(text: string): string | undefined {
  return text.length > LONGEST_WORD ? undefined : text.trim().toLowerCase();
}

/** The name in JSON that somebody imports. What is not a text is none, and refused when it is read. */
export const nameIn = (json: unknown): string =>
  typeof json === "object" && json !== null && "name" in json && typeof json.name === "string" ? json.name : "";
