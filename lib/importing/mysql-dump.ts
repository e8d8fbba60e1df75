import type { ForeignDatabase, ForeignTables } from "../messages/index.ts";
import { type Found, refused } from "./found.ts";
import { MOST_COLUMNS, readRow } from "./mysql-rows.ts";

/** 4 MiB: a row of the largest message has some 400 kB, twice as many escaped. */
const LONGEST_ROW = 4 * 1_048_576;

/** What a dump said besides its rows. */
export interface Dump {
  database: ForeignDatabase;
  /** `UTC` when the dump says that its times are, as mysqldump does by default. */
  timeZone: string | undefined;
  refused: readonly Found[];
}

/**
 * Puts rows of a dump in SQL, as mysqldump and mariadb-dump write it, into tables. A statement is read row by row, so neither the file nor one
 * of its statements has to fit into memory.
 *
 * @param isWanted  the tables, by their names in lower case
 * @throws StoreFailure, and what `chunks` throws
 */
export async function readMysqlDump(
  chunks: AsyncIterable<Uint8Array>,
  { tables, isWanted }: { tables: ForeignTables; isWanted: (table: string) => boolean },
): Promise<Dump> {
  const source = createSource(chunks);
  const bad: Found[] = [];
  const shapes = new Map<string, readonly string[]>();
  let timeZone: string | undefined;
  for (;;) {
    const statement = await source.beginning();
    if (statement === undefined) break;
    if (/^\/\*!\d+\s+set\s+time_zone\s*=\s*'\+00:00'/i.test(statement)) timeZone = "UTC";
    const create = /^create\s+table\s+(?:if\s+not\s+exists\s+)?`?(\w+)`?/i.exec(statement);
    const insert = /^(?:insert|replace)\s+(?:ignore\s+)?into\s+`?(\w+)`?\s*(\([^)]*\))?\s*values\s*/i.exec(statement);
    const table = (create ?? insert)?.[1]?.toLowerCase();
    if (table === undefined || !isWanted(table)) {
      await source.skipStatement();
    } else if (create !== null) {
      const columns = [...(await source.statement()).matchAll(/^\s*`(\w+)`\s/gm)].map(([, name = ""]) => name);
      makeTable(table, columns.slice(0, MOST_COLUMNS));
    } else if (insert !== null) {
      const columns = insert[2] === undefined ? undefined : namesIn(insert[2]);
      if (columns !== undefined) makeTable(table, columns);
      const problem = insertProblem(shapes.get(table), columns);
      if (problem !== undefined) {
        bad.push(refused(`an INSERT into ${table}`, problem));
        await source.skipStatement();
        continue;
      }
      source.take(insert[0].length);
      for (let at = 1; ; at++) {
        const row = await source.row();
        if (row === undefined) break;
        if (typeof row === "string") bad.push(refused(`${table}, row ${at} of an INSERT`, row));
        else tables.add(table, row, columns);
      }
    }
  }
  if (source.isCut()) bad.push(refused("the dump", "it was cut off: what it lacks is not imported"));
  return { database: await tables.read(), timeZone, refused: bad };

  function makeTable(table: string, columns: readonly string[]): void {
    if (shapes.has(table) || columns.length === 0 || twiceIn(columns) !== undefined) return;
    shapes.set(table, columns);
    tables.create(table, columns);
  }
}

/** Why rows cannot be taken. */
function insertProblem(
  shape: readonly string[] | undefined,
  columns: readonly string[] | undefined,
): string | undefined {
  if (shape === undefined) return "its columns are not known: no CREATE TABLE that can be read stands before it";
  const known = new Set(shape.map((column) => column.toLowerCase()));
  const other = columns?.find((column) => !known.has(column.toLowerCase()));
  if (other !== undefined) return `the table has no column ${other}`;
  const twice = twiceIn(columns ?? []);
  return twice === undefined ? undefined : `it names the column ${twice} twice`;
}

const twiceIn = (columns: readonly string[]) => {
  const lower = columns.map((column) => column.toLowerCase());
  return columns.find((_, at) => lower.indexOf(lower[at] ?? "") < at);
};

const namesIn = (list: string) => [...list.matchAll(/`?(\w+)`?/g)].map(([, name = ""]) => name).slice(0, MOST_COLUMNS);

/** The first and the last comment of mysqldump: a dump that has the first alone is not complete. */
function createFrame() {
  let begins = false;
  let ends = false;
  return {
    see(comment: string): void {
      begins ||= /^-- (?:MySQL|MariaDB) dump /.test(comment);
      ends ||= comment.startsWith("-- Dump completed");
    },
    isOpen: () => begins && !ends,
  };
}

