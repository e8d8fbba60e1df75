import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ForeignRow } from "../../lib/messages/index.ts";
import { openForeign } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { sqlOn } from "../support/sql.ts";

/** More than two pages, and numbers of one to four digits. */
const ROWS = 1_203;

eachDatabase("another program's table", (databases) => {
  test("is read in the order of its numbers, every row once, however many there are", async () => {
    const url = await databases.createEmpty();
    await sqlOn(url, "create table letters (id integer primary key, body text)");
    for (let from = 1; from <= ROWS; from += 401) {
      const values = Array.from({ length: 401 }, (_, at) => `(${from + at}, 'letter ${from + at}')`);
      await sqlOn(url, `insert into letters values ${values.join(", ")}`);
    }
    const database = await openForeign(url.replace(/^sqlite:/, ""));
    try {
      const read: unknown[] = [];
      for await (const row of database.rows("letters", ["id"])) read.push(row);
      expect(read).toEqual(Array.from({ length: ROWS }, (_, at) => ({ id: `${at + 1}`, body: `letter ${at + 1}` })));
      expect(await Array.fromAsync(database.rows("no_such_table", ["id"]))).toEqual([]);
    } finally {
      await database.close();
    }
    // The server of the tests may have to start.
  }, 180_000);
});

/** The keys and texts of all rows, in the order in which they are read. */
async function readAll(file: string, table: string): Promise<ForeignRow[]> {
  const database = await openForeign(file);
  try {
    return await Array.fromAsync(database.rows(table, ["id"]));
  } finally {
    await database.close();
  }
}

test("SQLite's rows are each read once, whatever their keys are, and a NUL ends no text", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "foreign-")), "odd.db");
  const database = new Database(file);
  const add = (table: string, values: string) =>
    database.run(`with n(n) as (select 1 union all select n + 1 from n where n < ${ROWS}) insert into ${table}
      select ${values} from n`);
  database.run("create table texts (id blob, body blob)");
  add("texts", "'key ' || n, 'a' || char(0) || 'b' || n");
  database.run("create table same (id integer, body text)");
  add("same", "case n % 3 when 0 then null when 1 then x'00ff' else 'x' end, n");
  database.run("create table large (id integer, rowid text, body text)");
  add("large", "9223372036854770000 + n, n, n");
  database.run("create table keyed (id text, body integer primary key) without rowid");
  add("keyed", "'x', n");
  database.close();
  for (const table of ["texts", "same", "large", "keyed"]) {
    const read = await readAll(file, table);
    const bodies = new Set(read.map(({ body }) => body));
    expect([table, read.length, bodies.size]).toEqual([table, ROWS, ROWS]);
    expect(bodies.has(table === "texts" ? "a\0b7" : "7")).toBe(true);
    expect(Object.keys(read[0] ?? {}).filter((column) => column.includes("place"))).toEqual([]);
  }
});

test("SQLite's rows whose keys do not tell them apart are refused, and others have their turn between pages", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "foreign-")), "odd.db");
  const database = new Database(file);
  database.run("create table same (id text, rowid text, _rowid_ text, oid text)");
  database.run(`with n(n) as (select 1 union all select n + 1 from n where n < ${ROWS}) insert into same
    select 'x', n, n, n from n`);
  database.run("create table long (id text primary key) without rowid");
  database.run(`with n(n) as (select 1 union all select n + 1 from n where n < ${ROWS}) insert into long
    select printf('%01000d', 7) || n from n`);
  database.run("create table many (id integer primary key)");
  database.run(
    `with n(n) as (select 1 union all select n + 1 from n where n < ${ROWS}) insert into many select n from n`,
  );
  database.close();
  for (const table of ["same", "long"]) {
    const refusal = await readAll(file, table).catch((error: unknown) => error);
    expect(String(refusal)).toContain(`the rows of ${table} cannot be told apart`);
  }
  let isOver = false;
  let turned = false;
  setImmediate(() => {
    turned = !isOver;
  });
  await readAll(file, "many");
  isOver = true;
  expect(turned).toBe(true);
});
