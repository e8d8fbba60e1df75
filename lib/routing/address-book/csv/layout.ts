import { parse } from "csv-parse/sync";
import { wordOf } from "../../../names.ts";
import { no, ok, type Result } from "../../../result.ts";
import { LONGEST_LINE } from "./quotes.ts";

export type Field = "name" | "number" | "email" | "groups" | "note";
/** One character. */
type Delimiter = string;

/** How a file is to be read. */
export interface Layout {
  delimiter: Delimiter;
  /** What each column holds, from the first; `undefined` for one that is not ours. */
  columns: readonly (Field | undefined)[];
  /** The first line names the columns. */
  hasHeader: boolean;
}

/** The appliances' order; the note is an addition of our own. */
const USUAL: readonly Field[] = ["name", "number", "email", "groups", "note"];
/** Best first: groups have commas between them where semicolons are between the columns. */
const DELIMITERS: readonly Delimiter[] = [";", "\t", ","];
/** 50 filled lines show which delimiter a file has. */
const LOOKED_AT = 50;

const HEADINGS: Readonly<Record<Field, readonly string[]>> = {
  name: ["name", "contact", "contact name", "full name", "display name", "kontakt"],
  number: [
    ...["number", "phone", "phone number", "telephone", "telephone number", "tel", "mobile", "mobile number", "cell"],
    ...["msisdn", "nummer", "telefon", "telefonnummer", "rufnummer", "handy", "handynummer", "mobil", "mobilnummer"],
  ],
  email: ["email", "e-mail", "mail", "email address", "e-mail address", "e-mail-adresse"],
  groups: ["groups", "group", "gruppen", "gruppe"],
  note: ["note", "notes", "comment", "comments", "notiz", "bemerkung", "kommentar"],
};
const FIELDS = new Map(
  Object.entries(HEADINGS).flatMap(([field, headings]) => headings.map((heading) => [heading, field as Field])),
);

/**
 * Spreadsheets read and write a first line `sep=;`, which names the delimiter and is no row. Some put it into quotation
 * marks, and programs that saved the file since may have put delimiters behind it. It is emptied, so that lines keep their
 * numbers.
 */
export function takeDelimiterLine(lines: string[]): Delimiter | undefined {
  const at = lines.findIndex((line) => line.trim() !== "");
  const found = /^\s*"?sep=(\\t|[^\w\s"]|\t)"?[;,\t]*\s*$/i.exec(lines[at] ?? "")?.[1];
  if (found === undefined) return undefined;
  lines[at] = "";
  return found === "\\t" ? "\t" : found;
}

/**
 * Finds out how the lines are laid out; says so when a header row leaves out the name.
 *
 * @param named  the delimiter, where the file names it
 */
export function detectLayout(lines: readonly string[], named?: Delimiter): Result<Layout> {
  const filled: string[] = [];
  for (const line of lines) {
    if (filled.length === LOOKED_AT) break;
    // A longer line is no row, whatever is in it.
    if (line.trim() !== "") filled.push(line.slice(0, LONGEST_LINE));
  }
  const first = filled[0] ?? "";
  for (const delimiter of named === undefined ? DELIMITERS : [named]) {
    const cells = splitLine(first, delimiter);
    const columns = cells.map((cell) => FIELDS.get(wordOf(cell) ?? ""));
    const known = columns.filter((field) => field !== undefined);
    // A person may be called so, but then has a number or an address.
    if (known.length < 2 || cells.some((cell) => /\d{3}|@/.test(cell))) continue;
    if (known.includes("name")) return ok({ delimiter, columns, hasHeader: true });
    return no(`the header row names no column “name” (it has ${known.join(", ")})`);
  }
  const delimiter = named ?? mostLikely(filled);
  // Commas between the columns leave nothing else to have between the groups.
  const columns: Field[] = delimiter === "," ? (USUAL.slice(0, 4) as Field[]) : [...USUAL];
  return ok({ delimiter, columns, hasHeader: false });
}

/** The names in a header row of columns that nothing is taken of; none without a header row. */
export function columnsNotTaken(header: string | undefined): string[] {
  if (header === undefined) return [];
  const layout = detectLayout([header]);
  if (!layout.ok || !layout.value.hasHeader) return [];
  const { columns, delimiter } = layout.value;
  return splitLine(header, delimiter).filter((name, at) => columns[at] === undefined && name.trim() !== "");
}

/** The cells of one line. */
function splitLine(line: string, delimiter: Delimiter): string[] {
  if (!line.includes('"')) return line.split(delimiter);
  const options = { delimiter, relax_column_count: true, relax_quotes: true, skip_records_with_error: true };
  // A line that begins or ends a longer record has half a pair of quotation marks.
  return parse(line, options)[0] ?? line.split(delimiter);
}

/** The one with which most lines have a telephone number at its place, or else the one that most lines have. */
function mostLikely(lines: readonly string[]): Delimiter {
  const best = (suits: (cells: readonly string[]) => boolean) => {
    const scores = DELIMITERS.map((delimiter) => lines.filter((line) => suits(splitLine(line, delimiter))).length);
    const highest = Math.max(...scores);
    return highest > 0 ? DELIMITERS[scores.indexOf(highest)] : undefined;
  };
  return (
    best(([, number]) => /^\s*'?[+(]?\d[\d\s()/.-]+$/.test(number ?? "")) ?? best((cells) => cells.length > 1) ?? ";"
  );
}
