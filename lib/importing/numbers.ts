import type { NumberReader } from "../routing/index.ts";

/** 40 characters: more than any number or sender's name has. */
const LONGEST = 40;

/** How a number is stored here: `+49…` where it can be read, otherwise as it was. Empty when there is none. */
export function numberOf(raw: string | null | undefined, numbers: NumberReader): string {
  const text = (raw ?? "").trim().slice(0, LONGEST);
  // A sender may be a word.
  if (!/^\+?[\d\s()/.-]+$/.test(text)) return text;
  const read = numbers.read(text);
  return read.ok ? read.value : text;
}
