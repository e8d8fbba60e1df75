import { expect, test } from "bun:test";
import {
  CHECK_RESULTS_KEPT,
  type Check,
  type CheckContent,
  type CheckMemory,
  newCheckMemory,
  type StoredCheck,
} from "../../lib/messages/index.ts";
import { ok } from "../../lib/result.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { NOON } from "./outgoing.ts";

const content = (name: string, more: Partial<Check> = {}): CheckContent => ({
  check: {
    name,
    enabled: true,
    probe: { ping: { host: "192.0.2.8" } },
    everySeconds: 60,
    timeoutSeconds: 10,
    failures: 3,
    flapping: { changes: 6, minutes: 60 },
    severity: "critical",
    ...more,
  },
});
const HEARTBEAT = { probe: { heartbeat: { graceSeconds: 10 } } };
async function add(store: Store, name: string, more: Partial<Check> = {}): Promise<StoredCheck> {
  const added = await store.checks.add(content(name, more), { now: NOON, most: 200 });
  if (!added.ok) throw new Error(added.problem);
  return added.value;
}
const claim = (store: Store, node = "a", now = NOON) =>
  store.checks.claimDue({ now, until: now + 5_000, most: 200, node, leaseMs: 10_000 });
const result = (at: number, ok = true) => ({ at, ok, milliseconds: 7, text: ok ? "fine" : "broken" });
const up: CheckMemory = { ...newCheckMemory(NOON), state: "up" };

