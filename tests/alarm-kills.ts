/**
 * `bun run tests/alarm-kills.ts [--kills 200] [--seed N] [--database sqlite|postgres]`: gateways with alarms that nobody answers are
 * ended by SIGKILL at random moments: one on SQLite, two on PostgreSQL. Exit status 1 when a step is lost, is done
 * twice, comes early, or comes more than 15 s late on two gateways.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rehearseAlarmKills } from "./support/alarm-kills.ts";
import { createTestDatabase } from "./support/postgres.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    database: { type: "string", default: "both" },
  },
});

let problems = 0;
for (const name of ["sqlite", "postgres"]) {
  if (values.database !== "both" && values.database !== name) continue;
  const folder = mkdtempSync(join(tmpdir(), "aldis-alarm-kills-"));
  const outcome = await rehearseAlarmKills({
    database: name === "sqlite" ? `sqlite:${join(folder, "gateway.db")}` : await createTestDatabase(),
    nodes: name === "sqlite" ? 1 : 2,
    folder,
    seed: Number(values.seed),
    kills: Number(values.kills),
  });
  console.log(`${name}, seed ${values.seed}: ${JSON.stringify(outcome)}`);
  problems += outcome.problems.length;
  if (outcome.problems.length === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`  kept for a look: ${folder}`);
}
console.log(problems === 0 ? "every step was done once" : `${problems} problems`);
process.exit(problems === 0 ? 0 : 1);
