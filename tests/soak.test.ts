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
}, 180_000);

test("a soak's descriptors that are away while modems are unplugged are no leak; those that only grow are", () => {
  const account = { lost: [], repeatedUnmarked: [], repeatedMarked: [], inboundLost: [], inboundTwice: [] };
  const withDescriptors = (...counts: number[]) =>
    soakProblems({
      ...{ seed: 1, accepted: 1, states: { sent: 1 }, received: 0, faults: {}, recoveries: {}, account, load: 0 },
      samples: counts.map((descriptors, minute) => ({ minute, rssMiB: 90, descriptors })),
    });
  expect(withDescriptors(34, 34, 29, 34, 29, 34, 29, 34, 34)).toEqual([]);
  expect(withDescriptors(34, 35, 30, 37, 38, 39, 35, 41, 42)).toEqual(["descriptors: 38 to 42"]);
});
