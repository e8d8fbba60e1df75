/**
 * Characters that are not shown but control a terminal or the reading order: C0, DEL and C1 (ESC and CSI begin commands
 * of terminals), line and paragraph separators, the marks and overrides of the bidirectional algorithm (Unicode TR9),
 * the byte order mark, tags, and halves of surrogate pairs.
 */
const UNSEEN = /\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/**
 * Makes a text from outside (an operator's name, an answer of the network, a caller, a Telegram name) safe to show on a
 * terminal, in a log line or in an event: invisible characters appear as escapes such as `\u202e`, which a JSON string
 * reads as the same character. Not for message texts: they are only shown where such characters do no harm.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** Blanks, zero-width characters, marks of direction and other formats, fillers of Hangul, and the empty pattern of Braille. */
const SHOWN = /[^\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\p{Z}\u2800]/u;

/** Whether people see anything of a text: a name that they do not see looks as if it were missing. */
export const isShown = (text: string): boolean => SHOWN.test(text);

/** `+491701234567` → `+4917…67`: enough to recognise, too little to use. */
export function maskNumber(number: string): string {
  return number.length <= 6 ? number : `${number.slice(0, 5)}…${number.slice(-2)}`;
}

/** Hides most digits of everything in a text that may be a telephone number. */
export function maskNumbers(text: string): string {
  return text.replace(/\+?\d{7,}/g, maskNumber);
}

/** As {@link visible}, for output of several lines with columns: line ends and tabs stay. */
export function visibleLines(text: string): string {
  const ends = text.replaceAll("\r\n", "\n");
  return ends.replace(UNSEEN, (character) =>
    character === "\n" || character === "\t" ? character : escaped(character),
  );
}

function escaped(character: string): string {
  let shown = "";
  for (let at = 0; at < character.length; at++) shown += `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  return shown;
}
