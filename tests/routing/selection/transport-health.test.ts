import { expect, test } from "bun:test";
import type { FailureClass } from "../../../lib/routing/channels/transport.ts";
import {
  afterFailure,
  afterReturn,
  HEALTHY,
  isOnTrial,
  isResting,
  restMs,
} from "../../../lib/routing/selection/transport-health.ts";

const NOW = 1_000_000;

function after(failures: readonly FailureClass[], otherTransports = true) {
  return failures.reduce((health, failure) => afterFailure(health, failure, { now: NOW, otherTransports }), HEALTHY);
}

test("five refusals in a row put a line on trial while others can do its work", () => {
  const four = after(["retry", "retry", "retry-thrice", "clean-storage"]);
  expect([isOnTrial(four), isResting(four, NOW)]).toEqual([false, false]);
  const five = after(["retry", "retry", "retry", "retry", "retry"]);
  expect([isOnTrial(five), restMs(five, NOW)]).toEqual([true, 30_000]);
});

test("the only line does not rest for refusals: they may be the numbers' fault", () => {
  expect(isResting(after(Array(9).fill("retry"), false), NOW)).toBe(false);
});

test("rests grow with every failed trial, up to 15 min", () => {
  const rests = [5, 6, 7, 8, 9, 10, 30].map((failures) => restMs(after(Array(failures).fill("retry")), NOW) / 1_000);
  expect(rests).toEqual([30, 60, 120, 240, 480, 900, 900]);
});

test("a lost line rests at once, even the only one, and may try when it is back", () => {
  for (const failure of ["out-of-service", "transport-lost"] as const) {
    const lost = after([failure], false);
    expect(restMs(lost, NOW)).toBe(30_000);
    expect(isResting(afterReturn(lost), NOW)).toBe(false);
    expect(afterReturn(lost).troubles).toBe(1);
  }
});

test("a message's own fault says nothing about the line", () => {
  expect(after(Array(20).fill("permanent"))).toEqual(HEALTHY);
  expect(after(Array(20).fill("not-supported"))).toEqual(HEALTHY);
});

test("a busy SIM or a modem that must start again pauses for a moment", () => {
  for (const failure of ["wait", "restart", "permanent-after-restart", "no-answer", "unknown-outcome"] as const) {
    expect(restMs(after([failure], false), NOW)).toBe(5_000);
  }
});

test("a clock that was set back by hours does not keep a line resting", () => {
  expect(isResting(after(["transport-lost"]), NOW - 7_200_000)).toBe(false);
});
