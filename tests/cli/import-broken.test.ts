import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { importCommands } from "../../lib/cli/import.ts";
import { createForeignTables } from "../../lib/store/index.ts";
import { commandsOnData } from "../support/commands-on-data.ts";

const cli = commandsOnData(importCommands);

const CREATE = `CREATE TABLE \`inbox\` (
  \`ID\` int,
  \`ReceivingDateTime\` timestamp,
  \`SenderNumber\` varchar(20),
  \`TextDecoded\` text
);
CREATE TABLE \`outbox\` (
  \`ID\` int
);
CREATE TABLE \`sentitems\` (
  \`ID\` int,
  \`SequencePosition\` int
);
`;
const row = (id: number) => `(${id},'2026-01-01 10:00:0${id}','+4917112345${id}0','text ${id}')`;
const INSERT = `INSERT INTO \`inbox\` VALUES ${row(1)},${row(2)};\n`;

async function imported(dump: string) {
  const file = cli.path("dump.sql");
  writeFileSync(file, dump);
  const { status, out, err } = await cli.run(["import", "gammu", file, "--dry-run"]);
  return { status, err, added: /incoming messages: (\d+) would be added/.exec(out)?.[1] };
}

describe("a dump in SQL", () => {
  const CUT = "the dump: refused: it was cut off: what it lacks is not imported\n";

  test("that is whole is imported without a word", async () => {
    expect(await imported(CREATE + INSERT)).toEqual({ status: 0, err: "", added: "2" });
    const framed = `-- MySQL dump 10.13  Distrib 8.0\n${CREATE}${INSERT}-- Dump completed on 2026-01-01 10:00:00\n`;
    expect(await imported(framed)).toEqual({ status: 0, err: "", added: "2" });
  });

  test.each([
    ["within a row", CREATE + INSERT.slice(0, -20), "1"],
    ["between two rows", CREATE + INSERT.slice(0, INSERT.indexOf(",(2")), "1"],
    ["behind a comma", CREATE + INSERT.slice(0, INSERT.indexOf("(2")), "1"],
    ["between two statements", `-- MariaDB dump 10.19  Distrib 11.8\n${CREATE}${INSERT}`, "2"],
    ["within a CREATE TABLE", `${CREATE}${INSERT}CREATE TABLE \`phones\` (\n  \`ID\` text,\n`, "2"],
  ])("that was cut off %s is said to be so", async (_where, dump, added) => {
    expect(await imported(dump)).toEqual({ status: 0, err: CUT, added });
  });

  test.each([
    ["before its table", INSERT, "its columns are not known: no CREATE TABLE that can be read stands before it"],
    [
      "with another column",
      `${CREATE}INSERT INTO \`inbox\` (\`ID\`,\`nope\`) VALUES (1,'x');\n`,
      "the table has no column nope",
    ],
    [
      "with a column twice",
      `${CREATE}INSERT INTO \`inbox\` (\`ID\`,\`id\`) VALUES (1,2);\n`,
      "it names the column id twice",
    ],
  ])("has an INSERT %s: it is named, and the others are imported", async (_what, begin, problem) => {
    const { err, added } = await imported(`${begin}${CREATE}${INSERT}`);
    expect(err).toBe(`an INSERT into inbox: refused: ${problem}\n`);
    expect(added).toBe("2");
  });

  test("has its rows in a file that has no name: one that is killed leaves nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "aldis-foreign-"));
    try {
      writeFileSync(join(folder, "import.tmp"), "of a process that was killed");
      const tables = createForeignTables(join(folder, "import.tmp"));
      tables.create("inbox", ["ID", "Text"]);
      tables.add("inbox", ["1", "Hello"]);
      expect(readdirSync(folder)).toEqual([]);
      const database = await tables.read();
      const rows = await Array.fromAsync(database.rows("inbox", ["id"]));
      expect(rows).toEqual([{ id: "1", text: "Hello" }]);
      await database.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test.each([
  "postgres://smsd:se@cret@127.0.0.1:1/smsd",
  "postgres://smsd:se/cret@127.0.0.1:1/smsd",
  "postgres://127.0.0.1:1/smsd?user=smsd&password=cret",
  "POSTGRES://smsd:secret@127.0.0.1:1/smsd",
])("the password of a server that is away is not shown: %s", async (url) => {
  const { status, err } = await cli.run(["import", "gammu", url]);
  expect(status).toBe(1);
  expect(err).toContain("postgres://");
  expect(err).not.toContain("cret");
  expect(err).not.toContain(":se");
});

describe("a spool", () => {
  test("that is a file is said to be none", async () => {
    writeFileSync(cli.path("spool"), "");
    const { status, err } = await cli.run(["import", "smstools", cli.path("spool")]);
    expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining("is no folder") });
  });

  test("whose folders cannot be read says so, and follows no link of a message", async () => {
    const spool = cli.path("spool");
    mkdirSync(join(spool, "sent"), { recursive: true });
    writeFileSync(join(spool, "incoming"), "no folder");
    writeFileSync(cli.path("secret"), "To: 4917012345678\n\nsecret");
    symlinkSync(cli.path("secret"), join(spool, "sent/link"));
    const { out, err } = await cli.run(["import", "smstools", spool]);
    expect(err).toContain("incoming: refused: ENOTDIR");
    expect(out).toContain("outgoing messages: 0 added");
  });

  test("whose smsd.conf is a pipe is read without it; one that is named must be a file", async () => {
    const spool = cli.path("spool");
    mkdirSync(join(spool, "incoming"), { recursive: true });
    expect(Bun.spawnSync(["mkfifo", join(spool, "smsd.conf")]).exitCode).toBe(0);
    expect((await cli.run(["import", "smstools", spool])).status).toBe(0);
    const named = await cli.run(["import", "smstools", spool, "--conf", join(spool, "smsd.conf")]);
    expect(named).toMatchObject({ status: 1, err: expect.stringContaining("is no file") });
    expect(existsSync(join(spool, "smsd.conf"))).toBe(true);
  });
});