eachDatabase("checks", (databases) => {
  test("a check is added once, changed, listed by name and removed with its results", async () => {
    const store = await databases.open();
    const { id } = await add(store, "shop");
    await add(store, "Door");
    expect(await store.checks.add(content("SHOP"), { now: NOON, most: 200 })).toEqual({
      ok: false,
      problem: "name-taken",
    });
    expect(await store.checks.add(content("third"), { now: NOON, most: 2 })).toEqual({
      ok: false,
      problem: "too-many",
    });
    expect((await store.checks.list()).map(({ check }) => check.name)).toEqual(["Door", "shop"]);
    const change = (name: string) => store.checks.change(id, () => ok(content(name)), { now: NOON + 1 });
    expect(await change("door")).toEqual({ ok: false, problem: "name-taken" });
    expect(await change("web")).toMatchObject({ value: { before: { version: 1 }, after: { version: 2 } } });
    const refused = store.checks.change(id, () => ok(content("x")), {
      now: NOON,
      ifIs: ({ version }) => version === 1,
    });
    expect(await refused).toEqual({ ok: false, problem: "changed-meanwhile" });
    for (const claimed of await claim(store))
      await store.checks.settle([{ claim: claimed, memory: up, result: result(NOON), nextAt: NOON + 60_000 }]);
    expect(await store.checks.results(id, { limit: 5 })).toEqual([result(NOON)]);
    expect(await store.checks.remove(id)).toMatchObject({ ok: true });
    expect(await store.checks.results(id, { limit: 5 })).toEqual([]);
    expect(await store.checks.remove(id)).toEqual({ ok: false, problem: "not-found" });
  });

  test("what is due is claimed once, and given to another gateway when the lease is over", async () => {
    const url = await databases.create();
    const [one, other] = [await databases.open({ url }), await databases.open({ url })];
    for (let number = 0; number < 20; number++) await add(one, `check ${number}`);
    const [first, second] = await Promise.all([claim(one, "a"), claim(other, "b")]);
    const ids = [...first, ...second].map(({ check }) => check.id);
    expect(new Set(ids).size).toBe(20);
    expect(ids).toHaveLength(20);
    expect(await claim(other, "b", NOON + 9_999)).toEqual([]);
    await one.checks.renew({ node: "a", until: NOON + 15_000 });
    const later = await claim(other, "c", NOON + 12_000);
    expect(later).toHaveLength(second.length);
    const last = await claim(other, "c", NOON + 15_000);
    expect(last).toHaveLength(first.length);
  });

  test("what an earlier holder writes changes nothing", async () => {
    const store = await databases.open();
    const { id } = await add(store, "shop");
    const [old] = await claim(store, "a");
    const [now] = await claim(store, "b", NOON + 10_000);
    if (old === undefined || now === undefined) throw new Error("not claimed");
    const settle = (claimed: typeof now, at: number, holds?: true) =>
      store.checks.settle([
        { claim: claimed, memory: up, result: result(at), nextAt: at + 60_000, ...(holds && { holds }) },
      ]);
    expect(await settle(old, NOON + 1)).toEqual(["claim-lost"]);
    expect((await store.checks.find(id))?.memory.state).toBe("unknown");
    expect(await settle(now, NOON + 2, true)).toEqual(["written"]);
    expect(await settle(now, NOON + 3)).toEqual(["written"]);
    // A claim ends once.
    expect(await settle(now, NOON + 4)).toEqual(["claim-lost"]);
    expect((await store.checks.results(id, { limit: 9 })).map(({ at }) => at)).toEqual([NOON + 3, NOON + 2]);
  });

  test("a change by people voids a claim, and what looks at something else is unknown again", async () => {
    const store = await databases.open();
    const { id } = await add(store, "shop");
    const [claimed] = await claim(store);
    if (claimed === undefined) throw new Error("not claimed");
    const down: CheckMemory = { ...up, state: "down", told: "down", alarm: 7 };
    await store.checks.settle([{ claim: claimed, memory: down, nextAt: NOON + 60_000, holds: true }]);
    const change = (more: Partial<Check>) =>
      store.checks.change(id, () => ok(content("shop", more)), { now: NOON + 1 });
    expect(await change({ everySeconds: 90 })).toMatchObject({ value: { after: { memory: down, nextAt: NOON + 1 } } });
    expect(await store.checks.settle([{ claim: claimed, memory: up, nextAt: NOON }])).toEqual(["claim-lost"]);
    const moved = await change({ probe: { ping: { host: "192.0.2.9" } } });
    expect(moved).toMatchObject({ value: { after: { memory: { state: "unknown", told: "down", alarm: 7 } } } });
    const others = await change({ probe: { ping: { host: "192.0.2.9" } }, notify: { group: "admins" } });
    expect(others).toMatchObject({ value: { after: { memory: { told: "nothing" } } } });
  });

  test("a check that is switched off is claimed only while its alarm is open", async () => {
    const store = await databases.open();
    const { id } = await add(store, "shop", { enabled: false });
    expect(await claim(store)).toEqual([]);
    expect(await store.checks.nextDue()).toBeUndefined();
    await store.checks.change(id, () => ok(content("shop")), { now: NOON });
    const [claimed] = await claim(store);
    if (claimed === undefined) throw new Error("not claimed");
    await store.checks.settle([{ claim: claimed, memory: { ...up, told: "down" }, nextAt: NOON + 60_000 }]);
    await store.checks.change(id, () => ok(content("shop", { enabled: false })), { now: NOON + 1 });
    expect(await claim(store, "a", NOON + 1)).toHaveLength(1);
  });

  test("a heartbeat is found by its key alone, and one that is not well is looked at at once", async () => {
    const store = await databases.open();
    await add(store, "other");
    const { id, beatKey = "", nextAt } = await add(store, "backup", HEARTBEAT);
    expect(beatKey).toMatch(/^[\w-]{22}$/);
    expect(nextAt).toBe(NOON + 70_000);
    expect(await store.checks.beat("x".repeat(22), NOON + 5)).toBe(false);
    expect(await store.checks.beat(beatKey, NOON + 5)).toBe(true);
    expect(await store.checks.find(id)).toMatchObject({ beatAt: NOON + 5, nextAt: NOON + 5 });
    const claimed = (await claim(store)).find(({ check }) => check.id === id);
    if (claimed === undefined) throw new Error("not claimed");
    const settle = { claim: claimed, memory: up, result: result(NOON + 10), nextAt: NOON + 70_000 };
    expect(await store.checks.settle([settle])).toEqual(["written"]);
    await store.checks.beat(beatKey, NOON + 20);
    expect(await store.checks.find(id)).toMatchObject({ beatAt: NOON + 20, nextAt: NOON + 70_000 });
    const rotated = await store.checks.rotateKey(id, NOON + 30);
    expect(rotated.ok && rotated.value.beatKey !== beatKey).toBe(true);
    expect(await store.checks.beat(beatKey, NOON + 40)).toBe(false);
  });

  test("a heartbeat that is called while its failure is written is looked at again at once", async () => {
    const store = await databases.open();
    const { id, beatKey = "" } = await add(store, "backup", HEARTBEAT);
    const [claimed] = await claim(store, "a", NOON + 70_000);
    if (claimed === undefined) throw new Error("not claimed");
    await store.checks.beat(beatKey, NOON + 70_001);
    const missed = { claim: claimed, memory: up, result: result(NOON + 70_000, false), nextAt: NOON + 130_000 };
    await store.checks.settle([missed]);
    expect((await store.checks.find(id))?.nextAt).toBe(NOON + 70_001);
  });

  test("the last results alone are kept", async () => {
    const store = await databases.open();
    const { id } = await add(store, "shop");
    const [claimed] = await claim(store);
    if (claimed === undefined) throw new Error("not claimed");
    await store.checks.settle(
      Array.from({ length: CHECK_RESULTS_KEPT + 30 }, (_, at) => ({
        claim: claimed,
        memory: up,
        result: result(NOON + at),
        nextAt: NOON + 60_000,
        holds: true,
      })),
    );
    const kept = await store.checks.results(id, { limit: 1_000 });
    expect(kept).toHaveLength(CHECK_RESULTS_KEPT);
    expect(kept.at(-1)?.at).toBe(NOON + 30);
  });

  test("an import changes, adds and removes together; names may be swapped", async () => {
    const store = await databases.open();
    const [one, two] = [await add(store, "one"), await add(store, "two", HEARTBEAT)];
    await add(store, "three");
    const revised = await store.checks.revise(
      () =>
        ok([
          { id: one.id, content: content("two") },
          { id: two.id, content: content("one", HEARTBEAT) },
          { content: content("four") },
        ]),
      { now: NOON + 1, most: 200 },
    );
    if (!revised.ok) throw new Error(String(revised.problem));
    expect(revised.value.map(({ id, check }) => [check.name, id])).toEqual([
      ["four", 4],
      ["one", two.id],
      ["two", one.id],
    ]);
    // Its URL stays what it is.
    expect((await store.checks.find(two.id))?.beatKey).toBe(two.beatKey);
  });

  test("a step of the clock moves what checks wait for", async () => {
    const store = await databases.open();
    const { id } = await add(store, "shop");
    await claim(store);
    await store.clock.move({ byMs: 3_600_000, mark: { at: NOON + 3_600_000 }, by: "a", begin: () => undefined });
    expect((await store.checks.find(id))?.nextAt).toBe(NOON + 3_600_000);
    expect(await claim(store, "b", NOON + 3_600_000 + 9_000)).toEqual([]);
    await store.checks.recover({ node: "a", alone: false });
    expect(await claim(store, "b", NOON + 3_600_000 + 9_000)).toHaveLength(1);
  });
});
