import { afterEach, expect, test } from "bun:test";
import type { CheckSettlement } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { closeRigs, SHOP, startCheckRig } from "../support/check-rig.ts";

// What a gateway that is alone on its database does without writing.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const HEARTBEAT = { ...SHOP, name: "backup", probe: { heartbeat: { graceSeconds: 10 } } };
afterEach(closeRigs);

/** Counts the transactions that runs of checks cost. */
function countWrites({ checks }: Store): { claims: number; settled: (readonly CheckSettlement[])[] } {
  const counted = { claims: 0, settled: [] as (readonly CheckSettlement[])[] };
  const { claimDue, settle } = checks;
  Object.assign(checks, {
    async claimDue(options: Parameters<typeof claimDue>[0]) {
      const claims = await claimDue(options);
      if (claims.length > 0) counted.claims++;
      return claims;
    },
    settle(settlements: readonly CheckSettlement[]) {
      counted.settled.push(settlements);
      return settle(settlements);
    },
  });
  return counted;
}

test("checks that are well are written every five minutes, once each, and shown as they are", async () => {
  const { clock, store, runs, runner, desk, add } = await startCheckRig(() => true);
  for (let number = 0; number < 20; number++) await add({ ...SHOP, name: `check ${number}` });
  await clock.advance(2 * MINUTE);
  const counted = countWrites(store);
  runs.splice(0);
  await clock.advance(HOUR);
  expect(runs).toHaveLength(20 * 60);
  expect(counted.claims).toBe(0);
  expect(counted.settled.length).toBeGreaterThanOrEqual(11);
  expect(counted.settled.length).toBeLessThanOrEqual(13);
  // A check that keeps a result of the hour has that written too.
  for (const settled of counted.settled) expect(settled.length).toBeLessThanOrEqual(40);
  const [shown] = await desk.store.list();
  expect(clock.now() - (shown?.memory.last?.at ?? 0)).toBeLessThanOrEqual(MINUTE);
  expect(shown?.nextAt).toBeGreaterThan(clock.now());
  expect((await desk.store.find(shown?.id ?? 0))?.memory.last).toEqual(shown?.memory.last);
  await runner.stop();
  // Its end writes what was not written yet.
  const [stored] = await store.checks.list();
  expect(stored?.memory.last).toEqual(shown?.memory.last);
  expect(stored?.nextAt).toBe(shown?.nextAt ?? 0);
});

test("failures in a row outlast a gateway that is killed; what was told is told once", async () => {
  let isWell = true;
  const { clock, store, alarms, runs, runner, add, make } = await startCheckRig(() => isWell);
  const id = await add(SHOP);
  await clock.advance(10 * MINUTE);
  isWell = false;
  runs.splice(0);
  while (runs.length < 2) await clock.advance(1_000);
  await clock.advance(25_000);
  expect(alarms.told).toEqual([]);
  expect((await store.checks.find(id))?.memory.failures).toBe(2);
  // It says nothing more, as a process that was killed does.
  const { settle, claimDue } = store.checks;
  Object.assign(store.checks, { settle: async () => ["claim-lost"], claimDue: async () => [] });
  await runner.stop();
  Object.assign(store.checks, { settle, claimDue });
  const next = make("one");
  runs.splice(0);
  await next.start();
  await clock.advance(MINUTE);
  expect(alarms.told).toEqual([`raise check:${id} critical: shop is down: broken`]);
  await clock.advance(HOUR);
  expect(alarms.told).toHaveLength(1);
  expect(runs.length).toBeLessThanOrEqual(62);
  await next.stop();
  const failed = (await store.checks.results(id, { limit: 200 })).filter(({ ok }) => !ok);
  expect(failed.length).toBeLessThanOrEqual(5);
});

test("a check that is held is not run once it is removed, and runs as it was changed at once", async () => {
  const { clock, runs, runner, desk, add } = await startCheckRig(() => true);
  const [one, two] = [await add(SHOP), await add({ ...SHOP, name: "door" })];
  await clock.advance(3 * MINUTE);
  runs.splice(0);
  await desk.remove(one, {});
  await desk.change(two, { name: "gate", everySeconds: 600 }, {});
  await clock.advance(1_000);
  expect(runs.map(({ name }) => name)).toEqual(["gate"]);
  await clock.advance(20 * MINUTE);
  expect(runs.map(({ name }) => name)).toEqual(["gate", "gate", "gate"]);
  await desk.runNow(two);
  await clock.advance(1_000);
  expect(runs).toHaveLength(4);
  const [last] = await desk.store.results(two, { limit: 1 });
  expect(last?.at).toBe(runs[3]?.at ?? 0);
  await clock.advance(10 * MINUTE);
  expect(runs).toHaveLength(5);
  await runner.stop();
});

test("a heartbeat that is called in time is well without a write of its own; one that is late is told of once, and its call ends that at once", async () => {
  const rig = await startCheckRig(async ({ id }) => {
    const beatAt = await rig.store.checks.beatAt(id);
    return beatAt !== undefined && beatAt > rig.clock.now() - 70_000;
  });
  const { clock, store, alarms, runner, desk, add } = rig;
  const id = await add({ ...HEARTBEAT, failures: 1 });
  const key = (await store.checks.find(id))?.beatKey ?? "";
  async function call(): Promise<void> {
    expect(await store.checks.beat(key, clock.now())).toBe(true);
    runner.wake();
  }
  for (let minute = 0; minute < 5; minute++) {
    await call();
    await clock.advance(MINUTE);
  }
  const counted = countWrites(store);
  for (let minute = 0; minute < 30; minute++) {
    await call();
    await clock.advance(MINUTE);
  }
  expect(alarms.told).toEqual([]);
  expect((await desk.store.find(id))?.memory.state).toBe("up");
  expect(counted.claims).toBe(0);
  expect(counted.settled.length).toBeLessThanOrEqual(7);
  await clock.advance(15_000);
  expect(alarms.told).toEqual([`raise check:${id} critical: backup is down: broken`]);
  await clock.advance(5 * MINUTE);
  expect(alarms.told).toHaveLength(1);
  await call();
  await clock.advance(1_000);
  expect(alarms.told.slice(1)).toEqual([`resolve check:${id}: backup is up again: fine`]);
  await runner.stop();
});

test("after a step of the clock checks go on at their interval", async () => {
  for (const byMs of [3 * HOUR, -3 * HOUR]) {
    const { clock, runs, runner, step, add } = await startCheckRig(() => true);
    for (let number = 0; number < 5; number++) await add({ ...SHOP, name: `check ${number}` });
    await clock.advance(7 * MINUTE);
    await step(byMs);
    await clock.advance(MINUTE);
    runs.splice(0);
    await clock.advance(10 * MINUTE);
    expect(runs.length).toBeGreaterThanOrEqual(45);
    expect(runs.length).toBeLessThanOrEqual(55);
    await runner.stop();
  }
});
