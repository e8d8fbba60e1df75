/**
 * `bun run tests/nodes.ts [--only NAME]`: two and three nodes on one PostgreSQL under load, and what may happen to them: a rolling upgrade,
 * PgBouncer, a database that restarts, a standby that is promoted, a node that stands still for 90 s, clocks ten minutes apart. Prints a table. Exit
 * status 1 when anything is lost, or went twice unmarked.
 */
import { parseArgs } from "node:util";
import {
  clocksApart,
  databaseRestarted,
  rollingUpgrade,
  type Scenario,
  standbyPromoted,
  stoodStill,
  throughPgBouncer,
} from "./support/nodes-scenarios.ts";
import { playScenarios } from "./support/scenario-table.ts";

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  upgrade: rollingUpgrade,
  pgbouncer: throughPgBouncer,
  restart: databaseRestarted,
  promote: standbyPromoted,
  "stood-still": stoodStill(90_000),
  clocks: clocksApart,
};

const { values } = parseArgs({ options: { only: { type: "string" } } });
process.exit((await playScenarios(SCENARIOS, { only: values.only })) === 0 ? 0 : 1);
