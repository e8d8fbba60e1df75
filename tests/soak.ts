/**
 * `bun run tests/soak.ts --minutes 20 [--seed N]`: a gateway on four simulated modems behind pseudo-terminals, in real time,
 * with every fault at random. Prints what became of every message, and the memory and descriptors on the way. Exit
 * status 1 when anything is unaccounted for. It uses a small part of one core.
 */
import { parseArgs } from "node:util";
import { runSoak } from "./support/soak.ts";
import { soakProblems } from "./support/soak-problems.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const figures = await runSoak({
  minutes: Number(values.minutes),
  seed: Number(values.seed),
  virtual: false,
  progress: (line) => console.log(line),
});
console.log(JSON.stringify(figures, undefined, 2));
const problems = soakProblems(figures);
console.log(problems.length === 0 ? "everything is accounted for" : problems.join("\n"));
process.exit(problems.length === 0 ? 0 : 1);
