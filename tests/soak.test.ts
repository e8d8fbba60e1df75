import { expect, test } from "bun:test";
import { runSoak } from "./support/soak.ts";
import { soakProblems } from "./support/soak-problems.ts";

test("twenty minutes with every fault at random, on a clock of their own: everything is accounted for", async () => {
  const figures = await runSoak({ minutes: 20, seed: 4711, virtual: true });
  const { account, accepted, faults, received, recoveries, states } = figures;
  console.log(
    `soak: ${accepted} accepted, ${JSON.stringify(states)}, ${account.repeatedMarked.length} repeated and marked, ${received} received, ${Object.values(faults).reduce((sum, count) => sum + count, 0)} faults, recoveries ${JSON.stringify(recoveries)}`,
  );
  expect(soakProblems(figures)).toEqual([]);
  expect(Object.keys(faults).length).toBeGreaterThan(25);
}, 120_000);
