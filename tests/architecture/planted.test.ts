import { expect, test } from "bun:test";
import { circleComplaints } from "./circles.ts";
import { exportComplaints } from "./exports.ts";
import { layerComplaints, packageComplaints } from "./layers.ts";
import { rejectionComplaints } from "./rejections.ts";
import { longFileComplaints, longFunctionComplaints } from "./size.ts";
import { parseSources } from "./source.ts";
import { sqlComplaints } from "./sql.ts";
import { timeComplaints } from "./time.ts";

/** Files that exist only here, each of which breaks a rule of `tests/architecture.test.ts`. */
const plant = (files: Record<string, string>) => parseSources(new Map(Object.entries(files)));

test("a forbidden import is found, also of a type only, in a call, or past a layer's index", () => {
  const planted = plant({
    "lib/auth/a.ts": 'import { openStore } from "../store/index.ts";',
    "lib/modem/b.ts": 'import type { Outbox } from "../routing/index.ts";',
    "lib/routing/c.ts": 'export const pool = () => import("../modem/index.ts");',
    "lib/routing/channels/sms.ts": 'import { createModem } from "../../modem/index.ts";',
    "lib/routing/channels/telegram.ts": 'import { createModem } from "../../modem/index.ts";',
    "lib/routing/d.ts": 'export type Text = import("../pdu/text.ts").Text;',
    "lib/http/e.ts": 'import { createModem, type ModemStatus } from "../modem/index.ts";',
    "lib/http/f.ts": 'import type { ModemStatus } from "../modem/index.ts";',
    "lib/clock.ts": 'export { version } from "./gateway/index.ts";',
    "lib/store/g.ts": 'import { systemClock } from "../clock.ts";',
    "lib/store/h.ts": 'import { eventually } from "../../tests/support/eventually.ts";',
    "lib/pdu/i.ts": 'import { systemClock } from "../clock.ts"; import { hexOf } from "./hex.ts";',
    "lib/pdu/j.ts": 'import { Buffer } from "node:buffer";',
    "migrations/k.ts": 'import { sql } from "kysely"; import pg from "pg";',
  });
  expect(layerComplaints(planted)).toEqual([
    "lib/auth/a.ts → lib/store/index.ts",
    "lib/modem/b.ts → lib/routing/index.ts",
    "lib/routing/c.ts → lib/modem/index.ts",
    "lib/routing/channels/telegram.ts → lib/modem/index.ts",
    "lib/routing/d.ts → lib/pdu/text.ts (not through its index)",
    "lib/http/e.ts → lib/modem/index.ts (only types)",
    "lib/clock.ts → lib/gateway/index.ts",
    "lib/store/h.ts → tests/support/eventually.ts",
    "lib/pdu/i.ts → lib/clock.ts",
    "lib/pdu/j.ts → node:buffer",
    "migrations/k.ts → pg",
  ]);
});

test("a package that a second file imports is found, and one in the wrong folder", () => {
  const planted = plant({
    "lib/routing/channels/telegram.ts": 'import { Bot } from "gramio";',
    "lib/routing/telegram/bot.ts": 'import type { Bot } from "gramio";',
    "lib/http/a.ts": 'import { hash } from "@node-rs/argon2";',
    "lib/store/sqlite.ts": 'import { Database } from "bun:sqlite"; export type { Statement } from "bun:sqlite";',
  });
  expect(packageComplaints(planted)).toEqual([
    "@node-rs/argon2 is for one file in lib/auth/, not for lib/http/a.ts",
    "gramio is for one file in lib/routing/channels/, not for lib/routing/channels/telegram.ts, lib/routing/telegram/bot.ts",
  ]);
});

test("a circle is found, also one of types only, with a shortest way around", () => {
  const planted = plant({
    "lib/auth/a.ts": 'import { b } from "./b.ts";',
    "lib/auth/b.ts": 'import type { C } from "./c.ts"; import { d } from "./d.ts";',
    "lib/auth/c.ts": 'export type * from "./a.ts"; export type { D } from "./d.ts";',
    "lib/auth/d.ts": 'import { b } from "./b.ts";',
    "lib/auth/outside.ts": 'import { a } from "./a.ts";',
    "lib/store/itself.ts": 'import { x } from "./itself.ts";',
  });
  const stores = "lib/store/itself.ts → lib/store/itself.ts";
  expect(circleComplaints(planted, [])).toEqual([
    "lib/auth/b.ts → lib/auth/d.ts → lib/auth/b.ts (and 2 more files)",
    stores,
  ]);
  const known = ["lib/auth/a.ts", "lib/auth/b.ts", "lib/auth/c.ts", "lib/auth/d.ts"];
  expect(circleComplaints(planted, known)).toEqual([stores]);
  expect(circleComplaints(planted, [...known, "lib/auth/outside.ts"])).toEqual([
    stores,
    "lib/auth/outside.ts is in no circle any more: take it off the list",
  ]);
});

