/**
 * The form in which names are compared: Unicode NFC in lower case. `undefined`: nothing is called so, because the text is
 * longer than any name, or has what no name has (NUL, half of a surrogate pair).
 *
 * Only this file normalizes. NFC sorts the marks behind a letter in time quadratic in their number, so the length is
 * checked first.
 *
 * @param longest  UTF-16 units
 */
export const nameKey = (text: string, longest: number): string | undefined => composed(text, longest)?.toLowerCase();

/** As {@link nameKey}, in the case that it was written in. */
export function composed(text: string, longest: number): string | undefined {
  if (text.length > longest || text.includes("\0") || !text.isWellFormed()) return undefined;
  return text.normalize("NFC");
}

/** Longest word of an interface (`telnumber`, `reboot`) with blanks around it, as a hand-written script may send it. */
const LONGEST_WORD = 64;

/** Reads a word of an interface without case and the blanks around it; `undefined` for what is longer than any. */
export function wordOf(text: string): string | undefined {
  return text.length > LONGEST_WORD ? undefined : text.trim().toLowerCase();
}
