import { afterEach, expect, test } from "bun:test";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { makeBackupFile } from "../../lib/gateway/index.ts";
import { inspectBackup } from "../../lib/store/index.ts";
import { accept } from "../store/outgoing.ts";
import { eachDatabase } from "../support/database.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

eachDatabase("backups", (databases) => {
  test("two backups that are made into one folder at the same second have a name each, and a file is replaced by neither", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    for (const text of ["one", "two"]) await accept(store, { text });
    const folder = temporaryDirectory();
    folders.push(folder);
    const now = Date.UTC(2026, 10, 29, 3);
    const made = await Promise.all([0, 1].map(() => makeBackupFile({ url, to: folder, now })));
    const names = ["aldis-20261129-030000.backup", "aldis-20261129-030001.backup"];
    expect(made.map(({ file: path }) => path).sort()).toEqual(names.map((name) => join(folder, name)));
    expect(readdirSync(folder).sort()).toEqual(names);
    for (const name of names) await inspectBackup(join(folder, name));
    // A file was named, which somebody makes meanwhile.
    const both = await Promise.allSettled(
      [0, 1].map(() => makeBackupFile({ url, to: join(folder, "all.backup"), now })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await inspectBackup(join(folder, "all.backup"));
  });
});