test("an export that nobody imports is found, also in an index, or passed on with a star", () => {
  const planted = plant({
    "lib/auth/a.ts": "export function used() {}\nexport function unused() {}\nexport interface Unused {}",
    "lib/auth/b.ts": "export const [first, { second }] = pair, third = 3;\nexport default first;\nfunction own() {}",
    "lib/auth/c.ts": "export type Passed = 1;\nexport type Kept = 2;\nexport class Inside {}",
    "lib/auth/index.ts": 'export { used, used as renamed } from "./a.ts";\nexport * from "./c.ts";',
    "lib/auth/d.ts": 'import { first } from "./b.ts";\nimport { renamed } from "./index.ts";',
    "lib/auth/e.ts": 'import { Inside } from "./c.ts";\nexport * as everything from "./f.ts";',
    "lib/auth/f.ts": "export enum Whole { a }",
    "lib/cli/a.ts": 'import { type Passed as P, used } from "../auth/index.ts";',
    "lib/cli/b.ts": "export const late = 1;",
    "lib/cli/c.ts": 'export const load = () => import("./b.ts");\ntype Load = import("./c.ts").load;',
    "lib/cli/d.ts": "export const a = 1;\nconst b = 2;\nexport { b as renamed };",
    "lib/cli/e.ts": 'import * as d from "./d.ts";\nimport whole from "./f.ts";',
    "lib/cli/f.ts": "export default class Whole {}",
    "lib/cli/g.generated.ts": "export interface Operations {}",
  });
  expect(exportComplaints(planted)).toEqual([
    "lib/auth/a.ts:2 unused",
    "lib/auth/a.ts:3 Unused",
    "lib/auth/b.ts:1 second",
    "lib/auth/b.ts:1 third",
    "lib/auth/b.ts:2 default",
    "lib/auth/c.ts:2 Kept",
    "lib/auth/index.ts:1 renamed",
    "lib/auth/e.ts:2 everything",
    "lib/cli/c.ts:1 load",
  ]);
});

test("a timer and a look at the machine's clock are found, whatever they are called by", () => {
  const planted = plant({
    "lib/clock.ts": "export const now = () => Date.now();",
    "lib/auth/a.ts": "setTimeout(() => undefined, 1);\nconst every = setInterval(run, 1);\nawait Bun.sleep(1);",
    "lib/auth/b.ts": "export const now: () => number = Date.now;\nconst at = new Date();\nperformance.now();",
    "lib/auth/c.ts": 'import { setTimeout as pause } from "node:timers/promises";',
    "lib/auth/innocent.ts":
      "server.setTimeout(5);\nnew Date(0);\nclock.now();\n// Date.now()\nconst text = 'setTimeout()';\nlet t: ReturnType<typeof setTimeout>;",
    "lib/auth/listed.ts": "globalThis.setTimeout(run, 1);",
    "lib/auth/passed.ts":
      "const wait = setTimeout;\nrun(setInterval);\nconst o = { later: setTimeout };\nglobalThis.setTimeout(run);",
  });
  expect(timeComplaints(planted, { "lib/auth/listed.ts": "a reason", "lib/auth/innocent.ts": "none" })).toEqual([
    "lib/auth/a.ts:1 setTimeout",
    "lib/auth/a.ts:2 setInterval",
    "lib/auth/a.ts:3 Bun.sleep",
    "lib/auth/b.ts:1 Date.now",
    "lib/auth/b.ts:2 new Date()",
    "lib/auth/b.ts:3 performance.now",
    "lib/auth/c.ts imports node:timers/promises",
    "lib/auth/passed.ts:1 setTimeout",
    "lib/auth/passed.ts:2 setInterval",
    "lib/auth/passed.ts:3 setTimeout",
    "lib/auth/passed.ts:4 setTimeout",
    "lib/auth/innocent.ts has no timer any more: take it off the list",
  ]);
});

