import { afterEach, describe, expect, test } from "bun:test";
import type { StoredCheck } from "../../lib/messages/index.ts";
import { ok } from "../../lib/result.ts";
import { closeRigs, SHOP, startCheckRig } from "../support/check-rig.ts";

const MINUTE = 60_000;
afterEach(closeRigs);

test("a check runs once in each interval; what it finds is told once, and resolved once", async () => {
  let isWell = true;
  const { clock, store, alarms, events, runs, runner, add } = await startCheckRig(() => isWell);
  const id = await add(SHOP);
  await clock.advance(5 * MINUTE);
  expect(runs.length).toBeGreaterThanOrEqual(5);
  expect(runs.length).toBeLessThanOrEqual(6);
  expect(alarms.told).toEqual([]);
  isWell = false;
  await clock.advance(2 * MINUTE);
  expect(alarms.told).toEqual([]);
  await clock.advance(5 * MINUTE);
  expect(alarms.told).toEqual([`raise check:${id} critical: shop is down: broken`]);
  isWell = true;
  await clock.advance(2 * MINUTE);
  expect(alarms.told.slice(1)).toEqual([`resolve check:${id}: shop is up again: fine`]);
  expect(events.all.map(({ kind }) => kind)).toEqual(["check.added", "check.down", "check.up"]);
  await runner.stop();
  const results = await store.checks.results(id, { limit: 200 });
  // Of results that tell nothing new one in an hour is kept; each failure is, until the check is down.
  expect(results.map(({ ok: isOk }) => isOk)).toEqual([true, false, false, false, true]);
  expect((await store.checks.find(id))?.memory).toMatchObject({ state: "up", told: "nothing" });
});

describe("what happens to a check while its alarm is being raised", () => {
  const OTHERS = { notify: { group: "others" } };

  async function startRaising(
    during: (rig: Awaited<ReturnType<typeof startCheckRig>>, id: number) => Promise<unknown>,
  ) {
    const rig = await startCheckRig(() => false);
    const id = await rig.add({ ...SHOP, failures: 1 });
    rig.alarms.during = () => during(rig, id);
    await rig.clock.advance(3 * MINUTE);
    return { ...rig, id };
  }

  test("given others to tell, those who were told first learn that it is over, and the others are told", async () => {
    const { alarms, runner, id } = await startRaising(({ desk }, check) => desk.change(check, OTHERS, {}));
    const raised = `raise check:${id} critical: shop is down: broken`;
    expect(alarms.told).toEqual([raised, expect.stringMatching(/^resolve check:\d+: /), raised]);
    expect(alarms.resolved).toEqual([1]);
    await runner.stop();
  });

  test("removed, its alarm is resolved", async () => {
    const { alarms, runner, id } = await startRaising(({ desk }, check) => desk.remove(check, {}));
    expect(alarms.told).toEqual([
      `raise check:${id} critical: shop is down: broken`,
      expect.stringMatching(/^resolve check:\d+: /),
    ]);
    expect(alarms.resolved).toEqual([1]);
    await runner.stop();
  });

  test("changed otherwise, its alarm goes on", async () => {
    const { alarms, runner } = await startRaising(({ desk }, check) => desk.change(check, { everySeconds: 90 }, {}));
    expect(alarms.told.filter((line) => line.startsWith("resolve"))).toEqual([]);
    await runner.stop();
  });

  test("given others to tell once it is told, only the alarm before is resolved", async () => {
    const { alarms, runner, desk, id } = await startRaising(async () => undefined);
    await desk.change(id, OTHERS, {});
    expect(alarms.resolved).toEqual([1]);
    await runner.stop();
  });
});

test("a slow check delays no other, and never runs twice at once", async () => {
  const rig = await startCheckRig(async ({ check }, signal) => {
    if (!check.name.startsWith("slow")) return true;
    await rig.clock.sleep(29_000, signal).catch(() => undefined);
    return signal.aborted ? undefined : false;
  });
  const { clock, runs, late, runner, add } = rig;
  for (let number = 0; number < 50; number++) await add({ ...SHOP, name: `slow ${number}`, everySeconds: 30 });
  for (let number = 0; number < 50; number++) await add({ ...SHOP, name: `quick ${number}`, everySeconds: 30 });
  await clock.advance(MINUTE);
  late.splice(0);
  runs.splice(0);
  await clock.advance(5 * MINUTE);
  const quick = runs.filter(({ name }) => name.startsWith("quick"));
  expect(quick.length).toBe(500);
  const quickLate = late.filter(({ name }) => name.startsWith("quick")).map(({ ms }) => ms);
  expect(Math.max(...quickLate)).toBeLessThanOrEqual(50);
  // What has just ended begins again in time, or leaves out a run.
  expect(Math.max(...late.map(({ ms }) => ms))).toBeLessThanOrEqual(3_000);
  const slow = runs.filter(({ name }) => name === "slow 7").map(({ at }) => at);
  for (const [at, began] of slow.slice(1).entries()) expect(began - (slow[at] ?? 0)).toBeGreaterThanOrEqual(29_000);
  await runner.stop();
});

