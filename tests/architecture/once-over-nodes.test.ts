import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Glob } from "bun";

const root = resolve(import.meta.dir, "../..");

/**
 * Everything that repeats by itself, by the name of its loop, and the row of the table in `docs/high-availability.md` that says how it happens
 * once over nodes. `each`: every node does it, for itself.
 */
const LOOPS: Readonly<Record<string, string>> = {
  "addresses of users": "each",
  MQTT: "MQTT: publishing",
  "MQTT messages": "MQTT: publishing",
  alarms: "steps of alarms",
  checks: "checks",
  counts: "upkeep",
  "damaged rows": "each",
  due: "messages",
  expiry: "messages",
  "idempotency keys": "upkeep",
  "incoming calls": "each",
  "incomplete messages": "each",
  jobs: "jobs",
  "job leases": "jobs",
  "leases of checks": "checks",
  "leases of jobs": "jobs",
  lanes: "messages",
  lease: "messages",
  "message routing": "routing of what came in",
  "messages of alarms": "buttons of alarms",
  nodes: "each",
  "nodes of the past": "upkeep",
  "old alarms": "upkeep",
  "old counts": "upkeep",
  "own state": "each",
  routes: "each",
  retention: "retention",
  "routing memory": "upkeep",
  search: "upkeep",
  "sim-waits": "messages",
  unknown: "messages",
  usage: "upkeep",
};

/** Names of `startLoop(…, { …, name: "…" })`, and of `begin("…", …)` in the queue's timers. */
function loopsOf(text: string): string[] {
  const inOptions = [...text.matchAll(/startLoop\([\s\S]{0,300}?name: "([^"]+)"/g)].map(([, name = ""]) => name);
  const begun = text.includes("function begin(name: string") ? [...text.matchAll(/begin\("([^"]+)"/g)] : [];
  return [...inOptions, ...begun.map(([, name = ""]) => name)];
}

test("everything that repeats by itself is in the table of what happens once over nodes", () => {
  const guide = readFileSync(resolve(root, "docs/high-availability.md"), "utf8");
  const rows = guide.split("\n").filter((line) => line.startsWith("| "));
  const files = [...new Glob("lib/**/*.ts").scanSync(root)];
  const found = files.flatMap((file) => loopsOf(readFileSync(resolve(root, file), "utf8")));
  expect(found.length).toBeGreaterThan(15);
  expect(found.filter((name) => !(name in LOOPS))).toEqual([]);
  expect(Object.keys(LOOPS).filter((name) => !found.includes(name))).toEqual([]);
  const named = Object.values(LOOPS).filter((row) => row !== "each");
  expect(named.filter((row) => !rows.some((line) => line.startsWith(`| ${row}`)))).toEqual([]);
});

test("what one node does for all is in the table", () => {
  const guide = readFileSync(resolve(root, "docs/high-availability.md"), "utf8");
  const contract = readFileSync(resolve(root, "lib/messages/nodes.ts"), "utf8");
  const [, names = ""] = /export type Singleton =([^;]+);/.exec(contract) ?? [];
  const singletons = [...names.matchAll(/["`]([a-z-]+)/g)].map(([, name = ""]) => name);
  const rows: Readonly<Record<string, string>> = {
    backup: "scheduled backups",
    "contacts-import": "scheduled imports",
    "gateway-alarms": "alarms about the queue and backups",
    mqtt: "MQTT: publishing",
    telegram: "Telegram: taking updates",
  };
  expect(singletons.toSorted()).toEqual(Object.keys(rows).toSorted());
  for (const row of Object.values(rows)) expect(guide).toContain(`| ${row}`);
});
