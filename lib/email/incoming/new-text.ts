/** Dashes around a line, as Outlook and others begin what they quote. */
const ORIGINAL =
  /^\s*-{2,}\s*(?:original message|ursprüngliche nachricht|originalnachricht|original-nachricht|message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht|forwarded message|weitergeleitete nachricht)\s*-{2,}\s*$/i;
const FROM = /^\s*\*?(?:from|von|de|da|van)\s*:\*?\s*\S/i;
const SENT = /^\s*\*?(?:sent|gesendet|date|datum|envoyé|enviado|inviato|verzonden)\s*:/i;
/** `On Monday Ada wrote:`, `Am 3. Februar schrieb Ada:`; it may take two lines. */
const WROTE =
  /^\s*(?:on|am|le|el|il|op)\s.{4,300}(?:wrote|schrieb(?:\s.{1,200})?|a écrit|escribió|ha scritto|schreef.{0,200})\s*:\s*$/is;
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
 * @param options.isReply  only then lines that begin with `>` are quoted: `> 90 % full` may be the text of an alarm
 */
export function newTextOf(text: string, { isReply }: { isReply: boolean }): string {
  const whole = text.replace(/\r\n?/g, "\n");
  const lines = whole.split("\n", MOST_LINES);
  const end = lines.findIndex((_, at) => isEnd(lines, at));
  const own = (end === -1 ? lines : lines.slice(0, end)).filter((line) => !isReply || !/^\s*>/.test(line));
  const kept = trimmed(own.join("\n"));
  return kept === "" ? trimmed(lines.join("\n")) : kept;
}

function isEnd(lines: readonly string[], at: number): boolean {
  const line = (lines[at] ?? "").slice(0, LOOKED_AT);
  if (SIGNATURE.test(line) || ORIGINAL.test(line) || DEVICE.test(line)) return true;
  const following = lines.slice(at + 1, at + 5).map((each) => each.slice(0, LOOKED_AT));
  if (FROM.test(line) && following.some((each) => SENT.test(each))) return true;
  if (/^\s*_{10,}\s*$/.test(line)) return following.slice(0, 2).some((each) => FROM.test(each));
  const next = following[0] ?? "";
  if (WROTE.test(line)) return quotesAfter(lines, at + 1);
  return WROTE.test(`${line} ${next}`) && !WROTE.test(next) && quotesAfter(lines, at + 2);
}

/** Nothing follows but what is quoted. */
function quotesAfter(lines: readonly string[], from: number): boolean {
  const next = lines.slice(from).find((line) => line.trim() !== "");
  return next === undefined || /^\s*>/.test(next);
}

const trimmed = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
