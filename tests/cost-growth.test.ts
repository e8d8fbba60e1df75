import { expect, test } from "bun:test";
import { costGrowth } from "./support/work.ts";

/** A remainder of large numbers per step: some 20 ns. */
async function spin(steps: number): Promise<number> {
  let state = 1;
  for (let step = 0; step < steps; step++) state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return state;
}

test("work that grows with the square of a length is told from work that grows with it", async () => {
  await spin(2_000_000);
  expect(await costGrowth((share) => spin(2_000_000 * share ** 2), 0)).toBeGreaterThan(8);
  expect(await costGrowth((share) => spin(2_000_000 * share), 0)).toBeLessThan(8);
  expect(await costGrowth(() => spin(1), 1_000)).toBe(0);
});