test("a check that flaps is one alarm that says so", async () => {
  let run = 0;
  const { clock, alarms, runner, add } = await startCheckRig(() => run++ % 2 === 0);
  await add({ ...SHOP, failures: 1, flapping: { changes: 3, minutes: 60 } });
  await clock.advance(40 * MINUTE);
  expect(alarms.told).toEqual([
    "raise check:1 critical: shop is down: broken",
    "resolve check:1: shop is up again: fine",
    "raise check:1 critical: shop is down: broken",
    "raise check:1 critical: shop is flapping: more than 3 changes within 60 min; now: fine",
  ]);
  await runner.stop();
});

describe("what is told outlasts what goes wrong", () => {
  test("an alarm that nobody takes is raised with the next run, and people learn of it once", async () => {
    const { clock, alarms, events, runner, add } = await startCheckRig(() => false);
    alarms.refuses = "no group has this name";
    await add({ ...SHOP, failures: 1 });
    await clock.advance(5 * MINUTE);
    expect(alarms.told).toEqual([]);
    expect(events.ofKind("check.untold")).toHaveLength(1);
    alarms.refuses = undefined;
    await clock.advance(MINUTE);
    expect(alarms.told).toEqual(["raise check:1 critical: shop is down: broken"]);
    await runner.stop();
  });

  test("an alarm that is over while its check fails on is raised again after 15 minutes, once, until it is over again", async () => {
    const { clock, alarms, runner, add } = await startCheckRig(() => false);
    await add({ ...SHOP, failures: 1 });
    await clock.advance(2 * MINUTE);
    const raised = "raise check:1 critical: shop is down: broken";
    expect(alarms.told).toEqual([raised]);
    alarms.over = clock.now();
    await clock.advance(14 * MINUTE);
    expect(alarms.told).toEqual([raised]);
    await clock.advance(2 * MINUTE);
    expect(alarms.told).toEqual([raised, raised]);
    await clock.advance(60 * MINUTE);
    expect(alarms.told).toHaveLength(2);
    alarms.over = clock.now();
    await clock.advance(17 * MINUTE);
    expect(alarms.told).toEqual([raised, raised, raised]);
    await runner.stop();
  });

  test("as many intervals as a check may fail go by before it is raised again; one that is well by then is not", async () => {
    let isWell = false;
    const { clock, alarms, runner, add } = await startCheckRig(() => isWell);
    await add({ ...SHOP, failures: 3, everySeconds: 600 });
    await clock.advance(30 * MINUTE);
    expect(alarms.told).toHaveLength(1);
    alarms.over = clock.now();
    await clock.advance(29 * MINUTE);
    expect(alarms.told).toHaveLength(1);
    await clock.advance(11 * MINUTE);
    expect(alarms.told).toHaveLength(2);
    alarms.over = clock.now();
    isWell = true;
    await clock.advance(60 * MINUTE);
    expect(alarms.told.slice(2)).toEqual(["resolve check:1: shop is up again: fine"]);
    await runner.stop();
  });

  test("an alarm whose store fails is raised with the next run", async () => {
    const { clock, alarms, runner, add, store } = await startCheckRig(() => false);
    alarms.fails = true;
    const id = await add({ ...SHOP, failures: 1 });
    await clock.advance(2 * MINUTE);
    expect((await store.checks.find(id))?.memory).toMatchObject({ state: "down", told: "nothing" });
    alarms.fails = false;
    await clock.advance(MINUTE);
    expect(alarms.told).toEqual(["raise check:1 critical: shop is down: broken"]);
    await runner.stop();
  });

  test("a check that is removed, switched off or told of otherwise resolves its alarm", async () => {
    const { clock, alarms, runner, add, desk } = await startCheckRig(() => false);
    const [one, two, three] = [
      await add({ ...SHOP, failures: 1 }),
      await add({ ...SHOP, name: "door", failures: 1 }),
      await add({ ...SHOP, name: "web", failures: 1 }),
    ];
    await clock.advance(MINUTE);
    alarms.told.splice(0);
    await desk.remove(one, {});
    await desk.change(two, { enabled: false }, {});
    await desk.change(three, { notify: { group: "others" } }, {});
    await clock.advance(3 * MINUTE);
    expect(alarms.told.toSorted()).toEqual([
      `raise check:${three} critical: web is down: broken`,
      `resolve check:${one}: shop is not checked any more`,
      `resolve check:${two}: door is not checked any more`,
      `resolve check:${three}: web is not checked any more`,
    ]);
    await runner.stop();
  });
});

