/**
 * Characters that do something to a terminal or to the reading order instead of being seen: C0, DEL and C1 (ESC and CSI begin
 * commands of terminals), line and paragraph separators, the marks and overrides of the bidirectional algorithm (Unicode TR9),
 * the byte order mark, tags, and halves of surrogate pairs.
 */
const UNSEEN = /\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

/**
 * A text of somebody else's (an operator's name, an answer of the network, a caller, a name in Telegram) as it may be shown on a
 * terminal, in a log line or in an event: what would not be seen stands there as `\u202e`. In a string of JSON that is the same
 * character. Message texts are not for this: they are shown where nothing can be done to anybody.
 */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** `+491701234567` → `+4917…67`: enough to recognise, too little to use. */
export function maskNumber(number: string): string {
  return number.length <= 6 ? number : `${number.slice(0, 5)}…${number.slice(-2)}`;
}

/** Hides most digits of whatever in a text may be a telephone number. */
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
