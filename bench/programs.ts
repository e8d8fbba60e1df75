/**
 * Other people's programs on `aldis simulator --pty`, each on every profile: what they manage of identifying the modem,
 * sending (short, long, Unicode), delivery reports and receiving. `bun run bench/programs.ts gnokii ec25` for some of them. Exit status 1 when
 * one fails that has no limit to its name in `tests/modem/simulator/program-limits.ts`.
 */
import { PROFILES } from "../lib/modem/simulator/profiles/index.ts";
import { limitsOf } from "../tests/modem/simulator/program-limits.ts";
import { PEERS, type PeerName } from "../tests/support/peers/index.ts";
import { TASKS, tryPeer } from "../tests/support/peers/try-peer.ts";
import { programPath } from "../tests/support/programs.ts";

/** Programs and profiles by their names; all of them without names. */
export async function run(asked: readonly string[] = []): Promise<void> {
  const chosen = <Name extends string>(all: readonly Name[]) => {
    const some = all.filter((name) => asked.includes(name));
    return some.length > 0 ? some : all;
  };
  const programs = chosen(Object.keys(PEERS) as PeerName[]);
  const profiles = chosen(Object.keys(PROFILES));
  const missing = (name: PeerName) => PEERS[name].needs.filter((command) => programPath(command) === null);
  console.log(`| program | profile | ${TASKS.join(" | ")} |\n|---|---|${TASKS.map(() => "---|").join("")}`);
  for (const name of programs.filter((program) => missing(program).length > 0)) {
    console.log(`| ${name} | not installed: ${missing(name).join(", ")} |`);
  }
  // They mostly wait: all of them at once, on a modem each.
  for (const profile of profiles) {
    const tried = programs.filter((name) => missing(name).length === 0);
    const trials = await Promise.all(tried.map((name) => tryPeer(PEERS[name], profile)));
    for (const [at, { outcomes, traces }] of trials.entries()) {
      const name = tried[at] ?? "";
      const limits = limitsOf(profile, name);
      const cellOf = (task: string) => {
        const outcome = outcomes[task] ?? "–";
        const expected = limits[task]?.outcome;
        const isSo = typeof expected === "string" ? expected === outcome : expected?.test(outcome);
        // And the wire has to show why.
        const isLimit = isSo && limits[task]?.shown.test(traces[task]?.join("\n") ?? "");
        if (outcome !== "ok" && outcome !== "–" && !isLimit) process.exitCode = 1;
        return isLimit ? `${outcome} (its limit: ${limits[task]?.reason})` : outcome;
      };
      const cells = outcomes.start === undefined ? TASKS.map(cellOf) : [cellOf("start")];
      console.log(`| ${name} | ${profile} | ${cells.join(" | ")} |`);
    }
  }
}

if (import.meta.main) await run(process.argv.slice(2));
