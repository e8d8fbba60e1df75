import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { restoreCommand } from "../../lib/cli/backup.ts";
import { migrateCommand } from "../../lib/cli/migrate.ts";
import { userCommands } from "../../lib/cli/user.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { sqlOn } from "../support/sql.ts";

const data = commandsOnData([migrateCommand, restoreCommand, ...userCommands]);
const ANNA = `insert into users (name, name_key, password_hash, revision) values ('anna', 'anna', 'x', 1)`;

test("before migrations an old database is copied, three copies are kept, and one can be gone back to", async () => {
  const folder = join(data.data(), "backups");
  mkdirSync(folder, { recursive: true });
  const older = ["20200101-000000", "20210101-000000", "20220101-000000"];
  for (const at of older) writeFileSync(join(folder, `before-0001-core-${at}.sqlite`), "");
  writeFileSync(join(folder, "before-0002-x-20230101-000000.sqlite.new"), "cut off");
  writeFileSync(join(folder, "mine.sqlite"), "");
  await leaveEarlierVersion(data.database(), "0040-held-messages", [ANNA]);

  expect(await data.migrate()).toMatchObject({ status: 0 });
  const copies = readdirSync(folder).sort();
  const [copy = ""] = copies.filter((name) => name.startsWith("before-0040-held-messages-"));
  expect(copies).toEqual([
    "before-0001-core-20210101-000000.sqlite",
    "before-0001-core-20220101-000000.sqlite",
    copy,
    "mine.sqlite",
  ]);
  expect(statSync(join(folder, copy)).mode & 0o777).toBe(0o600);
  const tables = "select name from sqlite_schema where name in ('users', 'held_messages')";
  expect(await sqlOn(`sqlite:${join(folder, copy)}`, tables)).toEqual([{ name: "users" }]);

  // Nothing to migrate, nothing to copy.
  await data.migrate();
  expect(readdirSync(folder)).toHaveLength(4);

  await sqlOn(data.database(), "delete from users");
  expect(await data.run(["restore", join(folder, copy), "--force"])).toMatchObject({ status: 0 });
  expect(await sqlOn(data.database(), "select name from users")).toEqual([{ name: "anna" }]);
});

test("a database is not migrated when the copy cannot be made", async () => {
  mkdirSync(data.data(), { recursive: true });
  writeFileSync(join(data.data(), "backups"), "a file where the folder should be");
  await leaveEarlierVersion(data.database(), "0040-held-messages", [ANNA]);
  const { status, err } = await data.migrate();
  expect({ status, err }).toEqual({
    status: 1,
    err: expect.stringContaining("the copy before the upgrade could not be made"),
  });
  expect(await sqlOn(data.database(), "select name from sqlite_schema where name = 'held_messages'")).toEqual([]);
});
