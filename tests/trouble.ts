/**
 * `bun run tests/trouble.ts [--only NAME]`: a gateway under load, on SQLite and on PostgreSQL, whose disk is full, whose database is locked for 90 s, whose
 * machine's clock is set by hours, whose open files are used up. Prints a table. Exit status 1 when anything is lost, or went twice unmarked. Linux, as
 * root: it mounts small file systems.
 */
import { parseArgs } from "node:util";
import type { Scenario } from "./support/nodes-scenarios.ts";
import { playScenarios } from "./support/scenario-table.ts";
import {
  clockSet,
  type DatabaseKind,
  databaseLocked,
  diskFull,
  diskFullAtStart,
  filesUsedUp,
} from "./support/trouble-scenarios.ts";

const LOCKED_MS = 90_000;
const FULL_MS = 60_000;
const USED_UP_MS = 60_000;
const OFFSETS = ["+3h", "-3h", "+3d", "+0"];

const on = (kind: DatabaseKind): Record<string, Scenario> => ({
  [`full-${kind}`]: diskFull(kind, FULL_MS),
  [`locked-${kind}`]: databaseLocked(kind, LOCKED_MS),
  [`clock-${kind}`]: clockSet(kind, OFFSETS),
  [`files-${kind}`]: filesUsedUp(kind, USED_UP_MS),
});

const { values } = parseArgs({ options: { only: { type: "string" } } });
const scenarios = { "full-at-start-sqlite": diskFullAtStart(), ...on("sqlite"), ...on("postgres") };
process.exit((await playScenarios(scenarios, { only: values.only })) === 0 ? 0 : 1);
