/**
 * `bun run tests/job-kills.ts [--kills 20] [--jobs 3000] [--seed N] [--database sqlite|postgres]`: gateways that do jobs are
 * ended by SIGKILL at random moments: one on SQLite, two on PostgreSQL. Exit status 1 when a job does not reach its receiver
 * under its own ID.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rehearseJobKills } from "./support/job-kills.ts";
import { createTestDatabase } from "./support/postgres.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "20" },
    jobs: { type: "string", default: "3000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    database: { type: "string", default: "both" },
  },
});

let problems = 0;
for (const name of ["sqlite", "postgres"]) {
  if (values.database !== "both" && values.database !== name) continue;
  const folder = mkdtempSync(join(tmpdir(), "aldis-job-kills-"));
  const outcome = await rehearseJobKills({
    database: name === "sqlite" ? `sqlite:${join(folder, "gateway.db")}` : await createTestDatabase(),
    nodes: name === "sqlite" ? 1 : 2,
    folder,
    seed: Number(values.seed),
    kills: Number(values.kills),
    jobs: Number(values.jobs),
  });
  console.log(`${name}, seed ${values.seed}: ${JSON.stringify(outcome)}`);
  problems += outcome.problems.length;
  if (outcome.problems.length === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`  kept for a look: ${folder}`);
}
console.log(problems === 0 ? "every job reached its receiver" : `${problems} problems`);
process.exit(problems === 0 ? 0 : 1);
