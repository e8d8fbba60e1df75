import { existsSync, readFileSync } from "node:fs";
import { tablesIn } from "./filled-database.ts";
import { sqlOn } from "./sql.ts";

/** Columns of a database in which a number stands, in whatever way it is written; as `table.column`, sorted. */
export async function tracesIn(url: string, digits: string): Promise<string[]> {
  const found = new Set<string>();
  for (const table of await tablesIn(url)) {
    if (/_search(_|$)/.test(table) && url.startsWith("sqlite:")) continue;
    for (const row of await sqlOn(url, `select * from ${table}`)) {
      for (const [column, value] of Object.entries(row)) {
        if (
          textOf(value)
            .replaceAll(/[\s()./-]/g, "")
            .includes(digits)
        )
          found.add(`${table}.${column}`);
      }
    }
  }
  return [...found].sort();
}

/** Whether digits stand in the files of a SQLite database. */
export function isInFiles(url: string, digits: string): boolean {
  const file = url.slice("sqlite:".length);
  return [file, `${file}-wal`].some((each) => existsSync(each) && readFileSync(each).includes(digits));
}

const textOf = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
