/**
 * `bun run tests/nodes.ts [--only NAME]`: two and three nodes on one PostgreSQL under load, and what may happen to them: a rolling upgrade,
 * PgBouncer, a database that restarts, a standby that is promoted, a node that stands still for 90 s, clocks ten minutes apart. Prints a table. Exit
 * status 1 when anything is lost, or went twice unmarked.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { columns } from "../lib/table.ts";
import {
  clocksApart,
  databaseRestarted,
  rollingUpgrade,
  type Scenario,
  standbyPromoted,
  stoodStill,
  throughPgBouncer,
} from "./support/nodes-scenarios.ts";

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  upgrade: rollingUpgrade,
  pgbouncer: throughPgBouncer,
  restart: databaseRestarted,
  promote: standbyPromoted,
  "stood-still": stoodStill(90_000),
  clocks: clocksApart,
};

const { values } = parseArgs({ options: { only: { type: "string" } } });
const chosen = Object.entries(SCENARIOS).filter(([name]) => values.only === undefined || values.only === name);
if (chosen.length === 0) throw new Error(`--only is one of ${Object.keys(SCENARIOS).join(", ")}`);
const rows: string[][] = [["SCENARIO", "ACCEPTED", "LOST", "REPEATED", "MARKED", "LONGEST PAUSE"]];
const problems: string[] = [];
for (const [name, scenario] of chosen) {
  const folder = mkdtempSync(join(tmpdir(), "aldis-nodes-"));
  const outcome = await scenario(folder);
  const { accepted, lost, repeated, marked, longestPauseMs } = outcome;
  rows.push([name, ...[accepted, lost, repeated, marked].map(String), `${(longestPauseMs / 1_000).toFixed(1)} s`]);
  console.log(rows.at(-1)?.join("  "));
  problems.push(...outcome.problems.map((problem) => `${name}: ${problem}`));
  if (outcome.problems.length === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`kept for a look: ${folder}`);
}
console.log(`\n${columns(rows)}`);
for (const problem of problems) console.log(problem);
process.exit(problems.length === 0 ? 0 : 1);