test("a check in the hands of a gateway that has died is run by the other within 15 s, and the dead one writes nothing", async () => {
  const hanging = Promise.withResolvers<boolean>();
  let isFirst = true;
  const { clock, store, alarms, runs, runner, add, make } = await startCheckRig(() => {
    if (!isFirst) return true;
    isFirst = false;
    return hanging.promise;
  });
  await runner.stop();
  const [dead, living] = [make("dead", false), make("living", false)];
  const id = await add({ ...SHOP, failures: 1 });
  await dead.start();
  await clock.advance(100);
  expect(runs).toHaveLength(1);
  // It holds its claim and says nothing more, as a process that was stopped does.
  const claimedAt = clock.now();
  const renew = store.checks.renew;
  Object.assign(store.checks, { renew: async () => undefined });
  await living.start();
  await clock.advance(15_000);
  Object.assign(store.checks, { renew });
  expect(runs).toHaveLength(2);
  expect((runs[1]?.at ?? Number.POSITIVE_INFINITY) - claimedAt).toBeLessThanOrEqual(15_000);
  // It wakes up, and has found a failure.
  hanging.resolve(false);
  await clock.advance(1_000);
  expect(alarms.told).toEqual([]);
  await Promise.all([dead.stop(), living.stop()]);
  expect((await store.checks.find(id))?.memory.state).toBe("up");
});

test("run now runs within seconds; a gateway that stops gives back what it had", async () => {
  const { clock, store, runs, runner, desk, add, make } = await startCheckRig(() => true);
  const id = await add({ ...SHOP, everySeconds: 3_600 });
  await clock.advance(MINUTE);
  expect(runs).toHaveLength(1);
  await desk.runNow(id);
  await clock.advance(1_000);
  expect(runs).toHaveLength(2);
  await store.checks.runNow(id, clock.now() + 4_000);
  await clock.advance(2_500);
  await runner.stop();
  expect(runs).toHaveLength(2);
  const next = make("two", false);
  await next.start();
  await clock.advance(5_000);
  expect(runs).toHaveLength(3);
  await next.stop();
});

test("a check of another version's kind does not run and says why, and its alarm stays as it is", async () => {
  const { clock, store, alarms, runs, runner, desk, add } = await startCheckRig(() => false);
  const id = await add({ ...SHOP, failures: 1 });
  await clock.advance(2 * MINUTE);
  const raised = `raise check:${id} critical: shop is down: broken`;
  expect(alarms.told).toEqual([raised]);
  const change = (probe: object) => {
    const next = ({ check }: StoredCheck) => ok({ check: { ...check, probe: probe as StoredCheck["check"]["probe"] } });
    return store.checks.change(id, next, { now: clock.now() });
  };
  await change({ fax: { number: 17 } });
  runner.wake();
  await clock.advance(1_000);
  const ran = runs.length;
  alarms.over = clock.now();
  await clock.advance(60 * MINUTE);
  expect(runs).toHaveLength(ran);
  expect(alarms.told).toEqual([raised]);
  const found = await store.checks.find(id);
  const why = { ok: false, text: "is of a kind that this version does not know" };
  expect(found?.memory).toMatchObject({ state: "unknown", failures: 0, told: "down", last: why });
  await desk.runNow(id);
  await clock.advance(1_000);
  const results = await store.checks.results(id, { limit: 9 });
  expect(results.map(({ text }) => text)).toEqual([why.text, why.text, "broken"]);
  expect(results[0]?.at).toBeGreaterThanOrEqual(clock.now() - 1_000);
  await change(SHOP.probe);
  runner.wake();
  await clock.advance(2 * MINUTE);
  expect(runs.length).toBeGreaterThan(ran);
  await runner.stop();
});
