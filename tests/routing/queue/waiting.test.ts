import { describe, expect, test } from "bun:test";
import { createLog } from "../../../lib/log.ts";
import { type ClaimWrite, StoreFailure, type StoreFailureKind } from "../../../lib/messages/index.ts";
import { startLoop } from "../../../lib/routing/queue/loop.ts";
import { untilWritten } from "../../../lib/routing/queue/retried-writes.ts";
import { createWaker } from "../../../lib/routing/queue/waker.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const log = createLog({ level: "silent", format: "json" });

describe("a waker", () => {
  test("does not lose what came before the wait, and forgets it on reset", async () => {
    const clock = createManualClock();
    const waker = createWaker(clock);
    waker.wake();
    expect(await waker.wait(60_000)).toBe(true);
    waker.wake();
    waker.reset();
    const waiting = waker.wait(1_000);
    await clock.advance(1_000);
    expect(await waiting).toBe(false);
  });

  test("ends a wait at once and leaves no timer behind", async () => {
    const clock = createManualClock();
    const waker = createWaker(clock);
    const waiting = waker.wait(60_000);
    waker.wake();
    expect(await waiting).toBe(true);
    expect(clock.sleeping).toBe(0);
  });

  test("takes a wait of a year as one that a timer can hold", async () => {
    const clock = createManualClock();
    const waiting = createWaker(clock).wait(365 * 86_400_000);
    await clock.advance(3_600_000);
    expect(await waiting).toBe(false);
  });
});

describe("a loop", () => {
  test("goes on after a step that failed, and stops for good", async () => {
    const clock = createManualClock();
    const steps: number[] = [];
    const start = clock.now();
    const loop = startLoop(
      async () => {
        steps.push(clock.now() - start);
        if (steps.length === 1) throw new Error("once");
        return 10_000;
      },
      { clock, log, name: "test", firstMs: 500 },
    );
    await clock.advance(12_000);
    expect(steps).toEqual([500, 1_500, 11_500]);
    await loop.stop();
    await clock.advance(60_000);
    expect(steps).toHaveLength(3);
    expect(clock.sleeping).toBe(0);
  });
});

describe("a write that must not be lost", () => {
  const failing = (times: number, error: Error) => {
    const calls: string[] = [];
    return {
      calls,
      write(): Promise<ClaimWrite> {
        calls.push("call");
        return calls.length <= times ? Promise.reject(error) : Promise.resolve("written");
      },
    };
  };
  const store = { inOneCommit: <Result>(ask: () => Result) => ask() };
  const kindly = (kind: StoreFailureKind) => new StoreFailure(kind, kind);

  test("is repeated until the store takes it; what was taken is not", async () => {
    const clock = createManualClock();
    const first = failing(0, kindly("full"));
    const second = failing(3, kindly("full"));
    const writing = untilWritten([first.write, undefined, second.write], {
      store,
      clock,
      log,
      abandoned: new AbortController().signal,
    });
    expect(await clock.runUntil(writing)).toEqual(["written", undefined, "written"]);
    expect([first.calls.length, second.calls.length]).toEqual([1, 4]);
  });

  test("that is refused for good is not repeated", async () => {
    const refused = failing(9, kindly("not-allowed"));
    const abandoned = new AbortController().signal;
    await expect(untilWritten([refused.write], { store, clock: createManualClock(), log, abandoned })).rejects.toThrow(
      "not-allowed",
    );
    expect(refused.calls).toHaveLength(1);
  });

  test("counts as written when the connection broke behind the commit", async () => {
    const clock = createManualClock();
    const errors = [kindly("unavailable"), kindly("not-allowed")];
    const abandoned = new AbortController().signal;
    const writing = untilWritten([() => Promise.reject(errors.shift())], { store, clock, log, abandoned });
    expect(await clock.runUntil(writing)).toEqual(["written"]);
  });

  test("ends with the store's error when there is no more time", async () => {
    const stop = new AbortController();
    const clock = createManualClock();
    const writing = untilWritten([failing(9, kindly("full")).write], { store, clock, log, abandoned: stop.signal });
    const ending = writing.catch((error: unknown) => error);
    await clock.advance(100);
    stop.abort();
    expect(await ending).toMatchObject({ kind: "full" });
    expect(clock.sleeping).toBe(0);
  });
});
