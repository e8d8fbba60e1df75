import { parse } from "csv-parse/sync";
import { CSV_CHARACTERS_OF_A_TURN, CSV_ROWS } from "../../../limits.ts";
import type { ContactDetails } from "../../../messages/index.ts";
import { no, ok, type Result } from "../../../result.ts";
import type { NumberReader } from "../../submission/recipients.ts";
import { readContact, readName } from "../fields.ts";
import { bareNumber, restoreCell } from "./cells.ts";
import { detectLayout, type Field, type Layout, takeDelimiterLine } from "./layout.ts";
import { findRecords, type RecordLines } from "./quotes.ts";
import { decodeText } from "./text.ts";

/** 8 MiB: 100,000 rows, the most that are taken, of 80 bytes. */
export const LARGEST_FILE = 8 * 1_048_576;
/** 250 rows of the usual length per turn of the event loop, some 10 ms: requests wait for no more than these. */
const ROWS_OF_A_TURN = 250;
/** 200 characters of a row in the import's report: enough to find it in the file. */
const LONGEST_SHOWN = 200;

/** A row that is as it should be. What its file has no column for is absent from `says`. */
export interface GoodRow {
  /** From 1. */
  line: number;
  contact: ContactDetails;
  groups: readonly string[];
  says: ReadonlySet<Field>;
}

interface BadRow {
  line: number;
  /** Its name, or how the row begins. */
  name: string;
  problems: readonly string[];
}

interface CsvRows {
  good: GoodRow[];
  bad: BadRow[];
}

export interface CsvContacts extends CsvRows {
  /** The row that names the columns, where there is one. */
  header: string | undefined;
  /** The row that begins in a line, as the file has it. */
  textAt(line: number): string;
}

/**
 * Reads contacts from a file: the appliances' `name;number;email;group1,group2` without header, or with a header row,
 * any order of columns, semicolons, commas or tabs. Rows are judged one by one; only a file that is none is a problem.
 * Lets the event loop turn while it reads. Never rejects.
 */