test("SQL is found outside the store: a string, a template, a builder's call, a package", () => {
  const planted = plant({
    "lib/store/a.ts": 'import { sql } from "kysely"; export const a = sql`select 1`;',
    "migrations/b.ts": 'export const b = "create table users (id integer)";',
    "lib/http/a.ts":
      'run("select id from users");\nrun("select a contact from the list");\nrun("update the settings");',
    "lib/http/b.ts": `run(\`delete from users where id = \${id}\`);\nrun(\`\n  insert into users values (1)\`);`,
    "lib/http/c.ts": 'import { sql } from "kysely";\nsql<number>`1`;\ndb.selectFrom("users");\ndb.deleteFrom("users");',
    "lib/http/d.ts": "// select id from users\nrun('pragma user_version', 'UPDATE users SET id = 1');",
    "lib/http/e.ts": `run(\`select \${columns} from users\`);`,
  });
  expect(sqlComplaints(planted)).toEqual([
    'lib/http/a.ts:1 "select id from users"',
    'lib/http/a.ts:2 "select a contact from the list"',
    `lib/http/b.ts:1 \`delete from users where id = \${id}\``,
    "lib/http/b.ts:2 `\n  insert into users values (1)`",
    "lib/http/c.ts imports kysely",
    "lib/http/c.ts:2 sql<number>`1`",
    "lib/http/c.ts:3 db.selectFrom",
    "lib/http/c.ts:4 db.deleteFrom",
    "lib/http/d.ts:2 'pragma user_version'",
    "lib/http/d.ts:2 'UPDATE users SET id = 1'",
    `lib/http/e.ts:1 \`select \${columns} from users\``,
  ]);
});

test("a promise of which nobody knows whether it rejects is found, in a function, an arrow and an interface", () => {
  const planted = plant({
    "lib/auth/a.ts":
      "/** Loads. */\nexport async function load() {}\n/** @throws Error */\nexport async function says() {}\nasync function own() {}",
    "lib/auth/b.ts":
      "export const arrow = (): Promise<void> => load();\n/** Never rejects. */\nexport const never = async () => 1;",
    "lib/auth/c.ts":
      "interface Store {\nread(): Promise<string>;\nfind?: (id: number) => PromiseLike<string> | undefined;\nwait(till: Promise<void>): void;\n/** @throws */\nsays(): Promise<void>;\n}",
    "lib/auth/d.ts":
      "/** Every method rejects with a StoreFailure. */\nexport interface Store {\nread(): Promise<string>;\n}",
  });
  expect(rejectionComplaints(planted)).toEqual([
    "lib/auth/a.ts:2 load",
    "lib/auth/b.ts:1 arrow",
    "lib/auth/c.ts:2 read",
    "lib/auth/c.ts:3 find",
  ]);
});

const lines = (count: number) => "run();\n".repeat(count);

test("a long file is found, unless it is generated", () => {
  const planted = plant({
    "lib/auth/right.ts": lines(300),
    "lib/auth/long.ts": lines(301),
    "tests/support/rest-client.generated.ts": lines(2000),
    "web/words/en.ts": lines(2000),
  });
  expect(longFileComplaints(planted)).toEqual(["lib/auth/long.ts has 301 lines; 300 are allowed"]);
});

test("a long function is found by its name, inside another too, and a suite of tests is none", () => {
  const planted = plant({
    "lib/auth/a.ts": `function right() {\n${lines(118)}}\nexport function long() {\n${lines(119)}}`,
    "lib/auth/b.ts": `export const arrow = () => {\n${lines(119)}};\nrun(async () => {\n${lines(119)}});`,
    "lib/auth/c.ts": `const made = {\nmethod() {\n${lines(119)}},\nproperty: () => {\n${lines(119)}},\n};`,
    "tests/support/d.ts": `export function start() {\nfunction inner() {\n${lines(119)}}\n}`,
    "tests/auth/e.test.ts": `describe("claims", () => {\n${lines(300)}});`,
  });
  const known = { "tests/support/d.ts start": 123, "tests/support/d.ts inner": 120, "lib/auth/a.ts right": 121 };
  expect(longFunctionComplaints(planted, known)).toEqual([
    "lib/auth/a.ts long has 121 lines; 120 are allowed",
    "lib/auth/b.ts arrow has 121 lines; 120 are allowed",
    "lib/auth/b.ts a function in line 122 has 121 lines; 120 are allowed",
    "lib/auth/c.ts method has 121 lines; 120 are allowed",
    "lib/auth/c.ts property has 121 lines; 120 are allowed",
    "tests/support/d.ts inner has 121 lines; 120 are allowed",
    "lib/auth/a.ts right is short enough now: take it off the list",
  ]);
});
