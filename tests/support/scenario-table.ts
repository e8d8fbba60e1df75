import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columns } from "../../lib/table.ts";
import type { Scenario } from "./nodes-scenarios.ts";

/**
 * Plays scenarios one after another, each in a folder of its own that is kept when something is wrong, and prints a table and what was wrong.
 *
 * @param options.only  the name of one; all when left out
 * @returns how much was wrong
 * @throws Error for a name that there is not, and what a scenario throws
 */
export async function playScenarios(
  scenarios: Readonly<Record<string, Scenario>>,
  { only }: { only?: string | undefined },
): Promise<number> {
  const chosen = Object.entries(scenarios).filter(([name]) => only === undefined || name === only);
  if (chosen.length === 0) throw new Error(`--only is one of ${Object.keys(scenarios).join(", ")}`);
  const rows: string[][] = [
    ["SCENARIO", "ACCEPTED", "SENT", "RECEIVED", "LOST", "REPEATED", "MARKED", "LONGEST PAUSE", "NOTE"],
  ];
  const problems: string[] = [];
  for (const [name, scenario] of chosen) {
    const folder = mkdtempSync(join(tmpdir(), "aldis-scenario-"));
    const { accepted, sent, received, lost, repeated, marked, longestPauseMs, ...told } = await scenario(folder);
    const figures = [accepted, sent, received, lost, repeated, marked].map(String);
    rows.push([name, ...figures, `${(longestPauseMs / 1_000).toFixed(1)} s`, told.note ?? ""]);
    console.log(rows.at(-1)?.join("  "));
    problems.push(...told.problems.map((problem) => `${name}: ${problem}`));
    if (told.problems.length === 0) rmSync(folder, { recursive: true, force: true });
    else console.log(`kept for a look: ${folder}`);
  }
  console.log(`\n${columns(rows)}`);
  for (const problem of problems) console.log(problem);
  return problems.length;
}
