import { describe, expect, test } from "bun:test";
import { backoffMs } from "../lib/backoff.ts";

describe("back-off", () => {
  const backoff = { firstMs: 5_000, longestMs: 60_000 };

  test.each([
    [0, 5_000],
    [1, 5_000],
    [2, 10_000],
    [4, 40_000],
    [5, 60_000],
    [5_000, 60_000],
  ])("waits after %d failures for %d ms", (failures, ms) => {
    expect(backoffMs(failures, backoff)).toBe(ms);
  });

  test.each([
    [1, 0, 5_000],
    [1, 0.5, 6_250],
    [2, 0.333, 11_665],
    [9, 0.999_999_9, 90_000],
  ])("adds up to a share at random: %d failures, random %d", (failures, random, ms) => {
    expect(backoffMs(failures, { ...backoff, jitter: { share: 0.5, random: () => random } })).toBe(ms);
  });
});
