import { CSV_CHARACTERS_OF_A_TURN, CSV_LOOKS, CSV_ROWS } from "../../../limits.ts";
import { no, ok, type Result } from "../../../result.ts";

/** Lines of one record: the first, and how many there are. */
export interface RecordLines {
  at: number;
  count: number;
}

/** 200 lines: a longer record is a quotation mark that was never closed. */
const MOST_LINES = 200;
/** 20,000 characters of a line: twice the longest note. */
export const LONGEST_LINE = 20_000;

/**
 * Finds the records of a file, so that one quotation mark without its partner spoils its own line and no other.
 *
 * A cell in quotation marks may go on over line ends only in the column `multiline`: nothing else that we keep has any.
 *
 * Blank lines are skipped. Stops at the first record beyond `CSV_ROWS` and the header. Yields to the event loop. If too many quotation
 * marks are strays, the remaining lines are each read as a record of their own. Never rejects.
 *
 * @param multiline  index of that column; -1 for none
 * @param hasHeader  the first record names the columns, and is none of the rows
 * @returns `looked`  how many characters were gone through
 */
export async function findRecords(
  lines: readonly string[],
  { delimiter, multiline, hasHeader }: { delimiter: string; multiline: number; hasHeader: boolean },
): Promise<{ records: RecordLines[]; bad: { at: number; problem: string }[]; looked: number }> {
  const records: RecordLines[] = [];
  const bad: { at: number; problem: string }[] = [];
  const characters = lines.reduce((sum, line) => sum + line.length + 1, 0);
  const most = CSV_ROWS + (hasHeader ? 1 : 0);
  let looked = 0;
  let turnsAt = CSV_CHARACTERS_OF_A_TURN;
  for (let at = 0; at < lines.length && records.length + bad.length <= most; ) {
    if (looked > turnsAt) {
      turnsAt = looked + CSV_CHARACTERS_OF_A_TURN;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    looked++;
    if (lines[at]?.trim() === "") {
      at++;
      continue;
    }
    const mostLines = looked < characters * (CSV_LOOKS - 1) ? MOST_LINES : 1;
    const found = linesOfRecord(lines, at, { delimiter, multiline, most: mostLines });
    looked += found.looked;
    if (found.ok) records.push({ at, count: found.value });
    else bad.push({ at, problem: found.problem });
    at += found.ok ? found.value : 1;
  }
  return { records, bad, looked };
}

/** How many lines the record has, or what is wrong with it. `most`: lines that are looked at. */
function linesOfRecord(
  lines: readonly string[],
  at: number,
  { delimiter, multiline, most }: { delimiter: string; multiline: number; most: number },
): Result<number> & { looked: number } {
  let column = 0;
  let quoted: boolean = false;
  let looked = 0;
  for (let count = 1; count <= most; count++) {
    const line = lines[at + count - 1];
    if (line === undefined) break;
    if (line.length > LONGEST_LINE) return { ...no(`the row is longer than ${LONGEST_LINE} characters`), looked };
    looked += line.length + 1;
    let cellStart: boolean = !quoted;
    for (let index = 0; index < line.length; index++) {
      const character = line[index];
      if (quoted) {
        if (character !== '"') continue;
        if (line[index + 1] === '"') index++;
        else {
          // Within one line a stray quotation mark is part of the text.
          const isEnd = index + 1 === line.length || line[index + 1] === delimiter;
          if (!isEnd && count > 1) return { ...NOT_CLOSED, looked };
          quoted = false;
          cellStart = false;
        }
      } else if (character === delimiter) {
        column++;
        cellStart = true;
      } else {
        quoted = cellStart && character === '"';
        cellStart = false;
      }
    }
    if (!quoted) return { ...ok(count), looked };
    if (column !== multiline) return { ...NOT_CLOSED, looked };
  }
  return { ...NOT_CLOSED, looked };
}

const NOT_CLOSED = no("a quotation mark is opened and not closed");
