import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batchesOf, mergeTimings, readTimings, WAITING } from "../scripts/test-batches.ts";

test("each file is in one process: the longest first and alone, the others with few more", () => {
  const short = Array.from({ length: 30 }, (_, number) => `tests/short-${number}.test.ts`);
  const timings = { "tests/long.test.ts": 90_000, "tests/middle.test.ts": 12_000 };
  const files = [...short, "tests/middle.test.ts", "tests/unknown.test.ts", "tests/long.test.ts"];
  const batches = batchesOf(files, { ...timings, ...Object.fromEntries(short.map((file) => [file, 100])) });
  expect(batches[0]).toEqual(["tests/long.test.ts"]);
  expect(batches[1]?.slice(0, 2)).toEqual(["tests/middle.test.ts", "tests/unknown.test.ts"]);
  expect(batches.flat().toSorted()).toEqual(files.toSorted());
  expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThan(15);
});

test("the files that wait are there", () => {
  expect([...WAITING].filter((file) => !existsSync(join(import.meta.dir, "..", file)))).toEqual([]);
});

test("what a run has measured goes into the file of all, by name", () => {
  const folder = mkdtempSync(join(tmpdir(), "aldis-timings-"));
  try {
    const [all, measured] = [join(folder, "all.json"), join(folder, "measured.json")];
    writeFileSync(all, JSON.stringify({ version: 1, files: { b: 100, c: 200 } }));
    writeFileSync(measured, JSON.stringify({ version: 1, files: { c: 300, a: 400 } }));
    mergeTimings(all, measured);
    expect(Object.entries(readTimings(all))).toEqual([
      ["a", 400],
      ["b", 100],
      ["c", 300],
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
