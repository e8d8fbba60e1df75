/**
 * `bun run tests/faults.ts [--profile NAME] [--fault NAME]`: each fault of the simulated modem on each profile, three times under load, beside another modem
 * that has none; on a clock of its own. Prints a row for each profile. Exit status 1 when anything is lost or went twice unmarked, when the other
 * modem stops, or when a modem does not come back.
 */
import { parseArgs } from "node:util";
import { PROFILES } from "../lib/modem/simulator/index.ts";
import { columns } from "../lib/table.ts";
import { FAULT_CASES, nameOf } from "./support/fault-cases.ts";
import { type FaultOutcome, strikeUnderLoad } from "./support/fault-load.ts";

const { values } = parseArgs({ options: { profile: { type: "string" }, fault: { type: "string" } } });
const profiles = Object.keys(PROFILES).filter((name) => values.profile === undefined || name === values.profile);
const faults = FAULT_CASES.filter(({ fault }) => values.fault === undefined || fault === values.fault);
if (profiles.length === 0 || faults.length === 0) throw new Error("no such profile or fault");

const COUNTED = ["accepted", "sent", "received", "lost", "unknown", "repeated", "marked"] as const;
const rows: string[][] = [["PROFILE", "FAULTS", ...COUNTED.map((name) => name.toUpperCase()), "LONGEST PAUSE", "AT"]];
const problems: string[] = [];
for (const profile of profiles) {
  const outcomes: { name: string; outcome: FaultOutcome }[] = [];
  for (const fault of faults) {
    const outcome = await strikeUnderLoad(profile, fault);
    outcomes.push({ name: nameOf(fault), outcome });
    for (const problem of outcome.problems) {
      problems.push(`${profile}, ${nameOf(fault)}: ${problem}`);
      console.log(problems.at(-1));
    }
  }
  const sums = COUNTED.map((key) => outcomes.reduce((sum, { outcome }) => sum + outcome[key], 0));
  const longest = outcomes.reduce((one, next) =>
    next.outcome.longestPauseMs > one.outcome.longestPauseMs ? next : one,
  );
  const pause = `${(longest.outcome.longestPauseMs / 1_000).toFixed(0)} s`;
  rows.push([profile, String(outcomes.length), ...sums.map(String), pause, longest.name]);
  console.log(rows.at(-1)?.join("  "));
}
console.log(`\n${columns(rows)}`);
for (const problem of problems) console.log(problem);
process.exit(problems.length === 0 ? 0 : 1);
