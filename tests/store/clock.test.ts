import { expect, test } from "bun:test";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { startGateway } from "./gateway.ts";
import { ANNA, accept, BERND, DAY, MINUTE, message, mustFind, NOON, onSim } from "./outgoing.ts";
import { routed } from "./routed.ts";

const HOUR = 60 * MINUTE;

const step = (store: Store, byMs: number, { at = NOON + byMs, by = "one" } = {}) =>
  store.clock.move({ byMs, mark: { at, boot: "boot", uptimeMs: 1 }, by, begin: () => undefined });

eachDatabase("a clock that was set", (databases) => {
  test.each([-HOUR, 3 * DAY])("by %p ms: what waits is due and valid as long as before", async (byMs) => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const sending = await accept(store, { recipient: BERND });
    await gateway.claimWithParts(2);
    const now = await accept(store);
    const retried = await accept(store, { recipient: "+491700000001" });
    const claim = await gateway.mustClaim();
    expect(claim.message.id).toBe(now);
    await store.outbox.settle(claim, {
      state: "queued",
      at: NOON,
      dueAt: NOON + 5_000,
      error: "busy",
      countAttempt: true,
    });
    expect(await step(store, byMs)).toMatchObject({ messages: 3, lastId: retried });
    const times = async (id: number) => {
      const { dueAt, expiresAt } = (await mustFind(store, id)).message;
      return [dueAt - NOON - byMs, expiresAt - NOON - byMs];
    };
    expect(await Promise.all([sending, now, retried].map(times))).toEqual([
      [0, DAY],
      [5_000, DAY],
      [0, DAY],
    ]);
    expect(await store.outbox.expireDue(NOON + byMs)).toBe(0);
    expect((await gateway.mustClaim({ now: NOON + byMs })).message.id).toBe(retried);
  });

  test("leaves alone what a person has set a time for, and what has come to its end", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const tomorrow = await accept(store, { sendAt: NOON + DAY, expiresAt: NOON + 2 * DAY });
    const ended = await accept(store, { recipient: BERND });
    await store.outbox.settle(await gateway.mustClaim(), { state: "failed", at: NOON, error: "no" });
    expect(await step(store, -HOUR)).toMatchObject({ messages: 0 });
    for (const id of [tomorrow, ended]) {
      const { dueAt } = (await mustFind(store, id)).message;
      expect(dueAt).toBe(id === tomorrow ? NOON + DAY : NOON);
    }
  });

  test("moves leases, so that nobody's messages are taken over, and what SIMs have sent", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const other = await startGateway(store, "node-2");
    await accept(store);
    const claim = await gateway.claimWithParts();
    await store.outbox.partSending(claim, 1, onSim(NOON));
    await store.outbox.partSent(claim, 1, { reference: 1, at: NOON });
    await step(store, 3 * DAY);
    const later = NOON + 3 * DAY;
    expect(await store.outbox.recoverLeases({ now: later, lease: other.lease })).toEqual({
      requeued: 0,
      sent: 0,
      unknown: 0,
    });
    expect(await store.outbox.countParts("sim-1", [later - MINUTE, later + MINUTE])).toEqual([1, 0]);
  });

  test("is moved with once, however many gateways notice it, and again when it is set again", async () => {
    const store = await databases.open();
    const id = await accept(store);
    const due = async () => (await mustFind(store, id)).message.dueAt - NOON;
    expect(await step(store, -HOUR)).toBeDefined();
    expect(await step(store, -HOUR + 900, { at: NOON - HOUR + 9_000, by: "two" })).toBeUndefined();
    expect(await due()).toBe(-HOUR);
    await store.clock.keep({ at: NOON - HOUR + 20_000 });
    expect(await store.clock.last()).toMatchObject({ at: NOON - HOUR + 20_000, step: { byMs: -HOUR } });
    expect(await step(store, HOUR, { at: NOON + 30_000, by: "two" })).toBeDefined();
    expect(await due()).toBe(0);
    expect(await step(store, HOUR, { at: NOON + HOUR + 40_000, by: "two" })).toBeDefined();
    expect(await due()).toBe(HOUR);
  });

  test.each([-HOUR, 3 * DAY])("by %p ms: what was accepted by the old time after that follows", async (byMs) => {
    const store = await databases.open();
    await accept(store);
    const moved = await step(store, byMs);
    const late = await accept(store, { recipient: BERND });
    const now = NOON + byMs + 30_000;
    const [fresh = 0] = await store.outbox.accept(
      [{ ...(await mustFind(store, late)).message, sendAt: now, expiresAt: now + DAY }],
      now,
    );
    expect(await store.clock.moveLate({ byMs, now, after: moved?.lastId ?? 0 })).toBe(1);
    expect((await mustFind(store, late)).message.dueAt).toBe(NOON + byMs);
    expect((await mustFind(store, fresh)).message.dueAt).toBe(now);
  });

  test.each([-HOUR, 3 * DAY])("by %p ms: an alarm goes on as if nothing had happened", async (byMs) => {
    const store = await databases.open();
    const steps = [{ notify: [{ contact: "Anna" }], by: ["sms"] as const, waitSeconds: 300 }];
    const policy = { name: "night", steps, rounds: 1, unanswered: [], tellResolved: true };
    await store.policies.add(policy, { now: NOON, most: 10 });
    const callsTo = (address: string) => [{ person: "Anna", way: "sms" as const, address }];
    const compose = () => ({ message: message({ text: "Alarm" }) });
    const alarm = { policy: "night", title: "x", text: "x", severity: "warning", source: { door: "v1" } } as const;
    const raise = async (address: string, now: number) => {
      const change = { step: 1, round: 1, nextAt: now + 5 * MINUTE };
      const decide = () => ({ alarm: change, entries: [], calls: callsTo(address) });
      const raised = await store.alarms.raise(alarm, { now, compose, decide });
      return raised.ok ? raised.value.after.id : 0;
    };
    const [id, over] = [await raise(BERND, NOON), await raise(ANNA, NOON)];
    const decide = () => ({ alarm: { state: "resolved", resolvedAt: NOON, nextAt: undefined }, entries: [] }) as const;
    await store.alarms.change(over, { now: NOON, compose, decide });
    await step(store, byMs);
    expect(await store.alarms.find(id)).toMatchObject({
      nextAt: NOON + byMs + 5 * MINUTE,
      openedAt: NOON + byMs,
      begunAt: NOON + byMs,
    });
    expect(await store.alarms.tellings(id)).toMatchObject([{ createdAt: NOON + byMs, toldAt: NOON + byMs }]);
    const calledAt = async (at: number) => (await store.alarms.calledAt(ANNA, at)).map((each) => each.alarm.id);
    expect(await calledAt(NOON + byMs + HOUR / 2)).toEqual([over]);
    expect(await calledAt(NOON + byMs + 2 * HOUR)).toEqual([]);
    // A new one waits for the minute of the person, and no longer.
    const now = NOON + byMs + 20_000;
    await raise(BERND, now);
    expect(await store.alarms.nextDue(now)).toBe(NOON + byMs + MINUTE);
  });

  test.each([-HOUR, 3 * DAY])("by %p ms: what is not done again so soon is not done sooner or later", async (byMs) => {
    const store = await databases.open();
    const key = { userId: 1, keyHash: "key", requestHash: "request" };
    await store.outbox.acceptOnce([message({ recipient: BERND, text: "once" })], NOON, {
      once: { key, answerOf: () => "{}" },
    });
    const added = await store.rules.add(
      { rule: { name: "away", enabled: true, replace: [], then: [], stop: false } },
      { now: NOON, most: 10 },
    );
    const ruleId = added.ok ? added.value.id : 0;
    const part = {
      modem: "one",
      sim: "one",
      receivedAt: NOON,
      pdu: "00",
      sender: BERND,
      text: "hello",
      dedupeKey: "one",
    };
    const { messageId: incomingId } = await store.inbox.store(part);
    const forwarded = [{ messages: [message({ recipient: BERND, text: "on" })], times: 2 }];
    const answers = [{ ruleId, everySeconds: 60, messages: [message({ recipient: BERND, text: "away" })] }];
    await store.routing.route([routed(incomingId, { number: BERND, matched: [ruleId], forwarded, answers })], NOON);
    await step(store, byMs);
    const now = NOON + byMs;
    expect(await store.routing.answerMemory(BERND)).toEqual({ heardAt: now, answeredAt: new Map([[ruleId, now]]) });
    expect(await store.routing.forwardedTo([BERND], now - 1)).toMatchObject([{ text: "on", times: 2, at: now }]);
    expect(await store.once.find(key, now + 23 * HOUR)).toMatchObject({ kind: "again" });
    expect(await store.once.find(key, now + 25 * HOUR)).toBeUndefined();
  });
});
