import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { openStore } from "../../lib/store/index.ts";
import { eventually } from "../support/eventually.ts";
import { canForget, startForgetfulDisk } from "../support/forgetful-disk/index.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { accept } from "./outgoing.ts";

let folder = "";
beforeEach(() => {
  folder = temporaryDirectory();
});
afterEach(() => rmSync(folder, { recursive: true }));

describe.skipIf(!canForget())("a disk that takes the write-ahead log, but not the database file", () => {
  test.each([
    ["write", "ENOSPC"],
    ["write", "EIO"],
    ["sync", "EIO"],
  ] as const)(
    "(%s: %s): all is accepted meanwhile, and copied once the disk takes it; a power cut then loses nothing",
    async (what, error) => {
      await using disk = await startForgetfulDisk({ at: join(folder, "disk") });
      const file = join(disk.path, "test.db");
      const lines: string[] = [];
      const log = pino({ base: null }, { write: (line) => void lines.push(line) });
      const store = await openStore({ url: `sqlite:${file}`, log });
      await disk.refuse(what, { name: "test.db", error });
      const text = "x".repeat(100_000);
      let accepted = 0;
      const acceptMore = async () => {
        accepted += (await Promise.all(Array.from({ length: 20 }, () => accept(store, { text })))).length;
      };
      await eventually("an attempt to copy the log", async () => {
        await acceptMore();
        return lines.some((line) => line.includes("write-ahead log grows"));
      });
      await disk.accept();
      const before = headerOf(`${file}-wal`);
      await eventually("a log begun anew", async () => {
        await acceptMore();
        return headerOf(`${file}-wal`) !== before;
      });
      await acceptMore();
      // As nobody closes anything at a power cut.
      await disk.cut();
      const left = new Database(file, { readwrite: true });
      expect(left.query("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
      expect(left.query("select count(*) as count from outgoing_messages").get()).toEqual({ count: accepted });
      left.close();
      await store.close().catch(() => undefined);
    },
    180_000,
  );
});

/** Another for each time that the log began anew. */
const headerOf = (log: string) => readFileSync(log).toString("hex", 0, 32);
