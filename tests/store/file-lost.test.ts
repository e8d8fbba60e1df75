import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { openSqlite } from "../../lib/store/sqlite.ts";
import { inTransaction } from "../../lib/store/transaction.ts";
import { eventually } from "../support/eventually.ts";

test("a transaction that is open when its file is found replaced is refused, since it is not in the new file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "aldis-"));
  const file = join(folder, "test.db");
  const rescued = () => readdirSync(folder).find((name) => name.includes(".rescued-") && !name.endsWith("-journal"));
  const backend = openSqlite(file);
  try {
    await inTransaction(backend, (db) => sql`create table texts (text text)`.execute(db));
    await inTransaction(backend, (db) => sql`insert into texts values ('accepted')`.execute(db));
    const late = inTransaction(backend, async (db) => {
      await sql`insert into texts values ('too late')`.execute(db);
      copyFileSync(file, `${file}.other`);
      renameSync(`${file}.other`, file);
      await eventually("what was committed is in a new file", () => rescued());
    });
    await expect(late).rejects.toMatchObject({ name: "StoreFailure", kind: "unavailable" });
    using saved = new Database(join(folder, rescued() ?? ""), { readonly: true });
    expect(saved.query("select text from texts").all()).toEqual([{ text: "accepted" }]);
  } finally {
    await backend.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 180_000);
