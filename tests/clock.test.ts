import { expect, test } from "bun:test";
import { within } from "../lib/clock.ts";
import { createManualClock } from "./support/manual-clock.ts";

test("within gives what comes in time, and leaves no timer", async () => {
  const clock = createManualClock();
  expect(await within(clock, Promise.resolve("here"), 1_000)).toBe("here");
  await expect(within(clock, Promise.reject(new Error("broken")), 1_000)).rejects.toThrow("broken");
  expect(clock.sleeping).toBe(0);
});

test("within gives undefined once the time has passed, and a later rejection harms nobody", async () => {
  const clock = createManualClock();
  const late = Promise.withResolvers<string>();
  const waiting = within(clock, late.promise, 1_000);
  await clock.advance(999);
  expect(clock.sleeping).toBe(1);
  await clock.advance(1);
  expect(await waiting).toBeUndefined();
  late.reject(new Error("too late"));
  await clock.advance(1);
  expect(clock.sleeping).toBe(0);
});
