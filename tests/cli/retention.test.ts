import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createCommandLine } from "../../lib/cli/index.ts";
import { createApp } from "../../server.ts";
import { runCli, temporaryDirectory } from "../support/run-cli.ts";

const aldis = createCommandLine({ createApp });

test("a file that does not shrink says so, and does once it was compacted, with all that is in it", async () => {
  const data = temporaryDirectory();
  const run = (...words: string[]) => runCli(aldis, [...words, "--data", data]);
  const file = join(data, "aldis.sqlite");
  try {
    await run("contact", "add", "Anna", "--number", "+491701234567");
    // As an earlier version made it, with room that became free.
    const database = new Database(file);
    database.run("pragma auto_vacuum = none");
    database.run("vacuum");
    database.run("create table filler (octets blob)");
    database.run("insert into filler values (zeroblob(4000000))");
    database.run("drop table filler");
    database.run("pragma wal_checkpoint(truncate)");
    database.close();
    const before = statSync(file).size;
    expect(before).toBeGreaterThan(4_000_000);
    expect((await run("retention", "show")).out).toContain("its file does not shrink: aldis retention compact");
    const compacted = await run("retention", "compact");
    expect(compacted).toMatchObject({ status: 0, out: expect.stringContaining("MiB, now ") });
    expect(statSync(file).size).toBeLessThan(before - 4_000_000);
    const shown = (await run("retention", "show")).out;
    expect(shown).not.toContain("does not shrink");
    expect((await run("contact", "list")).out).toContain("Anna");
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});

test("texts that are to be kept longer than their messages are warned of, and others are not", async () => {
  const data = temporaryDirectory();
  const run = (...words: string[]) => runCli(aldis, [...words, "--data", data]);
  try {
    await run("contact", "add", "Anna", "--number", "+491701234567");
    for (const setting of [
      ["keep-sent", "365d"],
      ["keep-texts", "400d"],
    ] as const) {
      expect(await run("setting", "set", ...setting)).toMatchObject({ status: 0 });
    }
    const { out } = await run("retention", "show");
    expect(out.split("\n").filter((line) => line.startsWith("warning"))).toEqual([
      "warning: keep-texts (400 d) is longer than keep-sent (365 d): texts of sent messages go with the messages",
    ]);
    await run("setting", "set", "keep-texts", "365d");
    expect((await run("retention", "show")).out).not.toContain("warning");
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
});
