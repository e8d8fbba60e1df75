import { expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { runCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
const NAME_IT = "name the right one with --data, ALDIS_DATA or --config";

/** Commands that show or change what a gateway has stored. */
const NEED_DATA: readonly (readonly string[])[] = [
  ...[
    ["message", "list"],
    ["message", "show", "1"],
    ["message", "cancel", "1"],
    ["message", "acknowledge-failed"],
  ],
  ...[
    ["inbox", "list"],
    ["inbox", "show", "1"],
    ["event", "list"],
    ["user", "list"],
    ["user", "remove", "anna"],
  ],
  ...[
    ["contact", "list"],
    ["contact", "show", "Anna"],
    ["contact", "export"],
    ["contact", "schedule"],
  ],
  ...[
    ["group", "list"],
    ["group", "show", "ops"],
    ["telegram", "links"],
    ["telegram", "status"],
  ],
];

test.each(NEED_DATA)("%s %s in a folder that no gateway has used says so and makes nothing", async (...words) => {
  const folder = temporaryDirectory();
  const data = join(folder, "data");
  const { status, out, err } = await runCli(aldis, [...words.filter((word) => word), "--data", data]);
  expect({ status, out, err }).toEqual({
    status: 1,
    out: "",
    err: `aldis: no gateway has used the data directory ${data}: ${NAME_IT}\n`,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test("a directory of something else is left as it is", async () => {
  const data = join(temporaryDirectory(), "data");
  mkdirSync(data);
  const before = statSync(data).mode;
  expect((await runCli(aldis, ["user", "list", "--data", data])).err).toContain(
    `no gateway has used the data directory ${data}`,
  );
  expect({ mode: statSync(data).mode, files: readdirSync(data) }).toEqual({ mode: before, files: [] });
});

test("a database file that no gateway has used is not made either", async () => {
  const folder = temporaryDirectory();
  const file = join(folder, "other.sqlite");
  const { status, err } = await runCli(aldis, [
    "user",
    "list",
    "--data",
    join(folder, "data"),
    "--database",
    `sqlite:${file}`,
  ]);
  expect({ status, err }).toEqual({
    status: 1,
    err: `aldis: no gateway has used the database sqlite:${file}: name the right one with --database, ALDIS_DATABASE_URL or --config\n`,
  });
  expect(readdirSync(folder)).toEqual([]);
});

test("a database that is named is read without a data directory, which is not made", async () => {
  const folder = temporaryDirectory();
  const database = ["--database", `sqlite:${join(folder, "other.sqlite")}`];
  await runCli(aldis, ["migrate", "--data", folder, ...database]);
  const data = join(folder, "data");
  expect(await runCli(aldis, ["message", "list", "--data", data, ...database])).toEqual({
    status: 0,
    out: "no messages\n",
    err: "",
  });
  expect(existsSync(data)).toBe(false);
});

test.each([
  [["user", "add", "anna", "--password-stdin"]],
  [["contact", "add", "Anna"]],
  [["group", "add", "ops"]],
  [["migrate"]],
])("%p sets up a new gateway: it makes directory and database", async (words) => {
  const data = join(temporaryDirectory(), "data");
  expect(await runCli(aldis, [...words, "--data", data], { stdin: "secret password" })).toMatchObject({
    status: 0,
    err: "",
  });
  expect(existsSync(join(data, "aldis.sqlite"))).toBe(true);
});

test("modem list still shows this machine's devices, and says that no gateway has used the directory", async () => {
  const folder = temporaryDirectory();
  const data = join(folder, "data");
  const { status, out } = await runCli(aldis, ["modem", "list", "--data", data]);
  expect({ status, first: out.split("\n")[0] }).toEqual({
    status: 0,
    first: `No gateway has used the data directory ${data}: if there is one, name its directory with --data, ALDIS_DATA or --config.`,
  });
  expect(out).toContain("erial devices");
  expect(readdirSync(folder)).toEqual([]);
});
