import { expect, test } from "bun:test";
import { Writable } from "node:stream";
import pino from "pino";
import { startLoop } from "../../../lib/routing/queue/loop.ts";
import { createManualClock } from "../../support/manual-clock.ts";

test("a job that fails again and again is a line at once and one a minute, until it has succeeded", async () => {
  const clock = createManualClock();
  const lines: string[] = [];
  const log = pino(new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) }));
  let isFailing = true;
  const step = () => (isFailing ? Promise.reject(new Error("the disk is full")) : Promise.resolve(1_000));
  const loop = startLoop(step, { clock, log, name: "test", firstMs: 0 });
  await clock.advance(30_000);
  expect(lines).toHaveLength(1);
  await clock.advance(80_000);
  expect(lines).toHaveLength(2);
  isFailing = false;
  await clock.advance(2_000);
  isFailing = true;
  await clock.advance(2_000);
  expect(lines).toHaveLength(3);
  await loop.stop();
});
