/** Telegram counts a text in UTF-16 units and takes so many at once. */
export const LONGEST_TEXT = 4096;

/** Blanks are looked for in this last part of what fits. */
const BLANK_WITHIN = 1024;

/**
 * Cuts a text into pieces that Telegram takes: at the end of a line, else at a blank, else anywhere, but never inside a
 * surrogate pair. Gives the lengths of the pieces in UTF-16 units; together they are the text. Blanks at a cut belong to
 * the piece before it, which may so be longer than `longest`: {@link pieceText} leaves them out.
 */
export function splitText(text: string, longest = LONGEST_TEXT): number[] {
  const lengths: number[] = [];
  let from = 0;
  while (text.length - from > longest) {
    const cut = behindBlanks(text, cutIn(text, from, longest));
    lengths.push(cut - from);
    from = cut;
  }
  if (from < text.length || lengths.length === 0) lengths.push(text.length - from);
  return lengths;
}

/** What is sent for the piece from `from` on: a text that fits as it is, a piece of one without blanks at its end. */
export function pieceText(text: string, { from, length }: { from: number; length: number }): string {
  const piece = text.slice(from, from + length);
  return length === text.length && length <= LONGEST_TEXT ? piece : piece.trimEnd();
}

function cutIn(text: string, from: number, longest: number): number {
  const end = from + longest;
  const earliest = from + Math.max(1, longest - BLANK_WITHIN);
  for (const blank of ["\n", " "]) {
    // A blank right behind the piece is as good as one in it.
    const at = text.lastIndexOf(blank, end);
    if (at >= earliest) return at;
  }
  return splitsPair(text, end) ? end - 1 : end;
}

function splitsPair(text: string, at: number): boolean {
  return /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at));
}

function behindBlanks(text: string, at: number): number {
  let end = at;
  while (end < text.length && /\s/.test(text.charAt(end))) end++;
  return end;
}
