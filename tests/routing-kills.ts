/**
 * `bun run tests/routing-kills.ts [--kills 20] [--messages 2000] [--seed N] [--database sqlite|postgres]`: gateways that messages
 * arrive at are ended by SIGKILL at random moments: one on SQLite, two on PostgreSQL. Exit status 1 when a message is not stored and
 * routed once, does not reach each of its destinations and a webhook under its own event ID, or when a STOP does not count, or is not
 * confirmed, exactly once.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createTestDatabase } from "./support/postgres.ts";
import { rehearseRoutingKills } from "./support/routing-kills.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "20" },
    messages: { type: "string", default: "2000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    database: { type: "string", default: "both" },
  },
});

let problems = 0;
for (const name of ["sqlite", "postgres"]) {
  if (values.database !== "both" && values.database !== name) continue;
  const folder = mkdtempSync(join(tmpdir(), "aldis-routing-kills-"));
  const outcome = await rehearseRoutingKills({
    database: name === "sqlite" ? `sqlite:${join(folder, "gateway.db")}` : await createTestDatabase(),
    nodes: name === "sqlite" ? 1 : 2,
    folder,
    seed: Number(values.seed),
    kills: Number(values.kills),
    messages: Number(values.messages),
  });
  console.log(
    `${name}, seed ${values.seed}: ${JSON.stringify({ ...outcome, problems: outcome.problems.slice(0, 20) })}`,
  );
  problems += outcome.problems.length;
  if (outcome.problems.length === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`  kept for a look: ${folder}`);
}
console.log(problems === 0 ? "every message was routed once" : `${problems} problems`);
process.exit(problems === 0 ? 0 : 1);
