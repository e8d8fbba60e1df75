/**
 * gnokii, oFono, ModemManager, Kannel and npm's serialport-gsm, unchanged, on the pseudo-terminal that `aldis simulator`
 * makes: each on one profile here, all at once. `bun run bench programs` tries them on every profile.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { PEERS, type PeerName } from "../../support/peers/index.ts";
import type { Trial } from "../../support/peers/trials.ts";
import { tryPeer } from "../../support/peers/try-peer.ts";
import { hasProgram } from "../../support/programs.ts";
import { limitsOf } from "./program-limits.ts";

const LIMIT_MS = 600_000;
/** Lines of the trace that a failure shows. */
const TRACE = 40;

/** Of different families. */
const PROFILE_OF: Record<PeerName, string> = {
  gnokii: "huawei",
  ofono: "generic",
  ModemManager: "telit",
  kannel: "ec25",
  "serialport-gsm": "sim800",
};

const names = Object.keys(PEERS) as PeerName[];
const present = names.filter((name) => PEERS[name].needs.every(hasProgram) && PEERS[name].unavailable() === undefined);
const trials = new Map<PeerName, Promise<Trial>>();

beforeAll(() => {
  for (const name of present) {
    const trial = tryPeer(PEERS[name], PROFILE_OF[name]);
    trials.set(name, trial);
    // Its test tells; until then it must not end the others.
    trial.catch(() => undefined);
  }
});

describe("programs that drive modems believe the simulated one", () => {
  for (const name of names) {
    const profile = PROFILE_OF[name];
    const unavailable = PEERS[name].unavailable();
    if (unavailable !== undefined) console.log(`${name} cannot run here: ${unavailable}`);
    test.skipIf(!present.includes(name))(
      `${name}, as ${profile}`,
      async () => {
        const trial = await trials.get(name);
        if (!trial) throw new Error("the trial was not started");
        const limits = limitsOf(profile, name);
        for (const [task, outcome] of Object.entries(trial.outcomes)) {
          const limit = limits[task];
          const wire = trial.traces[task]?.slice(-TRACE).join("\n");
          // Whose fault it is can be seen on the wire.
          if (limit === undefined && outcome !== "ok") console.log(`${name} × ${profile}, ${task}:\n${wire}`);
          const expected = limit?.outcome ?? "ok";
          expect({ task, outcome }).toEqual({
            task,
            outcome: typeof expected === "string" ? expected : expect.stringMatching(expected),
          });
          if (limit !== undefined) expect(trial.traces[task]?.join("\n")).toMatch(limit.shown);
        }
        expect(Object.keys(trial.outcomes)).toContain("receive");
      },
      LIMIT_MS,
    );
  }
});
