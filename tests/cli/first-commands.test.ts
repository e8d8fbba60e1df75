import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { doctorCommand } from "../../lib/cli/doctor.ts";
import { inboxCommands } from "../../lib/cli/inbox.ts";
import { migrateCommand } from "../../lib/cli/migrate.ts";
import { userCommands } from "../../lib/cli/user.ts";
import { commandsOnData } from "../support/commands-on-data.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { freePort } from "../support/free-port.ts";
import { createEmptyTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { runAldis, startAldis } from "../support/process.ts";
import { sqlOn } from "../support/sql.ts";

const data = commandsOnData([doctorCommand, migrateCommand, ...inboxCommands, ...userCommands]);
const FIVE = ["anna", "bert", "cleo", "dora", "emil"];
const OK = { exit: 0, output: expect.any(String) };

const add = (name: string, ...more: string[]) =>
  runAldis(["user", "add", name, "--password-stdin", "--data", data.data(), ...more], { stdin: `${name}-Sommer-2026` });

test("several first commands at once on a new data directory succeed, also beside the gateway's first start", async () => {
  const port = await freePort();
  await using gateway = startAldis(["serve", "--data", data.data(), "--port", String(port), "--modem", "simulated"]);
  expect(await Promise.all(FIVE.map((name) => add(name)))).toEqual(FIVE.map(() => OK));
  expect(await gateway.printed(/"gateway started"/)).toBeDefined();
  const names = await sqlOn(data.database(), "select name from users order by name");
  expect(names).toEqual(FIVE.map((name) => ({ name })));
}, 180_000);

test.skipIf(!hasPostgres())(
  "so do those on a new database of PostgreSQL",
  async () => {
    const url = await createEmptyTestDatabase();
    try {
      expect(await Promise.all(FIVE.map((name) => add(name, "--database", url)))).toEqual(FIVE.map(() => OK));
      expect(await sqlOn(url, "select name from users order by name")).toEqual(FIVE.map((name) => ({ name })));
    } finally {
      await dropTestDatabase(url);
    }
  },
  180_000,
);

test("of several first commands that need the key of secrets, one makes it", async () => {
  const set = (setting: string, value: string) =>
    runAldis(["setting", "set", setting, "--value-stdin", "--data", data.data()], { stdin: value });
  const secrets = { "telegram-token": "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-12", "mail-password": "Wintermond" };
  expect(await Promise.all(Object.entries(secrets).map(([key, value]) => set(key, value)))).toEqual([OK, OK]);
  const { output } = await runAldis(["setting", "list", "--data", data.data()]);
  expect(output.match(/^(telegram-token|mail-password) .*•••.* database$/gm)).toHaveLength(2);
}, 180_000);

test("of several first commands after an upgrade, one copies the database", async () => {
  mkdirSync(data.data(), { recursive: true });
  const row = `insert into users (name, name_key, password_hash, revision) values ('old', 'old', 'x', 1)`;
  await leaveEarlierVersion(data.database(), "0040-held-messages", [row]);
  expect(await Promise.all(FIVE.map((name) => add(name)))).toEqual(FIVE.map(() => OK));
  expect(readdirSync(join(data.data(), "backups"))).toHaveLength(1);
}, 180_000);

test("a new database that another process keeps to itself for a moment is waited for", async () => {
  mkdirSync(data.data(), { recursive: true });
  const file = join(data.data(), "aldis.sqlite");
  const hold = `const { Database } = require("bun:sqlite");
    const database = new Database(${JSON.stringify(file)});
    database.run("begin exclusive");
    console.log("held");
    setTimeout(() => { database.run("rollback"); database.close(); }, 400);`;
  await using holder = startAldis(["-e", hold], { command: [process.execPath] });
  await holder.printed(/held/);
  expect(await data.run(["user", "list"])).toMatchObject({ status: 0 });
});

test("a database whose tables are not made yet keeps no settings, and nothing is wrong with it", async () => {
  mkdirSync(data.data(), { recursive: true, mode: 0o700 });
  const file = join(data.data(), "aldis.sqlite");
  writeFileSync(file, "", { mode: 0o600 });
  expect((await data.run(["doctor"])).out).toMatch(/ok {2}database/);
  using database = new Database(file);
  expect(database.query("select name from sqlite_schema").all()).toEqual([]);
  expect(await data.run(["inbox", "list"])).toMatchObject({ status: 0, err: "" });
});
