/** Lines of one record: the first, and how many there are. */
export interface RecordLines {
  at: number;
  count: number;
}

/** A longer record is a mistake. */
const MOST_LINES = 200;
const LONGEST_LINE = 20_000;

/**
 * Finds the records of a file, so that one quotation mark without its partner spoils its own line and no other.
 *
 * A cell in quotation marks may go on over line ends only in the column `multiline`: nothing else that we keep has any.
 *
 * @param multiline  index of that column; -1 for none
 */
export function findRecords(
  lines: readonly string[],
  { delimiter, multiline }: { delimiter: string; multiline: number },
): { records: RecordLines[]; bad: { at: number; problem: string }[] } {
  const records: RecordLines[] = [];
  const bad: { at: number; problem: string }[] = [];
  for (let at = 0; at < lines.length; ) {
    const count = linesOfRecord(lines, at, { delimiter, multiline });
    if (typeof count === "number") records.push({ at, count });
    else bad.push({ at, problem: count.problem });
    at += typeof count === "number" ? count : 1;
  }
  return { records, bad };
}

function linesOfRecord(
  lines: readonly string[],
  at: number,
  { delimiter, multiline }: { delimiter: string; multiline: number },
): number | { problem: string } {
  let column = 0;
  let quoted: boolean = false;
  for (let count = 1; count <= MOST_LINES; count++) {
    const line = lines[at + count - 1];
    if (line === undefined) break;
    if (line.length > LONGEST_LINE) return { problem: `the row is longer than ${LONGEST_LINE} characters` };
    let cellStart: boolean = !quoted;
    for (let index = 0; index < line.length; index++) {
      const character = line[index];
      if (quoted) {
        if (character !== '"') continue;
        if (line[index + 1] === '"') index++;
        else {
          // Within one line a stray quotation mark is part of the text.
          const isEnd = index + 1 === line.length || line[index + 1] === delimiter;
          if (!isEnd && count > 1) return NOT_CLOSED;
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
    if (!quoted) return count;
    if (column !== multiline) return NOT_CLOSED;
  }
  return NOT_CLOSED;
}

const NOT_CLOSED = { problem: "a quotation mark is opened and not closed" };
