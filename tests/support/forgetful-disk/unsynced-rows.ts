/**
 * `bun run unsynced-rows.ts FILE off|full`: inserts rows into an SQLite database, each in a transaction of its own, and
 * prints its number once it is committed; for ever, at least until it is killed.
 */
import { Database } from "bun:sqlite";
import { writeSync } from "node:fs";

const [file = "", synchronous = "full"] = process.argv.slice(2);
const database = new Database(file, { create: true, readwrite: true });
database.run("pragma journal_mode = wal");
database.run(`pragma synchronous = ${synchronous}`);
database.run("pragma wal_autocheckpoint = 40");
database.run("create table if not exists rows (id integer primary key, text text not null)");
for (;;) {
  const { lastInsertRowid } = database.run("insert into rows (text) values (?)", ["row ".repeat(50)]);
  writeSync(1, `${lastInsertRowid}\n`);
}
