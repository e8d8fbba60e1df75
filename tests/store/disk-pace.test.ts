import { expect, test } from "bun:test";
import { createDiskPace } from "../../lib/store/disk-pace.ts";

function paceAfter(...times: number[]) {
  const pace = createDiskPace();
  for (const ms of times) pace.took(ms);
  return pace;
}

const quick = Array(16).fill(0.1);

test("begins in another thread, and comes back when one of sixteen syncs was quick", () => {
  expect(paceAfter(...quick.slice(1)).isQuick).toBe(false);
  expect(paceAfter(...quick).isQuick).toBe(true);
  // On a busy event loop most answers are heard late.
  expect(paceAfter(...Array(15).fill(8), 0.2).isQuick).toBe(true);
  expect(paceAfter(...Array(100).fill(4)).isQuick).toBe(false);
});

test("up to half of sixteen syncs may take somewhat longer", () => {
  expect(paceAfter(...quick, ...Array(8).fill(4)).isQuick).toBe(true);
  expect(paceAfter(...quick, ...Array(9).fill(4)).isQuick).toBe(false);
});

test("one sync of 50 ms is a moment, two of sixteen are the disk, as is one of 200 ms", () => {
  expect(paceAfter(...quick, 200).isQuick).toBe(false);
  expect(paceAfter(...quick, 50).isQuick).toBe(true);
  expect(paceAfter(...quick, 50, 50).isQuick).toBe(false);
  expect(paceAfter(...quick, 50, ...quick.slice(2), 50).isQuick).toBe(false);
  expect(paceAfter(...quick, 50, ...quick, 50).isQuick).toBe(true);
});

test("a disk that is quick again is trusted again", () => {
  expect(paceAfter(...quick, 50, 50, ...Array(20).fill(50), ...quick).isQuick).toBe(true);
});
