/**
 * `bun run tests/stream-resume.ts [--seconds 300] [--clients 6] [--seed N] [--database sqlite|postgres]
 * [--silence 75]`: clients of the event stream are cut at random and connect again, to another gateway where there is one,
 * while gateways are killed: one on SQLite, then two on one PostgreSQL. At the end a stream says nothing through nginx.
 * Exit status 1 when a client missed an event, saw one twice or in the wrong order, or nginx ended the stream.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { hasNginx } from "./support/nginx.ts";
import { createTestDatabase } from "./support/postgres.ts";
import { rehearseSilence } from "./support/proxied-stream.ts";
import { rehearseResuming } from "./support/stream-resume.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "300" },
    clients: { type: "string", default: "6" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    database: { type: "string", default: "both" },
    silence: { type: "string", default: "75" },
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
  const folder = mkdtempSync(join(tmpdir(), "aldis-streams-"));
  const outcome = await rehearseResuming({
    database: await create(folder),
    folder,
    nodes,
    clients: Number(values.clients),
    seconds: Number(values.seconds),
    seed: Number(values.seed),
  });
  problems += outcome.problems.length;
  console.log(
    `${name}, seed ${values.seed}: ${JSON.stringify({ ...outcome, problems: outcome.problems.slice(0, 20) })}`,
  );
  rmSync(folder, { recursive: true, force: true });
}
if (hasNginx() && Number(values.silence) > 0) {
  const outcome = await rehearseSilence(Number(values.silence));
  problems += outcome.problems.length;
  console.log(`nginx, ${values.silence} s of silence: ${JSON.stringify(outcome)}`);
}
console.log(problems === 0 ? "every client saw every event once" : `${problems} problems`);
process.exit(problems === 0 ? 0 : 1);
