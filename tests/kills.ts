/**
 * `bun run tests/kills.ts --kills 500 [--seed N] [--database sqlite|postgres]`: a gateway that is ended by SIGKILL at random
 * moments under load, on both databases side by side unless one is named. Prints each round of 25 kills with what became of
 * its messages. Exit status 1 when anything is lost, or went twice unmarked.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rehearseKills } from "./support/kills.ts";
import { createTestDatabase } from "./support/postgres.ts";

const KILLS_PER_ROUND = 25;
const MESSAGES_PER_ROUND = 5_000;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "500" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    database: { type: "string", default: "both" },
  },
});

const DATABASES: Record<string, (folder: string) => string | Promise<string>> = {
  sqlite: (folder) => `sqlite:${join(folder, "gateway.db")}`,
  postgres: createTestDatabase,
};

async function run(name: string, create: (folder: string) => string | Promise<string>): Promise<number> {
  let problems = 0;
  let done = 0;
  for (let round = 0; done < Number(values.kills); round++) {
    const folder = mkdtempSync(join(tmpdir(), "aldis-kills-"));
    const kills = Math.min(KILLS_PER_ROUND, Number(values.kills) - done);
    const seed = Number(values.seed) + round;
    const database = await create(folder);
    const outcome = await rehearseKills({ database, folder, seed, kills, messages: MESSAGES_PER_ROUND });
    done += kills;
    problems += outcome.problems.length;
    console.log(`${name}, ${done} kills, seed ${seed}: ${JSON.stringify(outcome)}`);
    if (outcome.problems.length === 0) rmSync(folder, { recursive: true, force: true });
    else console.log(`  kept for a look: ${folder}`);
  }
  return problems;
}

const chosen = Object.entries(DATABASES).filter(([name]) => values.database === "both" || values.database === name);
if (chosen.length === 0) throw new Error(`--database is sqlite, postgres or both, not ${values.database}`);
const problems = (await Promise.all(chosen.map(([name, create]) => run(name, create)))).reduce((sum, one) => sum + one);
console.log(problems === 0 ? "nothing was lost, and what went twice is marked" : `${problems} problems`);
process.exit(problems === 0 ? 0 : 1);
