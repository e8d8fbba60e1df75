import { type ForeignRow, StoreFailure } from "../../messages/index.ts";
import type { PlainSqlite } from "../sqlite.ts";

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Rows of which some would be read again and again, or never. */
export const notToldApart = (table: string) =>
  new StoreFailure("invalid", `SQLite: the rows of ${table} cannot be told apart by their keys`);

/** Where a row stands: its keys as they are stored, whatever type they have. */
export type Place = readonly (string | number | bigint | Uint8Array | null)[];

/** 1,000 characters, or octets, of a key. */
const LONGEST_KEY = 1_000;
const ROWIDS = ["rowid", "_rowid_", "oid"];

/**
 * How the rows of another program's table are read page by page. SQLite keeps any value in any column: keys are compared as they are
 * stored, and where several rows have the same, the number of the row decides.
 *
 * @throws StoreFailure
 */
export function pagesOf(database: PlainSqlite, table: string, key: readonly string[]) {
  const order = [...key.map((column) => `${quoted(table)}.${quoted(column)}`), ...tellingApart(database, table)];
  const [kinds, values] = ["kind", "value"].map((what) => order.map((_, at) => `place ${what} ${at}`)) as [
    string[],
    string[],
  ];
  // An integer as text: it may have more digits than a number here.
  const places = order.map(
    (column, at) => `typeof(${column}) as "${kinds[at]}", case typeof(${column})
      when 'integer' then cast(${column} as text) when 'real' then ${column} when 'null' then null
      else substr(${column}, 1, ${LONGEST_KEY}) end as "${values[at]}"`,
  );
  return {
    places: places.join(", "),
    order: order.join(", "),
    placeOf: (row: Readonly<Record<string, unknown>>): Place =>
      values.map((value, at) =>
        row[kinds[at] ?? ""] === "integer" ? BigInt(String(row[value])) : (row[value] as Place[number]),
      ),
    /** The rows behind a place; `undefined`: all. */
    behind(place: Place | undefined): { where: string; values: (string | number | bigint | Uint8Array)[] } {
      if (place === undefined) return { where: "", values: [] };
      const condition = (at: number): string => {
        const column = order[at];
        if (column === undefined) return "false";
        // Nothing is in front of null.
        return place[at] === null
          ? `(${column} is not null or ${condition(at + 1)})`
          : `(${column} >= ?${at + 1} and (${column} > ?${at + 1} or ${condition(at + 1)}))`;
      };
      return { where: `where ${condition(0)}`, values: place.map((value) => value ?? 0) };
    },
    withoutPlace(row: Record<string, unknown>): ForeignRow {
      for (const name of [...kinds, ...values]) delete row[name];
      return row as ForeignRow;
    },
  };
}

/** The number of a row, or the columns of the primary key where rows have none. */
function tellingApart(database: PlainSqlite, table: string): string[] {
  const columns = database.all("select name, pk from pragma_table_info(?)", [table]);
  const names = new Set(columns.map(({ name }) => String(name).toLowerCase()));
  const [own] = database.all("select wr from pragma_table_list where schema = 'main' and name = ?", [table]);
  const rowid = Number(own?.wr) === 1 ? undefined : ROWIDS.find((each) => !names.has(each));
  if (rowid !== undefined) return [`${quoted(table)}.${rowid}`];
  const primary = columns.filter(({ pk }) => Number(pk) > 0);
  if (primary.length === 0) throw notToldApart(table);
  return primary.map(({ name }) => `${quoted(table)}.${quoted(String(name))}`);
}
