/**
 * `bun run tests/idempotency-kills.ts [--senders 64] [--keys 1000] [--kills 20] [--seed N] [--database sqlite|postgres]`: every
 * sender sends every key, while gateways are ended by SIGKILL: one on SQLite, then two on one PostgreSQL. Exit status 1 when a
 * key was done twice or not at all, or had two answers.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rehearseRepeats } from "./support/idempotency-kills.ts";
import { createTestDatabase } from "./support/postgres.ts";

const { values } = parseArgs({
  options: {
    senders: { type: "string", default: "64" },
    keys: { type: "string", default: "1000" },
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    database: { type: "string", default: "both" },
  },
});

const RUNS = {
  sqlite: { nodes: 1, create: async (folder: string) => `sqlite:${join(folder, "gateway.db")}` },
  postgres: { nodes: 2, create: () => createTestDatabase() },
};

const chosen = Object.entries(RUNS).filter(([name]) => values.database === "both" || values.database === name);
if (chosen.length === 0) throw new Error(`--database is sqlite, postgres or both, not ${values.database}`);
let problems = 0;
for (const [name, { nodes, create }] of chosen) {
  const folder = mkdtempSync(join(tmpdir(), "aldis-keys-"));
  const outcome = await rehearseRepeats({
    database: await create(folder),
    folder,
    nodes,
    senders: Number(values.senders),
    keys: Number(values.keys),
    kills: Number(values.kills),
    seed: Number(values.seed),
  });
  problems += outcome.problems.length;
  console.log(
    `${name}, seed ${values.seed}: ${JSON.stringify({ ...outcome, problems: outcome.problems.slice(0, 20) })}`,
  );
  rmSync(folder, { recursive: true, force: true });
}
console.log(problems === 0 ? "every key was done once, and has one answer" : `${problems} problems`);
process.exit(problems === 0 ? 0 : 1);
