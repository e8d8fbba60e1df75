import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { circleComplaints } from "./architecture/circles.ts";
import { exportComplaints } from "./architecture/exports.ts";
import { layerComplaints, packageComplaints } from "./architecture/layers.ts";
import { CIRCLES, LONG_FUNCTIONS, READS_TIME } from "./architecture/lists.ts";
import { rejectionComplaints } from "./architecture/rejections.ts";
import { longFileComplaints, longFunctionComplaints } from "./architecture/size.ts";
import { readSources } from "./architecture/source.ts";
import { sqlComplaints } from "./architecture/sql.ts";
import { timeComplaints } from "./architecture/time.ts";

/** `tests/architecture/planted.test.ts` shows that each of these rules finds what breaks it. */
const root = resolve(import.meta.dir, "..");
const program = readSources(root, ["lib", "migrations", "server.ts"]);
const web = readSources(root, ["web"]);
/** What the pages of the web interface are made of: each takes what it needs. */
const PAGE_LIBRARY = /^web\/(parts\/|words\/|format\.ts|api\.ts|app\/)/;
const everything = [...program, ...web, ...readSources(root, ["tests", "bench", "scripts"])];

test("layers import only what the architecture allows, through their index", () => {
  expect(program.length).toBeGreaterThan(300);
  expect(layerComplaints([...program, ...web])).toEqual([]);
});

test("packages that reach outside the process each appear in one file", () => {
  expect(packageComplaints(program)).toEqual([]);
});

test("no files import each other in a circle", () => {
  expect(circleComplaints(everything, CIRCLES)).toEqual([]);
});

test("every export is imported by another file, and those of an index from outside its folder", () => {
  expect(exportComplaints(everything).filter((complaint) => !PAGE_LIBRARY.test(complaint))).toEqual([]);
});

test("timers and the time of day are read in lib/clock.ts, and where a reason is listed", () => {
  expect(timeComplaints(program, READS_TIME)).toEqual([]);
});

test("SQL is in lib/store and migrations alone", () => {
  expect(sqlComplaints(program)).toEqual([]);
});

test("everything that gives a promise says what it rejects with, or that it never does", () => {
  expect(rejectionComplaints(program)).toEqual([]);
});

test("no file is longer than 300 lines", () => {
  expect(longFileComplaints(everything)).toEqual([]);
});

test("no function is longer than 120 lines", () => {
  expect(longFunctionComplaints(everything, LONG_FUNCTIONS)).toEqual([]);
});

test("only one file normalizes text, after a look at its length", () => {
  const files = program.filter(({ text }) => /\.normalize\(/.test(text)).map(({ path }) => path);
  expect(files).toEqual(["lib/names.ts"]);
});

test("no URL of a request is parsed: without a usable Host header it is none", () => {
  const files = program.filter(({ path, text }) => path.startsWith("lib/http/") && /new URL\(/.test(text));
  // Both make the address themselves, or ask first.
  expect(files.map(({ path }) => path)).toEqual(["lib/http/access/access-guard.ts", "lib/http/v1/single-sign-on.ts"]);
});
