import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { runCli, temporaryDirectory } from "../support/run-cli.ts";
import { canMount, mountSmallDisk } from "../support/small-disk.ts";

const aldis = createCommandLine({ createApp });
let folder = "";
let disk: ReturnType<typeof mountSmallDisk>;

/** SQLite makes its log and the index of it at the first look, and calls a disk without room for them broken. */
describe.skipIf(!canMount())("a disk that was filled while no gateway ran is called full, not broken", () => {
  beforeEach(async () => {
    folder = temporaryDirectory();
    disk = mountSmallDisk(join(folder, "disk"), { mebibytes: 16 });
    const args = ["user", "add", "first", "--grant", "http-api", "--password-stdin"];
    expect(await run(args, { stdin: "secret\n" })).toMatchObject({ status: 0 });
    expect(existsSync(`${database()}-shm`)).toBe(false);
    disk.fill();
  });
  afterEach(() => {
    disk[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  const database = () => join(disk.path, "data", "aldis.sqlite");
  const run = (args: string[], options = {}) => runCli(aldis, [...args, "--data", join(disk.path, "data")], options);
  const full = () =>
    `the database cannot be used: SQLite: the disk is full where ${database()} is (SQLITE_IOERR_SHMSIZE). What to do: free 64 MiB or more on its disk (docs/small-machine.md)`;

  test.each([
    ["serve", ["serve", "--port", "0"]],
    ["a command that reads", ["user", "list"]],
    ["a command that writes", ["user", "remove", "first"]],
    ["the command that makes room", ["retention", "run"]],
  ])("by %s", async (_, args) => {
    expect(await run(args)).toEqual({ status: 1, out: "", err: `aldis: ${full()}\n` });
  });

  test("by doctor, which also says how little is free; with room again all is as it was", async () => {
    const { out } = await run(["doctor", "--port", "0"]);
    expect(out).toContain(full());
    expect(out).toMatch(/!! +room on the disk +0 MiB are free/);
    disk.makeRoom();
    expect((await run(["user", "list"])).out).toContain("first");
  });
});
