import { expect, test } from "bun:test";
import type { MessageState } from "../../../lib/messages/index.ts";
import { createMessageCounts } from "../../../lib/routing/index.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const counted = (queued: number) => ({ queued }) as Record<MessageState, number>;

/** Counts that take `tookMs` each; the n-th says that n messages are queued. */
function startCounts(tookMs: number) {
  const clock = createManualClock();
  let asked = 0;
  const counts = createMessageCounts(
    {
      async countByState() {
        const count = ++asked;
        await clock.sleep(tookMs);
        return counted(count);
      },
    },
    clock,
  );
  const ask = () => clock.runUntil(counts());
  return { clock, counts, ask, asked: () => asked };
}

test("a quick count is made anew for everybody who asks", async () => {
  const { ask } = startCounts(1);
  expect([await ask(), await ask(), await ask()]).toEqual([counted(1), counted(2), counted(3)]);
});

test("a slow count is kept twenty times as long as it took", async () => {
  const { ask, clock } = startCounts(50);
  expect(await ask()).toEqual(counted(1));
  await clock.advance(999);
  expect(await ask()).toEqual(counted(1));
  await clock.advance(1);
  expect(await ask()).toEqual(counted(2));
});

test("who asks while it is counted gets the same count", async () => {
  const { counts, clock, asked } = startCounts(50);
  const all = Promise.all([counts(), counts(), counts()]);
  expect(await clock.runUntil(all)).toEqual([counted(1), counted(1), counted(1)]);
  expect(asked()).toBe(1);
});

test("a count that failed is made again", async () => {
  let fails = true;
  const counts = createMessageCounts(
    { countByState: async () => (fails ? Promise.reject(new Error("locked")) : counted(7)) },
    createManualClock(),
  );
  await expect(counts()).rejects.toThrow("locked");
  fails = false;
  expect(await counts()).toEqual(counted(7));
});

test("while the store fails or takes longer than 2 s, it is the last count; without one, the failure", async () => {
  const clock = createManualClock();
  let answer: () => Promise<Record<MessageState, number>> = () => Promise.reject(new Error("away"));
  const counts = createMessageCounts({ countByState: () => answer() }, clock);
  await expect(counts()).rejects.toThrow("away");
  answer = async () => counted(7);
  expect(await counts()).toEqual(counted(7));
  answer = () => Promise.reject(new Error("away"));
  expect(await counts()).toEqual(counted(7));
  answer = () => new Promise(() => undefined);
  const since = clock.now();
  expect(await clock.runUntil(counts())).toEqual(counted(7));
  expect(clock.now() - since).toBe(2_000);
});
