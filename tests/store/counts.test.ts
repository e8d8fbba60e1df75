import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { CountStore } from "../../lib/auth/index.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { createTestDatabase, dropTestDatabase, execute, hasPostgres } from "../support/postgres.ts";

const SIZE = { burst: 10, perMinute: 5 };
/** Nothing comes back while a test runs. */
const SLOW = { burst: 10, perMinute: 0.001 };
const ONE = { times: 1, amount: 1, room: 1 };

test("SQLite has one gateway", async () => {
  const store = await openStore({ url: "sqlite::memory:" });
  expect(store.counts).toBeUndefined();
  await store.close();
});

describe.skipIf(!hasPostgres())("counts of two gateways on PostgreSQL", () => {
  let url = "";
  let stores: Store[] = [];
  const counts = (at: number) => stores[at % 2]?.counts as CountStore;
  beforeEach(async () => {
    url = await createTestDatabase();
    stores = [await openStore({ url }), await openStore({ url })];
  });
  afterEach(async () => {
    for (const store of stores) await store.close();
    await dropTestDatabase(url);
  });
  const passes = (ms: number) => execute(url, `update password_guesses set filled_at = filled_at - ${ms}`);
  const atOnce = <Value>(times: number, ask: (at: number) => Promise<Value>) =>
    Promise.all(Array.from({ length: times }, (_, at) => ask(at)));

  test("each token is taken once, of all buckets or of none, in whatever order they are named", async () => {
    const all = await atOnce(60, (at) => {
      const other = `other ${at % 3}`;
      return counts(at).guesses.take(at % 4 < 2 ? ["name", other] : [other, "name"], SLOW);
    });
    expect(all.filter(({ isTaken }) => isTaken)).toHaveLength(10);
    const rows = await execute(url, "select round(sum(tokens)) as left from password_guesses where bucket <> 'name'");
    expect(Number(rows[0]?.left)).toBe(20);
  });

  test("a bucket gives five a minute after the first ten, and no more than ten after an hour", async () => {
    const take = async (times: number) =>
      (await atOnce(times, (at) => counts(at).guesses.take(["name"], SIZE))).filter(({ isTaken }) => isTaken).length;
    expect(await take(12)).toBe(10);
    await passes(60_000);
    expect(await take(12)).toBeWithin(5, 7);
    await passes(3_600_000);
    expect(await take(12)).toBeWithin(10, 12);
    // The server's clock is set back by an hour.
    await passes(-3_600_000);
    expect(await take(1)).toBe(0);
    await passes(12_500);
    expect(await take(1)).toBe(1);
  });

  test("what is given back is there at the other one, and never more than fits", async () => {
    await counts(0).guesses.take(["name"], SLOW);
    await counts(1).guesses.giveBack(["name"], SLOW);
    await counts(1).guesses.giveBack(["name", "never taken"], SLOW);
    const { left } = await counts(0).guesses.take(["name"], SLOW);
    expect(left[0]).toBeCloseTo(9, 3);
  });

  test("a gateway that was alone lowers the buckets of the others, and never fills them", async () => {
    await counts(0).guesses.lower([{ bucket: "name", left: 1.5 }], SLOW);
    await counts(1).guesses.lower([{ bucket: "name", left: 7 }], SLOW);
    const takes = await atOnce(3, (at) => counts(at).guesses.take(["name"], SLOW));
    expect(takes.filter(({ isTaken }) => isTaken)).toHaveLength(1);
  });

  test("in a minute as many requests are counted as the limit says", async () => {
    const all = await atOnce(100, (at) => counts(at).requests.count(1, { ...ONE, perMinute: 30 }));
    expect(all.filter(({ taken }) => taken === 1)).toHaveLength(30);
    const { taken, waitMs } = await counts(0).requests.count(1, { ...ONE, times: 5, perMinute: 33 });
    expect(taken).toBe(3);
    expect(waitMs).toBeWithin(1, 60_251);
  });

  test("what was counted more than a minute ago counts no more, and what is to come is dropped", async () => {
    await counts(0).requests.add([
      { userId: 1, times: [Date.now() - 60_600, Date.now() - 59_000, Date.now() - 30_000, Date.now() + 3_600_000] },
    ]);
    expect((await counts(1).requests.count(1, { ...ONE, times: 9, perMinute: 5 })).taken).toBe(3);
  });

  test("parts take the place of the request, all or none, and are given back", async () => {
    const { requests } = counts(0);
    await requests.count(1, { ...ONE, perMinute: 5 });
    expect(await requests.count(1, { back: 1, times: 1, amount: 3, room: 3, perMinute: 5 })).toMatchObject({
      taken: 1,
    });
    await requests.count(1, { ...ONE, perMinute: 5 });
    expect(await requests.count(1, { back: 1, times: 1, amount: 3, room: 3, perMinute: 5 })).toMatchObject({
      taken: 0,
    });
    await counts(1).requests.count(1, { back: 3, times: 0, amount: 1, room: 1, perMinute: 5 });
    // One message of more parts than a minute has is not divided.
    expect(await requests.count(1, { times: 1, amount: 7, room: 5, perMinute: 5 })).toMatchObject({ taken: 1 });
    expect(await requests.count(1, { ...ONE, perMinute: 5 })).toMatchObject({ taken: 0 });
  });

  test("what is told twice counts once", async () => {
    const counted = [{ userId: 1, times: [Date.now() - 5_000, Date.now() - 5_000] }];
    await counts(0).requests.add(counted);
    await counts(1).requests.add(counted);
    expect((await counts(0).requests.count(1, { ...ONE, times: 9, perMinute: 5 })).taken).toBe(3);
  });

  test("what means nothing any more is removed, and what somebody holds is not waited for", async () => {
    await counts(0).guesses.take(["old", "held"], SIZE);
    await counts(0).requests.count(1, { ...ONE, perMinute: 5 });
    await passes(400_000);
    await execute(url, "update request_counts set counted_at = 0");
    await counts(0).guesses.take(["new"], SIZE);
    const holder = new Bun.SQL(url, { max: 1 });
    await holder.begin(async (held) => {
      await held`select from password_guesses where bucket = 'held' for update`;
      await counts(1).forgetOld();
    });
    await holder.close();
    const rows = await execute(url, "select bucket from password_guesses order by bucket");
    expect(rows.map(({ bucket }) => bucket)).toEqual(["held", "new"]);
    expect(await execute(url, "select user_id from request_counts")).toEqual([]);
    // Nothing is locked, and what is gone begins anew.
    expect(await counts(0).guesses.take(["old", "held"], SIZE)).toMatchObject({ isTaken: true });
  });
});
