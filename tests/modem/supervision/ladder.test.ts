import { expect, test } from "bun:test";
import { climb, LADDER_FOOT } from "../../../lib/modem/supervision/ladder.ts";

test("the ladder begins at its foot after five calm minutes, and may be entered higher", () => {
  const options = { now: 1_000, hasPower: true };
  const { step, ladder } = climb(LADDER_FOOT, { ...options, atLeast: "reset" });
  expect(step).toBe("reset");
  expect(climb(ladder, { ...options, now: 301_000 }).step).toBe("reopen");
  expect(climb(ladder, { ...options, now: 301_001 }).step).toBe("start-again");
});
