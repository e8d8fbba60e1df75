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

/** Takes away what {@link protectCell} has put in front; others put it in front of telephone numbers too. */
export function restoreCell(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
