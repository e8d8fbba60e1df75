import { ABSENT_SEPTET, DEFAULT_TABLES } from "./alphabet-tables.ts";

/** The characters of a text that the default alphabet and its extension lack, with their index in UTF-16 units; the first `most`. */
export function charactersOutsideGsm7(text: string, most: number): { character: string; index: number }[] {
  const { locking, single } = DEFAULT_TABLES;
  const found: { character: string; index: number }[] = [];
  let index = 0;
  for (const character of text) {
    if (found.length >= most) break;
    const unit = character.charCodeAt(0);
    const isInside = locking.septets[unit] !== ABSENT_SEPTET || single.septets[unit] !== ABSENT_SEPTET;
    if (!isInside) found.push({ character, index });
    index += character.length;
  }
  return found;
}
