import { rmSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { ForeignDatabase, ForeignRow, ForeignTables } from "../../messages/index.ts";
import { openPlain, type PlainSqlite } from "../sqlite.ts";
import { LONGEST_VALUE, PAGE_ROWS } from "./limits.ts";
import { notToldApart, type Place, pagesOf, quoted } from "./sqlite-pages.ts";

/** Opens a SQLite file of another program, which is only read. @throws StoreFailure */
export async function openForeignSqlite(file: string): Promise<ForeignDatabase> {
  const database = openPlain(file, { readonly: true });
  try {
    return readFrom(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function readFrom(database: PlainSqlite): ForeignDatabase {
  const columns = database.all(`select tables.name as name, columns.name as named
    from sqlite_schema as tables join pragma_table_info(tables.name) as columns
    where tables.type = 'table' order by tables.name, columns.cid`);
  const byName = new Map(
    [...Map.groupBy(columns, ({ name }) => String(name))].map(([table, rows]) => [
      table.toLowerCase(),
      { table, columns: new Map(rows.map(({ named }) => [String(named).toLowerCase(), String(named)])) },
    ]),
  );

  async function* rows(name: string, key: readonly string[]): AsyncGenerator<ForeignRow> {
    const found = byName.get(name);
    if (found === undefined) return;
    // Octets: `substr` of a text ends at a NUL.
    const cells = [...found.columns].map(
      ([as, column]) =>
        `cast(substr(cast(${quoted(column)} as blob), 1, ${LONGEST_VALUE * 2}) as text) as ${quoted(as)}`,
    );
    const pages = pagesOf(
      database,
      found.table,
      key.map((column) => found.columns.get(column) ?? column),
    );
    const select = `${cells.join(", ")}, ${pages.places} from ${quoted(found.table)}`;
    for (let last: Place | undefined; ; ) {
      const { where, values } = pages.behind(last);
      const page = database.all(`select ${select} ${where} order by ${pages.order} limit ${PAGE_ROWS}`, values);
      const next = page.length < PAGE_ROWS ? undefined : pages.placeOf(page.at(-1) ?? {});
      if (next !== undefined && isDeepStrictEqual(next, last)) throw notToldApart(found.table);
      for (const row of page) yield pages.withoutPlace(row);
      if (next === undefined) return;
      last = next;
      // Whoever wants the program to end is heard between pages.
      await new Promise((turn) => setImmediate(turn));
    }
  }

  return {
    tables: new Map([...byName].map(([name, { columns: own }]) => [name, [...own.keys()]])),
    rows,
    async close() {
      database.close();
    },
  };
}

/** 2,000 rows of a dump share a transaction. */
const ROWS_OF_A_TRANSACTION = 2_000;

/**
 * Makes a file for tables of a dump, which are read in another order than they come in.
 *
 * @param file  in a folder that is the gateway's alone; its name is there for a moment only
 * @throws StoreFailure
 */
export function createForeignTables(file: string): ForeignTables {
  const remove = () => rmSync(file, { force: true });
  // One of a process that had the same ID, and was killed.
  remove();
  const database = openPlain(file, { readonly: false });
  // Locked once, and for good: SQLite looks for the name with each lock.
  database.run("pragma locking_mode = exclusive");
  // `off` is refused to a database that is opened defensively, as Bun does.
  database.run("pragma journal_mode = memory");
  database.run("pragma synchronous = off");
  database.run("pragma user_version = 1");
  // Nothing of it outlasts the import, even one that is killed: an open file without a name is there until it is closed.
  remove();
  const shapes = new Map<string, readonly string[]>();
  let rows = 0;

  return {
    create(table, columns) {
      if (shapes.has(table)) return;
      if (rows > 0) database.run("commit");
      rows = 0;
      shapes.set(table, columns);
      const typed = columns.map((column) => `${quoted(column)} ${isKey(column) ? "integer" : "text"}`);
      database.run(`create table ${quoted(table)} (${typed.join(", ")})`);
    },
    add(table, values, columns) {
      const own = columns ?? shapes.get(table) ?? [];
      const given = values.slice(0, own.length);
      if (rows === 0) database.run("begin");
      database.run(
        `insert into ${quoted(table)} (${own.slice(0, given.length).map(quoted).join(", ")})
          values (${given.map(() => "?").join(", ")})`,
        given,
      );
      if (++rows < ROWS_OF_A_TRANSACTION) return;
      database.run("commit");
      rows = 0;
    },
    async read() {
      if (rows > 0) database.run("commit");
      rows = 0;
      for (const [table, columns] of shapes) {
        const key = columns.filter(isKey).sort().map(quoted);
        if (key.length > 0)
          database.run(`create index ${quoted(`${table} by key`)} on ${quoted(table)} (${key.join(", ")})`);
      }
      return readFrom(database);
    },
    async discard() {
      database.close();
    },
  };
}

/** What rows are read by, in the order of the alphabet. */
const isKey = (column: string) => /^(id|id_\w+|sequenceposition)$/i.test(column);
