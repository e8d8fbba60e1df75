import { expect, test } from "bun:test";
import { KEY_KEPT_MS, type Limit, type Once, type OnceKey } from "../../lib/messages/index.ts";
import { openStore, type Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { eventually } from "../support/eventually.ts";
import { createTestDatabase, execute, hasPostgres } from "../support/postgres.ts";
import { message, mustFind, NOON } from "./outgoing.ts";

const keyOf = (name: string, { userId = 1, request = "the request" } = {}): OnceKey => ({
  userId,
  keyHash: `hash of ${name}`,
  requestHash: `hash of ${request}`,
});

/** Accepts two messages whose reference is the key's, and keeps their IDs. */
function send(store: Store, key: OnceKey, { now = NOON, limit }: { now?: number; limit?: Limit } = {}) {
  const messages = ["a", "b"].map((text) => message({ text, userId: key.userId, reference: key.keyHash }));
  return store.outbox.acceptOnce(messages, now, { once: { key, answerOf: (ids) => JSON.stringify(ids) }, limit });
}

const idsOf = (outcome: Once<number[]>): number[] => {
  if (outcome.kind === "other-request") throw new Error("the key was used for another request");
  return outcome.kind === "done" ? outcome.value : (JSON.parse(outcome.answer) as number[]);
};

const queued = async (store: Store) => (await store.outbox.countByState()).queued;

eachDatabase("an idempotency key", (databases) => {
  test("lets a request be done once, and gives the same answer to whoever repeats it", async () => {
    const store = await databases.open();
    const key = keyOf("a");
    expect(await store.once.find(key, NOON)).toBeUndefined();
    const first = await send(store, key);
    expect(first).toMatchObject({ kind: "done" });
    const again = { kind: "again" as const, answer: JSON.stringify(idsOf(first)) };
    expect(await send(store, key)).toEqual(again);
    expect(await store.once.find(key, NOON)).toEqual(again);
    expect(await queued(store)).toBe(2);
    for (const id of idsOf(first)) expect((await mustFind(store, id)).message.reference).toBe(key.keyHash);
  });

  test("of a request in several steps is taken from its beginning on, and goes on until it has an answer", async () => {
    const url = await databases.create();
    const [store, elsewhere] = [await databases.open({ url }), await databases.open({ url })];
    const key = keyOf("steps");
    const other = keyOf("steps", { request: "another request" });
    expect(await store.once.begin(key, NOON)).toBeUndefined();
    for (const node of [store, elsewhere]) {
      expect(await node.once.find(key, NOON)).toBeUndefined();
      expect(await node.once.find(other, NOON)).toEqual({ kind: "other-request" });
      expect(await node.once.begin(other, NOON)).toEqual({ kind: "other-request" });
      expect(await node.once.begin(key, NOON)).toBeUndefined();
    }
    await store.once.finish(other, "[0]");
    await elsewhere.once.finish(key, "[1]");
    await store.once.finish(key, "[2]");
    const again = { kind: "again" as const, answer: "[1]" };
    expect(await store.once.find(key, NOON)).toEqual(again);
    expect(await store.once.begin(key, NOON)).toEqual(again);
    expect(await send(store, other)).toEqual({ kind: "other-request" });
    expect(await store.once.begin(other, NOON + KEY_KEPT_MS)).toBeUndefined();
  });

  test("is refused for another request, and is another user's own", async () => {
    const store = await databases.open();
    await send(store, keyOf("a"));
    const other = keyOf("a", { request: "another request" });
    expect(await send(store, other)).toEqual({ kind: "other-request" });
    expect(await store.once.find(other, NOON)).toEqual({ kind: "other-request" });
    expect(await send(store, keyOf("a", { userId: 2 }))).toMatchObject({ kind: "done" });
    expect(await queued(store)).toBe(4);
  });

  test("of 64 senders at once in one process is done once; other keys of the same commit are their own", async () => {
    const store = await databases.open();
    const before = store.commits();
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, at) => [
        send(store, keyOf("shared")),
        send(store, keyOf(`own ${at}`)),
        send(store, keyOf("shared", { request: "another request" })),
      ]).flat(),
    );
    expect(store.commits()).toBe(before + 1);
    const shared = outcomes.filter((_, at) => at % 3 === 0);
    expect(shared.filter((outcome) => outcome.kind === "done").length).toBe(1);
    expect(new Set(shared.map((outcome) => JSON.stringify(idsOf(outcome)))).size).toBe(1);
    const own = outcomes.filter((_, at) => at % 3 === 1);
    expect(own.every((outcome) => outcome.kind === "done")).toBe(true);
    expect(new Set(own.flatMap(idsOf)).size).toBe(128);
    expect(outcomes.filter((outcome) => outcome.kind === "other-request").length).toBe(64);
    expect(await queued(store)).toBe(2 + 128);
  });

  test("of 64 senders at once over two gateways is done once, in whatever order each brings its keys", async () => {
    const url = await databases.create();
    const nodes = [await databases.open({ url }), await databases.open({ url })];
    const names = Array.from({ length: 50 }, (_, at) => `key ${at}`);
    const answers = new Map<string, Set<string>>();
    let done = 0;
    const sender = async (at: number) => {
      const store = nodes[at % 2] as Store;
      // Every second sender has the keys the other way around.
      const mine = at % 4 < 2 ? names : names.toReversed();
      await Promise.all(
        mine.map(async (name) => {
          const outcome = await send(store, keyOf(name));
          if (outcome.kind === "done") done++;
          answers.set(name, (answers.get(name) ?? new Set()).add(JSON.stringify(idsOf(outcome))));
        }),
      );
    };
    await Promise.all(Array.from({ length: 64 }, (_, at) => sender(at)));
    expect(done).toBe(50);
    expect([...answers.values()].map((each) => each.size)).toEqual(names.map(() => 1));
    expect(await queued(nodes[0] as Store)).toBe(100);
  });

  test("is not kept when the request's time limit passed, nor when its messages cannot be stored", async () => {
    const store = await databases.open();
    expect(await send(store, keyOf("late"), { limit: { passed: true } })).toEqual({ kind: "done", value: [] });
    const bad = { priority: 7 as never };
    const once = { key: keyOf("bad"), answerOf: () => "[]" };
    const failing = store.outbox.acceptOnce([message(bad)], NOON, { once });
    const beside = send(store, keyOf("beside it"));
    await expect(failing).rejects.toMatchObject({ kind: "invalid" });
    expect(await beside).toMatchObject({ kind: "done" });
    for (const name of ["late", "bad"]) expect(await store.once.find(keyOf(name), NOON)).toBeUndefined();
    expect(await send(store, keyOf("late"))).toMatchObject({ kind: "done" });
    expect(await queued(store)).toBe(4);
  });

  test("is over after 24 hours, also while nobody has deleted it", async () => {
    const store = await databases.open();
    const first = await send(store, keyOf("a"));
    expect(await send(store, keyOf("a"), { now: NOON + KEY_KEPT_MS - 1 })).toMatchObject({ kind: "again" });
    expect(await store.once.find(keyOf("a"), NOON + KEY_KEPT_MS)).toBeUndefined();
    const second = await send(store, keyOf("a", { request: "another request" }), { now: NOON + KEY_KEPT_MS });
    expect(second).toMatchObject({ kind: "done" });
    expect(idsOf(second)).not.toEqual(idsOf(first));
    expect(await send(store, keyOf("a", { request: "another request" }), { now: NOON + KEY_KEPT_MS })).toEqual({
      kind: "again",
      answer: JSON.stringify(idsOf(second)),
    });
  });

  test("is deleted when it is over; younger ones stay, and where none is over nothing is written", async () => {
    const store = await databases.open();
    const old = Array.from({ length: 700 }, (_, at) => send(store, keyOf(`old ${at}`)));
    const young = Array.from({ length: 700 }, (_, at) => send(store, keyOf(`young ${at}`), { now: NOON + 1 }));
    await Promise.all([...old, ...young]);
    const commits = store.commits();
    expect(await store.once.forget(NOON + KEY_KEPT_MS - 1)).toBe(0);
    expect(store.commits()).toBe(commits);
    expect(await store.once.forget(NOON + KEY_KEPT_MS)).toBe(700);
    expect(await store.once.forget(NOON + KEY_KEPT_MS)).toBe(0);
    expect(await send(store, keyOf("young 699"))).toMatchObject({ kind: "again" });
    expect(await send(store, keyOf("old 699"))).toMatchObject({ kind: "done" });
  });

  test("keeps an answer whose texts have characters that a database has no place for", async () => {
    const store = await databases.open();
    const answer = JSON.stringify({ refused: ["a\0b", "\ud800", "' \" \\ 👋"] });
    const once = { key: keyOf("odd"), answerOf: () => answer };
    await store.outbox.acceptOnce([message()], NOON, { once });
    expect(await store.once.find(keyOf("odd"), NOON)).toEqual({ kind: "again", answer });
  });
});

test.skipIf(!hasPostgres())("a key that another gateway is about to use is done here when that one fails", async () => {
  const url = await createTestDatabase();
  const store = await openStore({ url });
  const rival = new Bun.SQL(url, { max: 1 });
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const rolledBack = rival
    .begin(async (sql) => {
      await sql`insert into idempotency_keys values (1, 'hash of a', 'hash of the request', ${NOON}, '[1]')`;
      begun.resolve();
      await end.promise;
      throw new Error("the other gateway fails");
    })
    .catch(() => undefined);
  await begun.promise;
  const sending = send(store, keyOf("a"));
  const waiting = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  await eventually("the gateway to wait for the other one", async () => (await execute(url, waiting)).length > 0);
  end.resolve();
  await rolledBack;
  expect(await sending).toMatchObject({ kind: "done" });
  expect(await queued(store)).toBe(2);
  await rival.close();
  await store.close();
});