/** Reads statements out of pieces; `buffer` has what was read and is not taken yet. */
function createSource(chunks: AsyncIterable<Uint8Array>) {
  const iterator = chunks[Symbol.asyncIterator]();
  const decoder = new TextDecoder();
  let buffer = "";
  let at = 0;
  let isAtEnd = false;
  let endsWithin = false;
  const frame = createFrame();

  /** `false` at the end. */
  async function more(): Promise<boolean> {
    if (isAtEnd) return false;
    const next = await iterator.next();
    isAtEnd = next.done === true;
    buffer = buffer.slice(at) + (next.done ? decoder.decode() : decoder.decode(next.value, { stream: true }));
    at = 0;
    return !isAtEnd || buffer !== "";
  }

  /** Takes what `read` finds, with as much of the file as it needs. */
  async function whole<Value>(read: () => { value: Value; end: number } | undefined): Promise<Value | undefined> {
    for (;;) {
      const found = read();
      if (found !== undefined) {
        at = found.end;
        return found.value;
      }
      if (buffer.length - at > LONGEST_ROW || !(await more())) return undefined;
    }
  }

  async function skipStatement(): Promise<void> {
    let quote = "";
    for (;;) {
      const pattern = quote === "" ? /['"`;]/g : quote === "`" ? /`/g : /[\\'"]/g;
      pattern.lastIndex = at;
      const found = pattern.exec(buffer);
      if (found === null) {
        at = buffer.length;
        if (!(await more())) return;
        continue;
      }
      const character = found[0];
      if (character === "\\") {
        at = found.index;
        if (at + 2 > buffer.length && (await more())) continue;
        at += 2;
        continue;
      }
      at = found.index + 1;
      if (quote === "") {
        if (character === ";") return;
        quote = character;
      } else if (character === quote) quote = "";
    }
  }

  return {
    isCut: () => endsWithin || frame.isOpen(),
    take(length: number): void {
      at += length;
    },
    skipStatement,
    /** How the next statement or special comment begins, at most 8,000 characters; comments are skipped. `undefined` at the end. */
    async beginning(): Promise<string | undefined> {
      for (;;) {
        const blank = /[\s;]*/y;
        blank.lastIndex = at;
        blank.exec(buffer);
        at = Math.max(at, blank.lastIndex);
        while (buffer.length - at < BEGINNING && (await more()));
        const rest = buffer.slice(at, at + BEGINNING);
        if (rest.trim() === "") {
          if (isAtEnd) return undefined;
          continue;
        }
        if (/^[\s;]/.test(rest)) continue;
        const end = commentEnd(rest);
        if (end === undefined) return rest;
        frame.see(rest);
        await skipTo(end);
      }
    },
    /** The next statement, to its end. */
    async statement(): Promise<string> {
      const text = await whole(() => {
        const end = endOfStatement(buffer, at);
        return end === undefined ? undefined : { value: buffer.slice(at, end), end };
      });
      endsWithin ||= text === undefined && isAtEnd;
      if (text === undefined) await skipStatement();
      return text ?? "";
    },
    /** The next row of an INSERT; what is wrong with it; or `undefined` when there are no more. */
    async row(): Promise<(string | null)[] | string | undefined> {
      const found = await whole<(string | null)[] | string | "end">(() => readRow(buffer, at));
      if (found === "end") return undefined;
      if (found !== undefined) return found;
      const wasCutOff = isAtEnd && buffer.length - at <= LONGEST_ROW;
      endsWithin ||= wasCutOff;
      await skipStatement();
      return wasCutOff
        ? undefined
        : `it is longer than ${LONGEST_ROW} characters; the rest of its statement is left out`;
    },
  };

  async function skipTo(end: string): Promise<void> {
    for (;;) {
      const found = buffer.indexOf(end, at);
      at = found >= 0 ? found + end.length : Math.max(at, buffer.length - end.length);
      if (found >= 0) return;
      if (!(await more())) {
        at = buffer.length;
        return;
      }
    }
  }
}

const BEGINNING = 8_000;

/** What ends the comment that a text begins with; `undefined` for a statement, and for the comment that sets the time zone. */
function commentEnd(text: string): string | undefined {
  if (text.startsWith("--") || text.startsWith("#")) return "\n";
  return text.startsWith("/*") && !/^\/\*!\d+\s+set\s+time_zone/i.test(text) ? "*/" : undefined;
}

function endOfStatement(text: string, from: number): number | undefined {
  const pattern = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"|`[^`]*`|;|['"`]/g;
  pattern.lastIndex = from;
  for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
    if (found[0] === ";") return found.index + 1;
    if (found[0].length === 1) return undefined;
  }
  return undefined;
}
