import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrateCommand } from "../../lib/cli/migrate.ts";
import { userCommands } from "../../lib/cli/user.ts";
import { type FileLock, lockFile } from "../../lib/modem/serial/index.ts";
import packageJson from "../../package.json" with { type: "json" };
import { commandsOnData } from "../support/commands-on-data.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { createEmptyTestDatabase, dropTestDatabase, hasPostgres } from "../support/postgres.ts";
import { sqlOn } from "../support/sql.ts";

const data = commandsOnData([migrateCommand, ...userCommands]);
const ANNA = `insert into users (name, name_key, password_hash, revision) values ('anna', 'anna', 'x', 1)`;
const backups = () => join(data.data(), "backups");
const migrationsOn = async (url: string) => (await sqlOn(url, "select name from kysely_migration")).length;
const version = packageJson.version.replaceAll(".", "\\.");

/** What an earlier version left. Returns how many migrations it has. */
async function earlier(): Promise<number> {
  mkdirSync(data.data(), { recursive: true, mode: 0o700 });
  await leaveEarlierVersion(data.database(), "0040-held-messages", [ANNA]);
  return migrationsOn(data.database());
}

/** As a gateway has it that does not say to which version it brings the database. */
function earlierGateway(): Disposable & Pick<FileLock, "note"> {
  const lock = lockFile(join(data.data(), "aldis.sqlite.lock"));
  if (lock === undefined) throw new Error("the database is claimed already");
  return { note: lock.note, [Symbol.dispose]: () => lock.release() };
}

test("a command refuses to upgrade the database under an earlier gateway, and changes nothing; aldis migrate does it", async () => {
  const had = await earlier();
  {
    using _gateway = earlierGateway();
    expect(await data.run(["user", "list"])).toEqual({
      status: 1,
      out: "",
      err: "aldis: the database cannot be used: a gateway of an earlier version works on it, and this command would upgrade it meanwhile: restart the gateway with this version first, then run the command again\n",
    });
    expect(await data.run(["user", "remove", "anna"])).toMatchObject({ status: 1 });
    expect(await migrationsOn(data.database())).toBe(had);
    expect(existsSync(backups())).toBe(false);

    expect(await data.migrate()).toMatchObject({ status: 0, out: "the database is up to date\n" });
    expect(await migrationsOn(data.database())).toBeGreaterThan(had);
    // Nothing is missing now.
    expect(await data.run(["user", "list"])).toMatchObject({ status: 0, err: "" });
  }
});

test("without a gateway a command upgrades the database, and says so once, with the place of the copy", async () => {
  await earlier();
  const { status, out, err } = await data.run(["user", "list"]);
  const [copy = "no copy"] = readdirSync(backups());
  expect({ status, out, err }).toEqual({
    status: 0,
    out: expect.stringContaining("anna"),
    err: `aldis: the database was upgraded for version ${packageJson.version}; as it was before, it is in ${join(backups(), copy)}\n`,
  });
  expect(await data.run(["user", "list"])).toMatchObject({ status: 0, err: "" });
});

test("a gateway that has run before, and is gone, keeps no command from an upgrade", async () => {
  await earlier();
  const note = { newest: "9999-later", pid: process.pid, started: "1" };
  writeFileSync(join(data.data(), "aldis.sqlite.lock"), JSON.stringify(note), { mode: 0o600 });
  expect((await data.run(["user", "list"])).err).toContain("was upgraded");
});

test("a new database says nothing of an upgrade", async () => {
  expect(await data.migrate()).toEqual({ status: 0, out: "the database is up to date\n", err: "" });
});

test("a gateway of this version that is starting on the database of an earlier one keeps no command out", async () => {
  await earlier();
  using starting = earlierGateway();
  starting.note(JSON.stringify({ newest: "9999-later", pid: process.pid }));
  expect(await data.run(["user", "list"])).toMatchObject({ status: 0, out: expect.stringContaining("anna") });
});

test.skipIf(!hasPostgres())(
  "on PostgreSQL a command refuses too, and takes no node out of service, while one of an earlier version works",
  async () => {
    const url = await createEmptyTestDatabase();
    try {
      const now = "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
      const node = `insert into node_states (node, name, version, newest, state, started_at, state_since, seen_at, ahead_ms, hears, modems)
        values ('one-1', 'one', '0.1.0', '0046-nodes', 'ready', ${now}, ${now}, ${now} + 600000, 0, 1, '[]')`;
      await leaveEarlierVersion(url, "0047-retention", [ANNA, node]);
      const had = await migrationsOn(url);
      const refused = await data.run(["user", "list", "--database", url]);
      expect(refused).toMatchObject({
        status: 1,
        err: expect.stringMatching(
          /: a gateway of an earlier version works on it, on one, .* restart the gateway with this version first/,
        ),
      });
      expect(await migrationsOn(url)).toBe(had);
      expect(await sqlOn(url, "select key from settings where key = 'schema.upgrade'")).toEqual([]);

      await sqlOn(url, "update node_states set state = 'stopped'");
      const listed = await data.run(["user", "list", "--database", url]);
      expect(listed).toMatchObject({
        status: 0,
        err: expect.stringMatching(new RegExp(`^aldis: the database was upgraded for version ${version}\\n$`)),
      });
      expect(await migrationsOn(url)).toBeGreaterThan(had);
    } finally {
      await dropTestDatabase(url);
    }
  },
  180_000,
);
