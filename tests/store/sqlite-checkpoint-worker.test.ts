import { Database } from "bun:sqlite";
import { afterEach, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { CheckpointRequest } from "../../lib/store/sqlite-log.ts";
import { eventually } from "../support/eventually.ts";
import { temporaryDirectory } from "../support/run-cli.ts";

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
