import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { accept, BERND, inShort, message, mustFind, NOON } from "./outgoing.ts";

eachDatabase("accepting messages", (databases) => {
  test("every recipient's message gets its own ID, in order, and is queued", async () => {
    const store = await databases.open();
    const recipients = Array.from({ length: 700 }, (_, at) => `+4917${10_000_000 + at}`);
    const ids = await store.outbox.accept(
      recipients.map((recipient) => message({ recipient })),
      NOON,
    );
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
    expect(new Set(ids).size).toBe(700);
    for (const at of [0, 127, 128, 511, 512, 699]) {
      const found = await mustFind(store, ids[at] ?? 0);
      expect(found.message.recipient).toBe(recipients[at] ?? "");
      expect(found.message.state).toBe("queued");
    }
    expect((await store.outbox.countByState()).queued).toBe(700);
  });

  test("what is stored is what was given, and what was not given is absent", async () => {
    const store = await databases.open();
    const full = message({
      recipient: "12345",
      text: "Grüße 👋\n'); drop table users; --",
      kind: "ring",
      flash: true,
      channel: "auto",
      priority: 2,
      pool: "north",
      userId: 4711,
      sendAt: NOON + 5000,
    });
    const [id, other] = await store.outbox.accept([full, message()], NOON);
    const found = await mustFind(store, id ?? 0);
    expect(found.message).toEqual({
      ...full,
      lane: "pool:north",
      id: id ?? 0,
      createdAt: NOON,
      state: "queued",
      dueAt: NOON + 5000,
      attempts: 0,
      resends: 0,
      mayBeDuplicate: false,
      via: "sms",
      takenUnits: 0,
    });
    expect(found.parts).toEqual([]);
    expect(found.timeline).toEqual([{ at: NOON, state: "queued" }]);
    expect(Object.keys((await mustFind(store, other ?? 0)).message)).not.toContain("pool");
  });

  test("calls of one turn share one commit, and each gets its own IDs", async () => {
    const store = await databases.open();
    const before = store.commits();
    const calls = Array.from({ length: 50 }, (_, call) =>
      store.outbox.accept(
        Array.from({ length: (call % 3) + 1 }, (_, at) => message({ text: `${call}/${at}` })),
        NOON,
      ),
    );
    const answers = await Promise.all(calls);
    expect(store.commits()).toBe(before + 1);
    for (const [call, ids] of answers.entries()) {
      expect(ids.length).toBe((call % 3) + 1);
      for (const [at, id] of ids.entries()) expect((await mustFind(store, id)).message.text).toBe(`${call}/${at}`);
    }
  });

  test("one bad message refuses its own call whole, and none of the others of the turn", async () => {
    const store = await databases.open();
    const bad = message({ priority: 7 as never });
    const answers = await Promise.allSettled([
      store.outbox.accept([message({ text: "first" })], NOON),
      store.outbox.accept([message({ text: "beside the bad one" }), bad], NOON),
      store.outbox.accept([message({ text: "last" })], NOON),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(answers[1]).toMatchObject({ reason: { name: "StoreFailure", kind: "invalid" } });
    expect((await store.outbox.countByState()).queued).toBe(2);
  });

  test("a text may hold any character, also one that PostgreSQL has no place for", async () => {
    const store = await databases.open();
    const id = await accept(store, { text: "a\0b\u{10FFFF}c" });
    expect((await mustFind(store, id)).message.text).toBe("a\uFFFDb\u{10FFFF}c");
  });

  test("nothing to accept is accepted", async () => {
    const store = await databases.open();
    expect(await store.outbox.accept([], NOON)).toEqual([]);
  });

  test("a queued message can be cancelled once, an unknown one not at all", async () => {
    const store = await databases.open();
    const id = await accept(store);
    expect(await store.outbox.cancel(id, NOON + 1)).toMatchObject({ ok: true });
    const problem = { kind: "wrong-state", state: "cancelled" } as const;
    expect(await store.outbox.cancel(id, NOON + 2)).toEqual({ ok: false, problem });
    expect(await store.outbox.cancel(id + 99, NOON)).toEqual({ ok: false, problem: { kind: "not-found" } });
    const { message: cancelled, timeline } = await mustFind(store, id);
    expect(cancelled).toMatchObject({ state: "cancelled", settledAt: NOON + 1 });
    expect(inShort(timeline)).toEqual(["queued", "cancelled"]);
  });

  test("what is still queued after its validity expires, and nothing else", async () => {
    const store = await databases.open();
    const over = await accept(store, { expiresAt: NOON + 10 });
    const justValid = await accept(store, { expiresAt: NOON + 11, recipient: BERND });
    expect(await store.outbox.expireDue(NOON + 11)).toBe(1);
    expect(await store.outbox.expireDue(NOON + 11)).toBe(0);
    expect((await mustFind(store, over)).message).toMatchObject({ state: "expired", settledAt: NOON + 11 });
    expect((await mustFind(store, justValid)).message.state).toBe("queued");
  });

  test("more than one step's worth expires in one call", async () => {
    const store = await databases.open();
    await store.outbox.accept(
      Array.from({ length: 450 }, (_, at) => message({ recipient: `+49${at}`, expiresAt: NOON })),
      NOON,
    );
    expect(await store.outbox.expireDue(NOON + 1)).toBe(450);
    expect((await store.outbox.countByState()).expired).toBe(450);
  });

  test("a message that is not there is not found", async () => {
    const store = await databases.open();
    expect(await store.outbox.find(1)).toBeUndefined();
    expect(await store.outbox.queuedLanes()).toEqual([]);
  });
});
