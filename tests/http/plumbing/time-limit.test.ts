import { expect, test } from "bun:test";
import { createTimeLimit, type TimeLimit } from "../../../lib/http/plumbing/time-limit.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const never = () => new Promise<never>(() => undefined);

test("each request has its own limit, whatever it began together with", async () => {
  const clock = createManualClock();
  const withinLimit = createTimeLimit(clock, 1_000);
  const late: unknown[] = [];
  const run = (work: (limit: TimeLimit) => Promise<string>) =>
    withinLimit({ work, late: (error) => void late.push(error) });
  const limits: TimeLimit[] = [];
  const [quick, slow] = [
    run(() => Promise.resolve("done")),
    run((limit) => {
      limits.push(limit);
      return never();
    }),
  ];
  expect(await quick).toBe("done");
  await turn();
  await clock.advance(600);
  const later = run(never);
  await turn();
  expect(limits[0]?.passed).toBe(false);
  await clock.advance(400);
  expect(await slow).toBe("timed-out");
  expect(limits[0]?.passed).toBe(true);
  expect(await Promise.race([later, turn().then(() => "still running")])).toBe("still running");
  await clock.advance(600);
  expect(await later).toBe("timed-out");
  expect(late).toEqual([]);
});

test("what fails in time is thrown, what fails later is told, and no timer is left behind", async () => {
  const clock = createManualClock();
  const withinLimit = createTimeLimit(clock, 1_000);
  const late: unknown[] = [];
  const run = (work: () => Promise<string>) => withinLimit({ work, late: (error) => void late.push(error) });
  await expect(run(() => Promise.reject(new Error("at once")))).rejects.toThrow("at once");
  expect(clock.sleeping).toBe(0);

  const failing = Promise.withResolvers<string>();
  const first = run(() => failing.promise);
  await turn();
  await clock.advance(1_000);
  expect(await first).toBe("timed-out");
  failing.reject(new Error("too late"));
  await turn();
  expect(late).toEqual([new Error("too late")]);

  const held = Promise.withResolvers<string>();
  const second = run(() => held.promise);
  await turn();
  expect(clock.sleeping).toBe(1);
  held.resolve("in time");
  expect(await second).toBe("in time");
  expect(clock.sleeping).toBe(0);
});
