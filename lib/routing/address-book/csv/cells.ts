/**
 * A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and runs it. An apostrophe in front
 * says that it is text; spreadsheets do not show it.
 */
const FORMULA = /^'*[=+\-@\t]/;
/** What a telephone number looks like is a harmless number, and stays as it is. */
const NUMBER = /^\+?\d+$/;

/** Makes a cell harmless. {@link restoreCell} gives back exactly what it was. */
export function protectCell(cell: string): string {
  return FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
}

/**
 * Takes away what {@link protectCell} has put in front; others put it in front of telephone numbers too. `="0170…"` is the
 * other way to keep a text from a spreadsheet: its inside counts.
 */
export function restoreCell(cell: string): string {
  if (cell.startsWith("'") && FORMULA.test(cell)) return cell.slice(1);
  const text = /^="((?:[^"]|"")*)"$/.exec(cell)?.[1];
  return text === undefined ? cell : text.replaceAll('""', '"').trim();
}

/** What people put before a number so that it stays text, also as word processors turn it. */
export const bareNumber = (cell: string): string => cell.replace(/^['\u2018\u2019\u201B\u00B4\u0060]+\s*/, "");
