/**
 * Line ends become `\n`, lone surrogates U+FFFD. NUL goes: no telephone shows it, and PostgreSQL cannot keep it. So do byte
 * order marks in front, which cost a text its alphabet.
 */
export function normaliseText(text: string): string {
  const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  const shown = lines.includes("\0") ? lines.replaceAll("\0", "") : lines;
  const unmarked = shown.startsWith("\uFEFF") ? shown.replace(/^\uFEFF+/, "") : shown;
  return unmarked.isWellFormed() ? unmarked : unmarked.toWellFormed();
}
