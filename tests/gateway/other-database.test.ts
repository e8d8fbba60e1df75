import { expect, test } from "bun:test";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { databaseName } from "../../lib/gateway/database-name.ts";
import { createApp } from "../../server.ts";
import { startTestGateway } from "../support/gateway.ts";
import { createTestDatabase, hasPostgres } from "../support/postgres.ts";
import { runCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
const listUsers = (data: string, ...args: string[]) => runCli(aldis, ["user", "list", "--data", data, ...args]);
const WARNING = /^aldis: the gateway running on \S+ uses the database (\S+), but this command uses (\S+): give both/;

test("a command without the gateway's --database says that it works on another one", async () => {
  const file = join(temporaryDirectory(), "other.sqlite");
  await using gateway = await startTestGateway("--database", `sqlite:${file}`);
  // A database that is not there is not made.
  const { status, err } = await listUsers(gateway.data);
  expect({ status, lines: err.split("\n").length }).toEqual({ status: 1, lines: 2 });
  expect(existsSync(join(gateway.data, "aldis.sqlite"))).toBe(false);
  await runCli(aldis, ["migrate", "--data", gateway.data]);
  expect((await listUsers(gateway.data)).status).toBe(0);
  expect((await listUsers(gateway.data)).err).toBe(err);
  expect(WARNING.exec(err)?.slice(1)).toEqual([`sqlite:${file}`, `sqlite:${join(gateway.data, "aldis.sqlite")}`]);
  expect((await listUsers(gateway.data, "--database", `sqlite:${file}`)).err).toBe("");
});

test("a command on the gateway's own database says nothing, whichever way it is named", async () => {
  await using gateway = await startTestGateway();
  expect((await listUsers(gateway.data)).err).toBe("");
  const file = join(gateway.data, "aldis.sqlite");
  expect((await listUsers(gateway.data, "--database", `sqlite:${file}`)).err).toBe("");
  const link = join(temporaryDirectory(), "link");
  symlinkSync(gateway.data, link);
  expect((await listUsers(gateway.data, "--database", `sqlite:${join(link, "aldis.sqlite")}`)).err).toBe("");
});

test("what a gateway that is gone has recorded is no reason to speak", async () => {
  const data = join(temporaryDirectory(), "data");
  await runCli(aldis, ["migrate", "--data", data]);
  const gone = Bun.spawnSync(["true"]).pid;
  for (const instance of [
    { pid: gone, database: "sqlite:/other" },
    { database: "sqlite:/other" },
    { pid: process.pid },
  ]) {
    writeFileSync(join(data, "gateway.json"), JSON.stringify({ url: "http://127.0.0.1:8080", ...instance }), {
      mode: 0o600,
    });
    expect((await listUsers(data)).err).toBe("");
  }
});

test.skipIf(!hasPostgres())(
  "on PostgreSQL the banner and gateway.json name the database, never its password",
  async () => {
    const url = new URL(await createTestDatabase());
    url.username ||= "postgres";
    url.password = "s3cret-of-the-database";
    await using gateway = await startTestGateway("--database", url.href);
    const recorded = readFileSync(join(gateway.data, "gateway.json"), "utf8");
    const place = `${url.hostname}:${url.port || "5432"}${url.pathname}`;
    expect(JSON.parse(recorded).database).toBe(`postgres://${place}`);
    expect(gateway.output() + recorded).not.toContain("s3cret");
    const command = `ALDIS_DATABASE_URL=postgres://USER:PASSWORD@${place} aldis user add NAME `;
    expect(gateway.output()).toMatch(new RegExp(`^First user: +${RegExp.escape(command)}`, "m"));
    expect((await listUsers(gateway.data)).err).toMatch(WARNING);
    expect((await listUsers(gateway.data)).err).not.toContain("s3cret");
  },
);

test("a database's name has no user, password or parameter, and is the same for the same place", () => {
  const names = [
    "postgres://anna:p%40ss@DB.example/aldis?sslmode=require",
    "postgresql://db.example:5432/aldis?password=x",
  ].map(databaseName);
  expect(names).toEqual(["postgres://db.example:5432/aldis", "postgres://db.example:5432/aldis"]);
  expect(databaseName("postgres://u:p@a:6432,b/x")).toBe("postgres://a:6432,b:5432/x");
  expect(databaseName("postgres://[::1]:5433/x")).toBe("postgres://[::1]:5433/x");
  expect(databaseName("postgres:///x")).toBe("postgres://:5432/x");
  // Malformed: characters of a password that should have been escaped.
  for (const url of ["postgres://a:p@ss/word@host/x", "postgres://a:p/word@host/x", "postgres://a:p?word@host/x"]) {
    expect(databaseName(url)).not.toMatch(/word|:p/);
  }
});
