import { afterEach, expect, test } from "bun:test";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { eventually } from "../support/eventually.ts";
import { runAldis, startAldis } from "../support/process.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

/** 12 s: a gateway that shares its database renews its lease every 10 s. */
const IDLE_MS = 12_000;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function createFolder(): string {
  const folder = temporaryDirectory();
  folders.push(folder);
  return folder;
}

test("on SQLite a gateway writes nothing while nothing happens", async () => {
  const folder = createFolder();
  await using gateway = startAldis(["serve", "--data", folder, "--port", "0", "--modem", "simulated"]);
  await gateway.printed(/the modem is ready/);
  const written = () =>
    ["aldis.sqlite", "aldis.sqlite-wal", "modems.json"].map((name) => statSync(join(folder, name)).mtimeMs);
  let before: number[] = [];
  await eventually("the start to be over", async () => {
    const now = written();
    const isOver = Bun.deepEquals(now, before);
    before = now;
    if (!isOver) await Bun.sleep(2_000);
    return isOver;
  });
  await Bun.sleep(IDLE_MS);
  expect(written()).toEqual(before);
}, 180_000);

test("a second gateway on the same SQLite file is refused, from another data directory too", async () => {
  const folder = createFolder();
  const options = (name: string) => [
    ...["--data", join(folder, name), "--database", `sqlite:${join(folder, "shared.sqlite")}`],
    ...["--port", "0", "--modem", "simulated"],
  ];
  const first = startAldis(["serve", ...options("one")]);
  await first.printed(/gateway started/);
  const second = await runAldis(["serve", ...options("two")]);
  expect(second.exit).toBe(1);
  expect(second.output).toContain(
    `another gateway works on the database ${join(folder, "shared.sqlite")}: give each its own, or let both work on one PostgreSQL database`,
  );
  await first.kill();
  await using third = startAldis(["serve", ...options("two")]);
  await third.printed(/gateway started/);
}, 180_000);

test("a gateway on the SQLite file of another one's data directory is refused", async () => {
  const folder = createFolder();
  const file = join(folder, "one", "aldis.sqlite");
  const options = (name: string) => ["--data", join(folder, name), "--port", "0", "--modem", "simulated"];
  await using first = startAldis(["serve", ...options("one")]);
  await first.printed(/gateway started/);
  const second = await runAldis(["serve", ...options("two"), "--database", `sqlite:${file}`]);
  expect(second.exit).toBe(1);
  expect(second.output).toContain(`another gateway works on the database ${file}: `);
}, 180_000);
