import { expect, test } from "bun:test";
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
  }, 60_000);
});
