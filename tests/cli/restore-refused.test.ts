import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { join } from "node:path";
import { backupCommand, restoreCommand } from "../../lib/cli/backup.ts";
import { groupCommands } from "../../lib/cli/group.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { sqlOn } from "../support/sql.ts";

const data = commandsOnData([backupCommand, restoreCommand, ...groupCommands]);
const file = () => data.path("all.backup");
const databaseFile = () => join(data.data(), "aldis.sqlite");

test("a restore that is refused while somebody works on the database leaves the one before the last restore where it is", async () => {
  await data.migrate();
  await data.run(["backup", file()]);
  await data.run(["group", "add", "later"]);
  await data.run(["restore", file(), "--force"]);
  const reader = new Database(databaseFile());
  reader.run("create table held (id integer)");
  reader.run("begin");
  reader.query("select * from held").all();
  const writer = new Database(databaseFile());
  writer.run("insert into held values (1)");
  try {
    const refused = await data.run(["restore", file(), "--force"]);
    expect(refused).toMatchObject({ status: 1, err: expect.stringContaining("is in use") });
  } finally {
    writer.close();
    reader.close();
  }
  const before = `sqlite:${databaseFile()}.before-restore`;
  expect(await sqlOn(before, "select name from contact_groups")).toEqual([{ name: "later" }]);
}, 180_000);
