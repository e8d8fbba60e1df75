import { charactersOutsideGsm7, type Language, normaliseText, PduError, previewText } from "../../lib/pdu/index.ts";

/** A character that the alphabet of telephones lacks: it makes the whole text Unicode, with 70 characters a part. */
export interface Forcing {
  character: string;
  /** In UTF-16 units. */
  index: number;
  /** From 1. */
  line: number;
  /** What it can be replaced by; absent when nothing says the same. */
  replacement?: string;
}

export interface MessageCost {
  parts: number;
  alphabet: "gsm7" | "ucs2";
  /** Characters left in the last part. */
  remaining: number;
  /** Empty when the text is not Unicode. */
  forcing: readonly Forcing[];
}

/** More marks than a person would mend one by one. */
const MOST_MARKS = 200;

/** What a text will cost, by the gateway's own code; "too-long" past 255 parts. */
export function costOf(text: string, languages: readonly Language[] = []): MessageCost | "too-long" {
  try {
    const { parts, alphabet, remaining } = previewText(normaliseText(text), { languages });
    return { parts, alphabet, remaining, forcing: alphabet === "ucs2" ? forcingIn(text) : [] };
  } catch (error) {
    if (error instanceof PduError && error.kind === "too-long") return "too-long";
    throw error;
  }
}

function forcingIn(text: string): Forcing[] {
  let line = 1;
  let from = 0;
  const forcing = charactersOutsideGsm7(text, MOST_MARKS).filter(({ index }) => !isLeftOut(text, index));
  return forcing.map(({ character, index }) => {
    for (; from < index; from++) if (text[from] === "\n") line++;
    const replacement = replacementOf(character);
    return replacement === undefined ? { character, index, line } : { character, index, line, replacement };
  });
}

/** What the gateway takes out before it sends the text: NUL, and byte order marks in front. */
const isLeftOut = (text: string, index: number): boolean =>
  text[index] === "\0" || (text[index] === "\uFEFF" && /^[\0\uFEFF]*$/.test(text.slice(0, index)));

/** A text in pieces: what is marked, and what is between. */
export function markedPieces(
  text: string,
  forcing: readonly Forcing[],
): { text: string; index: number; isMarked: boolean }[] {
  const pieces: { text: string; index: number; isMarked: boolean }[] = [];
  let from = 0;
  for (const { character, index } of forcing) {
    if (index > from) pieces.push({ text: text.slice(from, index), index: from, isMarked: false });
    pieces.push({ text: character, index, isMarked: true });
    from = index + character.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), index: from, isMarked: false });
  return pieces;
}

/** The text with every character replaced that can be; the others stay. */
export function replaced(text: string): string {
  let result = "";
  let from = 0;
  for (const { character, index } of charactersOutsideGsm7(text, text.length)) {
    result += text.slice(from, index) + (replacementOf(character) ?? character);
    from = index + character.length;
  }
  return result + text.slice(from);
}

/** What word processors and telephones write for plain characters. */
const PLAIN: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "‚": "'",
  "‛": "'",
  "‹": "'",
  "›": "'",
  "′": "'",
  "´": "'",
  "`": "'",
  "“": '"',
  "”": '"',
  "„": '"',
  "‟": '"',
  "«": '"',
  "»": '"',
  "″": '"',
  "‐": "-",
  "‑": "-",
  "‒": "-",
  "–": "-",
  "—": "-",
  "―": "-",
  "−": "-",
  "…": "...",
  "•": "-",
  "·": "-",
  "×": "x",
  "→": "->",
  "←": "<-",
  "≤": "<=",
  "≥": ">=",
  "≠": "!=",
  "\u00a0": " ",
  "\u2002": " ",
  "\u2003": " ",
  "\u2009": " ",
  "\u200a": " ",
  "\u202f": " ",
  "\t": " ",
  "\u200b": "",
  "\u200c": "",
  "\u200d": "",
  "\u2060": "",
  "\ufeff": "",
  "\ufe0f": "",
  "\u00ad": "",
  "°": "o",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ı: "i",
  œ: "oe",
  Œ: "OE",
  ẞ: "SS",
  "™": "TM",
  "©": "(c)",
  "®": "(R)",
};

function replacementOf(character: string): string | undefined {
  const plain = PLAIN[character];
  if (plain !== undefined) return plain;
  // A letter without its mark: ș → s. What has no such form stays as it is.
  const bare = character.normalize("NFD").replace(/\p{M}/gu, "");
  if (/^\p{M}$/u.test(character)) return "";
  return bare !== "" && bare !== character && charactersOutsideGsm7(bare, 1).length === 0 ? bare : undefined;
}