export async function readContactsCsv(file: Uint8Array, numbers: NumberReader): Promise<Result<CsvContacts>> {
  if (file.byteLength > LARGEST_FILE) return no(`the file is larger than ${LARGEST_FILE / 1_048_576} MiB`);
  const lines = decodeText(file).split("\n");
  const detected = detectLayout(lines, takeDelimiterLine(lines));
  if (!detected.ok) return detected;
  const layout = detected.value;
  const { records, bad } = await findRecords(lines, {
    delimiter: layout.delimiter,
    multiline: layout.columns.indexOf("note"),
    hasHeader: layout.hasHeader,
  });
  const rows = layout.hasHeader ? records.slice(1) : records;
  if (rows.length + bad.length > CSV_ROWS) return no(`the file has more than ${CSV_ROWS} rows`);

  const longer = new Map(records.filter(({ count }) => count > 1).map(({ at, count }) => [at, count]));
  const textAt = (line: number) => lines.slice(line - 1, line - 1 + (longer.get(line - 1) ?? 1)).join("\n");
  const contacts: CsvContacts = {
    header: layout.hasHeader ? textAt((records[0]?.at ?? 0) + 1) : undefined,
    textAt,
    good: [],
    bad: bad.map(({ at, problem }) => ({ line: at + 1, name: nameIn(lines[at], layout), problems: [problem] })),
  };
  for (let from = 0; from < rows.length; ) {
    if (from > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    const turn = rowsOfATurn(rows, from, lines);
    readRows(rows.slice(from, from + turn), { lines, layout, numbers, contacts });
    from += turn;
  }
  contacts.bad.sort((a, b) => a.line - b.line);
  return ok(contacts);
}

/** How many rows from here on are read in one turn: at least one. */
function rowsOfATurn(rows: readonly RecordLines[], from: number, lines: readonly string[]): number {
  let characters = 0;
  let count = 0;
  while (count < ROWS_OF_A_TURN && from + count < rows.length && characters < CSV_CHARACTERS_OF_A_TURN) {
    const row = rows[from + count++];
    for (let line = 0; line < (row?.count ?? 0); line++) characters += lines[(row?.at ?? 0) + line]?.length ?? 0;
  }
  return count;
}

function readRows(
  rows: readonly RecordLines[],
  to: { lines: readonly string[]; layout: Layout; numbers: NumberReader; contacts: CsvRows },
): void {
  const { lines, layout, numbers, contacts } = to;
  const texts = rows.map(({ at, count }) => lines.slice(at, at + count).join("\n"));
  const records = splitRecords(texts, layout);
  for (const [index, { at }] of rows.entries()) {
    const cells = records[index] ?? [];
    if (cells.every((cell) => cell.trim() === "")) continue;
    const row = judge(cells, { line: at + 1, layout, numbers });
    if ("problems" in row) contacts.bad.push(row);
    else contacts.good.push(row);
  }
}

/** The cells of each record; parsed together, since a parser for each costs more than the parsing. */
function splitRecords(texts: readonly string[], { delimiter }: Layout): string[][] {
  const options = { delimiter, record_delimiter: "\n", relax_column_count: true, relax_quotes: true };
  const together = parse(texts.join("\n"), { ...options, skip_records_with_error: true });
  if (together.length === texts.length) return together;
  // The parser sees a quotation mark otherwise than `findRecords` does: no record may then spoil another.
  return texts.map((text) => parse(text, { ...options, quote: false }).flat());
}

function judge(
  cells: readonly string[],
  { line, layout, numbers }: { line: number; layout: Layout; numbers: NumberReader },
): GoodRow | BadRow {
  const { columns, hasHeader } = layout;
  const given = new Map<Field, string>();
  for (const [index, cell] of cells.entries()) {
    const field = columns[index];
    // Of several columns for one thing, the first that is filled.
    if (field !== undefined && !given.get(field)) given.set(field, restoreCell(cell.trim()));
  }
  const beyond = cells.slice(columns.length).map((cell) => cell.trim());
  if (layout.delimiter === "," && !hasHeader && beyond.length > 0) {
    given.set("groups", [given.get("groups") ?? "", ...beyond].join(","));
    beyond.length = 0;
  }

  const problems: string[] = [];
  const draft = {
    name: given.get("name") ?? "",
    number: bareNumber(given.get("number") ?? ""),
    email: given.get("email"),
  };
  const contact = readContact({ ...draft, note: given.get("note") }, numbers);
  if (!contact.ok) problems.push(...contact.problem.map(({ message }) => message));
  const groups = readGroups(given.get("groups") ?? "");
  problems.push(...groups.problems);
  if (!hasHeader && !draft.number && !draft.email) problems.push("neither a telephone number nor an email address");
  if (beyond.some((cell) => cell !== "")) problems.push(`more than ${columns.length} columns`);
  if (!contact.ok || problems.length > 0) return { line, name: beginningOf(draft.name || cells.join(";")), problems };
  return { line, contact: contact.value, groups: groups.names, says: new Set(given.keys()) };
}

/** Names, separated by commas; one that has a comma of its own is in quotation marks. */
function readGroups(cell: string): { names: string[]; problems: string[] } {
  const texts = cell === "" ? [] : splitGroups(cell);
  const names: string[] = [];
  const problems: string[] = [];
  for (const text of texts) {
    if (text.trim() === "") continue;
    const read = readName(restoreCell(text.trim()));
    if (read.ok) names.push(read.value);
    else problems.push(`a group: ${read.problem}`);
  }
  return { names, problems };
}

function splitGroups(cell: string): string[] {
  if (!cell.includes('"')) return cell.split(",");
  const options = { relax_column_count: true, relax_quotes: true, skip_records_with_error: true, ltrim: true };
  return parse(cell, options)[0] ?? cell.split(",");
}

/** The name in a line whose quotation marks are wrong. */
function nameIn(line = "", { delimiter, columns }: Layout): string {
  const cell = line.split(delimiter)[columns.indexOf("name")]?.replaceAll('"', "").trim();
  return beginningOf(cell || line);
}

/** Enough to recognise the row. */
function beginningOf(text = ""): string {
  const line = text.replaceAll(/\p{Cc}/gu, " ").toWellFormed();
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
}
