import { existsSync, readFileSync } from "node:fs";
import { sqlOn } from "./sql.ts";

/**
 * Where the database of a store's URL has a word that can be read: names of tables on either database, and of SQLite also the file and
 * its log, octet by octet. As it is, and in PDUs: the hexadecimal of UTF-16.
 */
export async function readablePlaces(url: string, word: string): Promise<string[]> {
  const forms = [word, utf16Hex(word), utf16Hex(word).toLowerCase()];
  const found: string[] = [];
  for (const table of await tablesOf(url)) {
    const rows = await sqlOn(url, `select * from "${table}"`);
    const text = JSON.stringify(rows, (_, value) => (typeof value === "bigint" ? String(value) : value));
    if (forms.some((form) => text.includes(form))) found.push(table);
  }
  if (!url.startsWith("sqlite:")) return found;
  const file = url.slice("sqlite:".length);
  for (const end of ["", "-wal"]) {
    const octets = existsSync(`${file}${end}`) ? readFileSync(`${file}${end}`) : Buffer.alloc(0);
    if (forms.some((form) => octets.includes(form))) found.push(`octets of file${end}`);
  }
  return found;
}

async function tablesOf(url: string): Promise<string[]> {
  const rows = await sqlOn(
    url,
    url.startsWith("sqlite:")
      ? "select name from sqlite_schema where type = 'table' and name not like '%_search%'"
      : "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  return rows.map(({ name }) => String(name));
}

const utf16Hex = (text: string) => Buffer.from(text, "utf16le").swap16().toString("hex").toUpperCase();
