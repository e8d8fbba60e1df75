import { expect, test } from "bun:test";
import { returnMemoryWhenIdle } from "../../lib/gateway/idle-memory.ts";
import { createManualClock } from "../support/manual-clock.ts";

test("memory is given back once, when a flood has been over for a while", async () => {
  const clock = createManualClock(0);
  let commits = 5;
  let collections = 0;
  const stop = returnMemoryWhenIdle({ clock, commits: () => commits, collect: () => void collections++ });
  const pass = async (rounds: number, perRound: number) => {
    for (let round = 0; round < rounds; round++) {
      commits += perRound;
      await clock.advance(10_000);
    }
    return collections;
  };
  expect(await pass(20, 100)).toBe(0);
  expect(await pass(2, 0)).toBe(1);
  expect(await pass(20, 0)).toBe(1);
  // A few messages an hour are no flood.
  for (let times = 0; times < 10; times++) {
    await pass(1, 10);
    await pass(2, 0);
  }
  expect(collections).toBe(1);
  await pass(1, 200);
  expect(await pass(2, 0)).toBe(2);
  stop();
  await pass(1, 1_000);
  expect(await pass(3, 0)).toBe(2);
});
