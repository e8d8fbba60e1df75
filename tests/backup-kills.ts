/**
 * `bun run tests/backup-kills.ts [--kills 50] [--messages 50000] [--seed N] [--database sqlite|postgres]`: backups and restores are ended by
 * SIGKILL at random moments. Exit status 1 when a half file is taken for a backup, or a database is neither the one before nor the
 * restored one.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rehearseBackupKills } from "./support/backup-kills.ts";
import { createEmptyTestDatabase } from "./support/postgres.ts";

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    messages: { type: "string", default: "50000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    database: { type: "string", default: "both" },
  },
});

let problems = 0;
for (const name of ["sqlite", "postgres"]) {
  if (values.database !== "both" && values.database !== name) continue;
  const folder = mkdtempSync(join(tmpdir(), "aldis-backup-kills-"));
  const outcome = await rehearseBackupKills({
    folder,
    target: name === "sqlite" ? `sqlite:${join(folder, "target.sqlite")}` : await createEmptyTestDatabase(),
    seed: Number(values.seed),
    kills: Number(values.kills),
    messages: Number(values.messages),
  });
  console.log(`${name}, seed ${values.seed}: ${JSON.stringify(outcome)}`);
  problems += outcome.problems.length;
  if (outcome.problems.length === 0) rmSync(folder, { recursive: true, force: true });
  else console.log(`  kept for a look: ${folder}`);
}
console.log(
  problems === 0 ? "every backup is whole, every database the one before or the restored one" : `${problems} problems`,
);
process.exit(problems === 0 ? 0 : 1);
