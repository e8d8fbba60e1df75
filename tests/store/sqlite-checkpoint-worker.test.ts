import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { openStore } from "../../lib/store/index.ts";
import type { CheckpointRequest } from "../../lib/store/sqlite-copying.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/run-cli.ts";
import { accept } from "./outgoing.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

test("a checkpoint that another process is making is not taken for one's own", async () => {
  const folder = temporaryDirectory();
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "test.db");
  const [writing, reading] = [new Database(file), new Database(file)];
  cleanUps.push(() => [writing, reading].forEach((database) => void database.close()));
  for (const step of ["journal_mode = wal", "wal_autocheckpoint = 0"]) writing.run(`pragma ${step}`);
  writing.run("create table rows (value)");
  reading.run("begin");
  reading.query("select * from rows").all();
  writing.run("insert into rows values (1)");
  const checkpoint = `new (await import("bun:sqlite")).Database(${JSON.stringify(file)}).run("pragma busy_timeout = 60000; pragma wal_checkpoint(truncate)")`;
  const other = Bun.spawn([process.execPath, "-e", checkpoint]);
  await eventually(
    "it to begin",
    () => writing.query<{ busy: number }, []>("pragma wal_checkpoint(passive)").get()?.busy === 1,
  );
  const worker = new Worker(new URL("../../lib/store/sqlite-checkpoint-worker.ts", import.meta.url).href);
  cleanUps.push(() => worker.terminate());
  const answer = new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage({ file, alone: false, inDoubt: false, keep: 0 } satisfies CheckpointRequest);
  expect(await answer).toEqual({ complete: false });
  reading.run("rollback");
  expect(await other.exited).toBe(0);
});

test("what was accepted is in the database file when the log begins anew, and the log stays short", async () => {
  const folder = temporaryDirectory();
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "test.db");
  const store = await openStore({ url: `sqlite:${file}` });
  cleanUps.push(() => store.close());
  const text = "x".repeat(100_000);
  let accepted = 0;
  const grew = () => statSync(file).size > 32 * 1024 * 1024;
  await eventually("the log to be copied", async () => {
    accepted += (await Promise.all(Array.from({ length: 20 }, () => accept(store, { text })))).length;
    return grew();
  });
  expect(statSync(`${file}-wal`).size).toBeLessThan(2 * accepted * 100_000);
  const copy = new Database(file, { readonly: true });
  cleanUps.push(() => copy.close());
  expect(copy.query("pragma integrity_check").get()).toEqual({ integrity_check: "ok" });
  expect(copy.query("select count(*) as count from outgoing_messages").get()).toEqual({ count: accepted });
});
