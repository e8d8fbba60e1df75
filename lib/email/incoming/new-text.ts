/** Dashes around a line, as Outlook and others begin what they quote. */
const ORIGINAL =
  /^\s*-{2,}\s*(?:original message|ursprüngliche nachricht|originalnachricht|original-nachricht|message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht|forwarded message|weitergeleitete nachricht)\s*-{2,}\s*$/i;
const FROM = /^\s*\*?(?:from|von|de|da|van)\s*:\*?\s*\S/i;
const SENT = /^\s*\*?(?:sent|gesendet|date|datum|envoyé|enviado|inviato|verzonden)\s*:/i;
/** `On Monday Ada wrote:`, `Am 3. Februar schrieb Ada:`: how it begins, and the verb with what may follow it, up to the colon. */
const WROTE_BEGINS = /^(?:on|am|le|el|il|op)\s/i;
const WROTE_ENDS = /(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef)$/i;
/** Verbs that stand before the name, of up to 200 characters. */
const VERB_FIRST = ["schrieb ", "schreef "];
const [NAME_CHARACTERS, SENTENCE_CHARACTERS] = [200, 320];
const SIGNATURE = /^--\s?$/;
const DEVICE =
  /^\s*(?:sent from my |sent from outlook|get outlook for |von meinem .{1,40} gesendet|gesendet von (?:mein|outlook)|outlook für .{1,20} herunterladen|envoyé de mon )/i;

/** 5,000 lines of a text are looked at: an SMS has no more, whatever follows. */
const MOST_LINES = 5_000;
/** 1,000 characters of a line are looked at. */
const LOOKED_AT = 1_000;

/**
 * What the writer of a mail has written: without the history below it and without a signature. A mail that is nothing else, such as
 * one that was forwarded, stays whole.
 *
 * Linear in its length, whatever is written: whoever sends it may be a stranger.
 *
 * @param options.isReply  an answer, or a mail that was passed on. Only there lines that begin with `>` are quoted, and `From:` with
 *   `Date:` begins the history: `> 90 % full` and a table of an event may be the text of an alarm
 */
export function newTextOf(text: string, { isReply }: { isReply: boolean }): string {
  const whole = text.replace(/\r\n?/g, "\n");
  const lines = whole.split("\n", MOST_LINES);
  const end = lines.findIndex((_, at) => isEnd(lines, at, isReply));
  const own = (end === -1 ? lines : lines.slice(0, end)).filter((line) => !isReply || !/^\s*>/.test(line));
  const kept = trimmed(own.join("\n"));
  return kept === "" ? trimmed(lines.join("\n")) : kept;
}

function isEnd(lines: readonly string[], at: number, isReply: boolean): boolean {
  const line = (lines[at] ?? "").slice(0, LOOKED_AT);
  if (SIGNATURE.test(line) || ORIGINAL.test(line) || DEVICE.test(line)) return true;
  const following = lines.slice(at + 1, at + 5).map((each) => each.slice(0, LOOKED_AT));
  if (isReply && FROM.test(line) && following.some((each) => SENT.test(each))) return true;
  if (/^\s*_{10,}\s*$/.test(line)) {
    return following.slice(0, 2).some((each) => FROM.test(each)) && following.some((each) => SENT.test(each));
  }
  const next = following[0] ?? "";
  if (isWrote(line)) return quotesAfter(lines, at + 1);
  return isWrote(`${line} ${next}`) && !isWrote(next) && quotesAfter(lines, at + 2);
}

/** It may take two lines. Looked for from its end, so that no place is tried twice. */
function isWrote(line: string): boolean {
  const sentence = line.trim();
  if (!sentence.endsWith(":") || sentence.length > SENTENCE_CHARACTERS + NAME_CHARACTERS) return false;
  const said = sentence.slice(0, -1).trimEnd();
  if (!WROTE_BEGINS.test(said)) return false;
  if (WROTE_ENDS.test(said)) return true;
  const end = said.slice(-NAME_CHARACTERS).toLowerCase();
  return VERB_FIRST.some((verb) => end.includes(verb));
}

/** Nothing follows but what is quoted. */
function quotesAfter(lines: readonly string[], from: number): boolean {
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? "";
    if (line.trim() !== "") return /^\s*>/.test(line);
  }
  return true;
}

const trimmed = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
