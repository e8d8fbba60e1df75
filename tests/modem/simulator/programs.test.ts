/**
 * Debian's gammu, gammu-smsd and smstools3, unchanged, on the pseudo-terminal that `aldis simulator` makes, for every
 * profile. They mostly wait, so all of them run at once; at the end a table shows what each did.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { PROFILES } from "../../../lib/modem/simulator/profiles/index.ts";
import { type Trial, tryGammu, tryGammuSmsd, trySmstools } from "../../support/peers/trials.ts";
import { hasProgram } from "../../support/programs.ts";
import { EXCEPTIONS } from "./program-limits.ts";

const EACH_WAY = 50;
const LIMIT_MS = 600_000;
/** Lines of the trace that a failure shows. */
const TRACE = 40;

const PROGRAMS: Record<string, { command: string; run(profile: string): Promise<Trial> }> = {
  gammu: { command: "gammu", run: tryGammu },
  "gammu-smsd": { command: "gammu-smsd", run: (profile) => tryGammuSmsd(profile, EACH_WAY) },
  smstools3: { command: "smsd", run: (profile) => trySmstools(profile, EACH_WAY) },
};

const profiles = Object.keys(PROFILES);
const present = Object.keys(PROGRAMS).filter((program) => hasProgram(PROGRAMS[program]?.command ?? program));
const trials = new Map<string, Promise<Trial>>();
const keyOf = (profile: string, program: string) => `${profile} × ${program}`;

beforeAll(() => {
  for (const profile of profiles) {
    for (const program of present) {
      const trial = PROGRAMS[program]?.run(profile);
      if (!trial) continue;
      trials.set(keyOf(profile, program), trial);
      // Its test tells; until then it must not end the others.
      trial.catch(() => undefined);
    }
  }
});

afterAll(async () => {
  for (const [key, trial] of trials) {
    const { outcomes } = await trial.catch((error) => ({ outcomes: { run: String(error) } }));
    const steps = Object.entries(outcomes).map(([step, outcome]) => `${step}: ${outcome}`);
    console.log(`${key.padEnd(24)} ${steps.join(" · ")}`);
  }
});

describe.each(Object.keys(PROGRAMS))("%s believes the simulated modem", (program) => {
  test.skipIf(!present.includes(program)).each(profiles)(
    "as %s",
    async (profile) => {
      const trial = await trials.get(keyOf(profile, program));
      if (!trial) throw new Error("the trial was not started");
      const limits = EXCEPTIONS[profile]?.[program] ?? {};
      const expected = Object.keys(trial.outcomes).map((step) => {
        const outcome = limits[step]?.outcome ?? "ok";
        return [step, typeof outcome === "string" ? outcome : expect.stringMatching(outcome)] as const;
      });
      for (const [step, outcome] of expected) {
        // Whose fault it is can be seen on the wire.
        if (outcome === "ok" && trial.outcomes[step] !== "ok")
          console.log(trial.traces[step]?.slice(-TRACE).join("\n"));
      }
      expect(trial.outcomes).toEqual(Object.fromEntries(expected));
      // Each exception stands for as long as its reason can be seen on the wire.
      for (const [step, { shown }] of Object.entries(limits)) expect(trial.traces[step]?.join("\n")).toMatch(shown);
    },
    LIMIT_MS,
  );
});
