/**
 * `bun run tests/power-cuts.ts --cuts 200 [--seed N] [--minutes 30] [--lying-about FILE]`: a gateway under load whose data is on a
 * disk that forgets at a power cut what was not synced. Prints each cut, and what became of every message. Exit status 1
 * when anything is unaccounted for. Linux only, as root: it mounts a FUSE file system of its own.
 */
import { parseArgs } from "node:util";
import { defined } from "../lib/defined.ts";
import { runPowerCuts } from "./support/power-cuts/index.ts";

const { values } = parseArgs({
  options: {
    cuts: { type: "string", default: "200" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    minutes: { type: "string", default: "30" },
    // The disk says that it has synced this file, and has not: the run must find what is lost.
    "lying-about": { type: "string" },
  },
});
const figures = await runPowerCuts({
  cuts: Number(values.cuts),
  seed: Number(values.seed),
  limitMs: Number(values.minutes) * 60_000,
  ...defined({ lyingAbout: values["lying-about"] }),
  progress: (line) => console.log(line),
});
console.log(JSON.stringify(figures, undefined, 2));
console.log(figures.problems.length === 0 ? "everything is accounted for" : figures.problems.join("\n"));
process.exit(figures.problems.length === 0 ? 0 : 1);
