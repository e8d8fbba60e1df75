import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { canForget, type ForgetfulDisk, startForgetfulDisk } from "../support/forgetful-disk/index.ts";
import { runCli, startCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });
const FULL =
  "SQLite: database or disk is full (SQLITE_FULL). What to do: free 64 MiB or more on its disk (docs/small-machine.md)";
let folder = "";
let disk: ForgetfulDisk;
let data: string[] = [];

describe.skipIf(!canForget())("on a full disk", () => {
  beforeEach(async () => {
    folder = temporaryDirectory();
    disk = await startForgetfulDisk({ at: join(folder, "disk") });
    data = ["--data", join(disk.path, "data")];
    expect(await addUser("first")).toMatchObject({ status: 0 });
  });
  afterEach(async () => {
    await disk[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const addUser = (name: string) =>
    runCli(aldis, ["user", "add", name, "--grant", "http-api", "--password-stdin", ...data], { stdin: "secret\n" });
  const fill = () => disk.refuse("write", { name: "aldis.sqlite-wal", error: "ENOSPC" });

  test("a command that writes says so in a sentence and changes nothing", async () => {
    await fill();
    expect(await addUser("second")).toMatchObject({ status: 1, err: `aldis: the database cannot be used: ${FULL}\n` });
    await disk.accept();
    const { out } = await runCli(aldis, ["user", "list", ...data]);
    expect(out).toContain("first");
    expect(out).not.toContain("second");
  }, 180_000);

  test("a disk that refuses although there is room is called broken, not full", async () => {
    await disk.refuse("write", { name: "aldis.sqlite-wal", error: "EIO" });
    expect(await addUser("second")).toMatchObject({
      status: 1,
      err: "aldis: the database cannot be used: SQLite: disk I/O error (SQLITE_IOERR_WRITE). What to do: look into dmesg, since its disk does not read or write any more, and copy the data to another one (docs/small-machine.md)\n",
    });
    await disk.accept();
  }, 180_000);

  test("aldis health says that nothing is accepted and where the reason is, and the log has the reason", async () => {
    const gateway = startCli(aldis, ["serve", "--port", "0", "--modem", "simulated", ...data]);
    const [url = ""] = await gateway.printed(/http:\/\/127\.0\.0\.1:\d+/);
    await gateway.printed(/the modem is ready/);
    await fill();
    const query = { username: "first", password: "secret", to: "+491701234567", text: "Hi" };
    const { status } = await fetch(`${url}/api.php`, { method: "POST", body: new URLSearchParams(query) });
    expect(status).toBe(408);
    expect(await runCli(aldis, ["health", ...data])).toMatchObject({
      status: 1,
      err: "aldis: the database cannot be used, so nothing is accepted: the gateway's log says why\n",
    });
    await gateway.printed(
      /"reason":"SQLite: database or disk is full[^\n]*a health check failed: the gateway is not ready/,
    );
    await disk.accept();
    await gateway.stop();
  }, 180_000);
});
