import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { runCli, temporaryDirectory } from "../support/run-cli.ts";
import { canMount, mountSmallDisk } from "../support/small-disk.ts";

const aldis = createCommandLine({ createApp });
const ADVICE = "What to do: free 64 MiB or more on";
let folder = "";
let disk: ReturnType<typeof mountSmallDisk>;

describe.skipIf(!canMount())("a command that needs room for a copy says what to do on a full disk", () => {
  beforeEach(async () => {
    folder = temporaryDirectory();
    disk = mountSmallDisk(join(folder, "disk"), { mebibytes: 16 });
    expect(await addUser("first", data())).toMatchObject({ status: 0 });
    expect(await run("backup", kept())).toMatchObject({ status: 0 });
    disk.fill();
  });
  afterEach(() => {
    disk[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  /** For a file of one block: a database that was closed gives its log's blocks back when its statements are collected. */
  function mountWithoutData() {
    const empty = mountSmallDisk(join(folder, "empty"), { mebibytes: 1 });
    empty.fill();
    return empty;
  }
  const data = () => join(disk.path, "data");
  const kept = () => join(folder, "kept.backup");
  const run = (...args: string[]) => runCli(aldis, [...args, "--data", data()]);
  const addUser = (name: string, directory: string) =>
    runCli(aldis, ["user", "add", name, "--grant", "http-api", "--password-stdin", "--data", directory], {
      stdin: "secret\n",
    });
  const refused = (text: string) => ({ status: 1, out: "", err: `aldis: ${text} (docs/small-machine.md)\n` });
  const full = (directory: string) => `the disk with the folder ${directory} is full. ${ADVICE} it`;

  test("aldis backup, also to another disk", async () => {
    const copy = `no backup was made: the disk with the database is full: a backup needs room for a copy of it there. ${ADVICE} that disk`;
    expect(await run("backup", join(disk.path, "new.backup"))).toEqual(refused(copy));
    expect(await run("backup", join(folder, "new.backup"))).toEqual(refused(copy));
    expect(readdirSync(folder).sort()).toEqual(["disk", "kept.backup"]);
  });

  test("aldis retention compact", async () => {
    const compacted = await run("retention", "compact");
    expect(compacted).toEqual(refused(`${join(data(), "aldis.sqlite")} is as it was: ${full(data())}`));
  });

  test("aldis restore over the database, which stays as it was", async () => {
    const restored = await run("restore", kept(), "--force");
    expect(restored).toEqual(refused(`${kept()} was not restored: ${full(data())}`));
    disk.makeRoom();
    expect((await run("user", "list")).out).toContain("first");
    expect(await run("restore", kept(), "--force")).toMatchObject({ status: 0 });
  });

  test("aldis restore into a new data directory, which is not left behind", async () => {
    const other = join(disk.path, "other");
    const restored = await runCli(aldis, ["restore", kept(), "--data", other]);
    expect(restored).toEqual(refused(`${kept()} was not restored: ${full(other)}`));
    expect(readdirSync(disk.path).sort()).toEqual(["ballast", "data"]);
  });

  test.each(["config export", "contact export", "support-info"])(
    "aldis %s to a full disk, where it leaves no part of its file",
    async (command) => {
      const other = join(folder, "other");
      expect(await addUser("first", other)).toMatchObject({ status: 0 });
      using empty = mountWithoutData();
      const write = (file: string) => runCli(aldis, [...command.split(" "), file, "--data", other]);
      const file = join(empty.path, "new");
      const why = `no space left on device (ENOSPC). ${ADVICE} its disk`;
      expect(await write(file)).toEqual(refused(`${file} cannot be written: ${why}`));
      expect(readdirSync(empty.path)).toEqual(["ballast"]);
      expect(await write(join(folder, "new"))).toMatchObject({ status: 0 });
    },
  );

  test("aldis text-key add, whose file is not known to the refusal", async () => {
    using empty = mountWithoutData();
    expect(await run("text-key", "add", "--text-key-file", join(empty.path, "keys"))).toEqual(
      refused(`a file cannot be written: no space left on device (ENOSPC). ${ADVICE} its disk`),
    );
  });
});
