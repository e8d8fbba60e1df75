import { expect, test } from "bun:test";
import type { Settlement } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import { ANNA, accept, DAY, inShort, MINUTE, mustFind, NOON, onSim, partStates, report, stateOf } from "./outgoing.ts";

const LATER = NOON + MINUTE;

/** A message in each state; each is alone in its database. */
const STATES: Record<string, (gateway: Gateway) => Promise<number>> = {
  queued: ({ store }) => accept(store),
  sending: async (gateway) => {
    await accept(gateway.store);
    return (await gateway.mustClaim()).message.id;
  },
  sent: (gateway) => gateway.sentMessage({ reference: 17 }),
  delivered: (gateway) => reported(gateway, "completed"),
  undelivered: (gateway) => reported(gateway, "permanent"),
  failed: (gateway) => settled(gateway, { state: "failed", at: NOON, error: "refused" }),
  expired: (gateway) => settled(gateway, { state: "expired", at: NOON }),
  unknown: (gateway) => gateway.unknownMessage(),
  cancelled: async ({ store }) => {
    const id = await accept(store);
    await store.outbox.cancel(id, NOON);
    return id;
  },
};

async function reported(gateway: Gateway, outcome: "completed" | "permanent"): Promise<number> {
  const id = await gateway.sentMessage({ reference: 17 });
  await gateway.store.outbox.recordReport(report({ outcome, reference: 17 }));
  return id;
}

async function settled(gateway: Gateway, settlement: Settlement): Promise<number> {
  const id = await accept(gateway.store);
  expect(await gateway.store.outbox.settle(await gateway.claimWithParts(), settlement)).toBe("written");
  return id;
}

/** Three parts, of which the first went, and then `end`. */
async function partlySent(gateway: Gateway, end: Settlement): Promise<number> {
  const id = await accept(gateway.store, { text: "a long one" });
  const claim = await gateway.claimWithParts(3);
  await gateway.sendParts(claim, { reference: 7, at: NOON });
  await gateway.store.outbox.settle(claim, end);
  return id;
}

const wrong = (state: string) => ({ ok: false, problem: { kind: "wrong-state", state } });
const counts = async (store: Store) => {
  const all = Object.entries(await store.outbox.countByState());
  return Object.fromEntries(all.filter(([, count]) => count > 0));
};

eachDatabase("a message that a person", (databases) => {
  test.each(Object.keys(STATES))("cancels is cancelled only while it is queued: %s", async (state) => {
    const gateway = await openGateway(databases);
    const { store } = gateway;
    const id = (await STATES[state]?.(gateway)) ?? 0;
    expect(await stateOf(store, id)).toBe(state as "queued");
    const result = await store.outbox.cancel(id, LATER);
    if (state === "queued") {
      expect(result).toEqual({ ok: true, value: { recipient: ANNA, parts: { taken: 0, total: 0 } } });
      expect(await gateway.claim({ now: LATER })).toBeUndefined();
    } else {
      expect(result).toEqual(wrong(state) as typeof result);
      expect(await stateOf(store, id)).toBe(state as "queued");
    }
  });

  test.each(Object.keys(STATES))("has sent again goes again only when it came to nothing: %s", async (state) => {
    const gateway = await openGateway(databases);
    const { store } = gateway;
    const id = (await STATES[state]?.(gateway)) ?? 0;
    const before = await mustFind(store, id);
    const result = await store.outbox.resend(id, LATER);
    if (["failed", "expired", "undelivered", "cancelled"].includes(state)) {
      expect(result).toMatchObject({ ok: true, value: { recipient: ANNA, copy: id + 1 } });
      const { message, timeline } = await mustFind(store, id);
      expect(message).toEqual(before.message);
      expect(timeline.at(-1)).toEqual({ at: LATER, state: message.state, detail: `sent again as message ${id + 1}` });
      const copy = await mustFind(store, id + 1);
      const { recipient, text, kind, flash, channel, priority } = message;
      expect(copy.message).toMatchObject({ recipient, text, kind, flash, channel, priority });
      expect(copy.message).toMatchObject({
        state: "queued",
        source: "resend",
        createdAt: LATER,
        dueAt: LATER,
        expiresAt: LATER + DAY,
        attempts: 0,
        mayBeDuplicate: false,
      });
      expect(copy.timeline.at(-1)).toMatchObject({ state: "queued", detail: `message ${id} sent again` });
      expect((await gateway.mustClaim({ now: LATER })).message.id).toBe(id + 1);
      expect(await counts(store)).toEqual({ [state]: 1, sending: 1 });
    } else if (state === "unknown") {
      expect(result).toMatchObject({ ok: true, value: { parts: { taken: 0, total: 1 } } });
      expect(result).not.toHaveProperty("value.copy");
      expect((await gateway.mustClaim({ now: LATER })).message).toMatchObject({ id, mayBeDuplicate: true, resends: 1 });
      expect(await counts(store)).toEqual({ sending: 1 });
    } else {
      expect(result).toEqual(wrong(state) as typeof result);
      expect(await mustFind(store, id)).toEqual(before);
      expect(await counts(store)).toEqual({ [state]: 1 });
    }
  });

  test("cancels or sends again and that does not exist is neither", async () => {
    const { outbox } = await databases.open();
    const problem = { kind: "not-found" } as const;
    expect(await outbox.cancel(4711, NOON)).toEqual({ ok: false, problem });
    expect(await outbox.resend(4711, NOON)).toEqual({ ok: false, problem });
  });

  test("sends again keeps its user, pool, modem and lane, and is valid for as long as it was", async () => {
    const { store } = await openGateway(databases);
    const asked = {
      pool: "germany",
      askedModem: "m1",
      lane: "modem:m1|*",
      userId: 5,
      priority: 2,
      flash: true,
    } as const;
    const id = await accept(store, { ...asked, channel: "auto", sendAt: NOON + DAY, expiresAt: NOON + DAY + MINUTE });
    await store.outbox.cancel(id, NOON);
    await store.outbox.resend(id, LATER);
    const { message } = await mustFind(store, id + 1);
    expect(message).toMatchObject({ ...asked, channel: "auto", via: "sms", sendAt: LATER, expiresAt: LATER + MINUTE });
  });

  test("sends again when some parts had gone goes whole, marked, with how many had gone", async () => {
    const gateway = await openGateway(databases);
    const { store } = gateway;
    const id = await partlySent(gateway, { state: "failed", at: NOON, error: "refused" });
    const result = await store.outbox.resend(id, LATER);
    expect(result).toMatchObject({ ok: true, value: { copy: id + 1, parts: { taken: 1, total: 3 } } });
    const { message, parts } = await gateway.mustClaim({ now: LATER });
    expect(message).toMatchObject({ id: id + 1, text: "a long one", mayBeDuplicate: true });
    expect(parts).toEqual([]);
    expect(message).not.toHaveProperty("concatReference");
  });

  test("cancels while the rest waits for its SIM says what had gone, and its copy waits for that SIM and then for any", async () => {
    const gateway = await openGateway(databases);
    const { store } = gateway;
    const id = await partlySent(gateway, {
      state: "queued",
      at: NOON,
      dueAt: NOON,
      error: "unplugged",
      countAttempt: true,
    });
    expect(await store.outbox.cancel(id, NOON)).toMatchObject({ ok: true, value: { parts: { taken: 1, total: 3 } } });
    await store.outbox.resend(id, LATER);
    expect(await gateway.claim({ now: LATER, sim: "sim-2", modem: "modem-2" })).toBeUndefined();
    const laneOf = () => "";
    await store.outbox.moveLanes({ laneOf });
    expect(await store.outbox.endSimWaits({ before: LATER, now: LATER + MINUTE, laneOf })).toBe(1);
    const claim = await gateway.mustClaim({ now: LATER + MINUTE, sim: "sim-2", modem: "modem-2" });
    expect(claim.message.id).toBe(id + 1);
  });

  test("sends again with an unknown outcome goes on with the parts that are not known to be sent, more than once", async () => {
    const gateway = await openGateway(databases);
    const { store } = gateway;
    const id = await accept(store);
    const claim = await gateway.claimWithParts(3);
    await gateway.sendParts(claim, { reference: 7, at: NOON });
    await store.outbox.partSending(claim, 2, onSim(NOON));
    await store.outbox.partUnknown(claim, 2, NOON);
    await store.outbox.settle(claim, { state: "unknown", at: NOON, error: "no answer" });
    const value = { recipient: ANNA, parts: { taken: 1, total: 3 } };
    expect(await store.outbox.resend(id, LATER)).toEqual({ ok: true, value });
    expect(await partStates(store, id)).toEqual(["sent", "open", "open"]);
    const again = await gateway.mustClaim({ now: LATER });
    await store.outbox.partSending(again, 2, onSim(LATER));
    await store.outbox.partUnknown(again, 2, LATER);
    await store.outbox.settle(again, { state: "unknown", at: LATER, error: "no answer" });
    expect(await store.outbox.settleUnknown("resend", { now: LATER })).toEqual([]);
    // Nothing forbids a person what the gateway does once.
    expect(await store.outbox.resend(id, NOON + 2 * DAY)).toEqual({ ok: true, value });
    const { message, timeline } = await mustFind(store, id);
    expect(message).toMatchObject({ state: "queued", mayBeDuplicate: true, expiresAt: NOON + 3 * DAY });
    expect(inShort(timeline).slice(-2)).toEqual(["open/2", "queued"]);
  });

  test("sends again twice is in the queue twice, and two that do so at once with an unknown one queue it once", async () => {
    const gateway = await openGateway(databases);
    const { store } = gateway;
    const failed = await settled(gateway, { state: "failed", at: NOON, error: "refused" });
    const copies = await Promise.all([1, 2].map(() => store.outbox.resend(failed, LATER)));
    expect(copies).toMatchObject([{ value: { copy: failed + 1 } }, { value: { copy: failed + 2 } }]);
    for (const id of [failed + 1, failed + 2]) await store.outbox.cancel(id, LATER);
    await accept(store);
    const claim = await gateway.claimWithParts();
    await gateway.leaveUnknown(claim);
    const both = await Promise.all([1, 2].map(() => store.outbox.resend(claim.message.id, LATER)));
    expect(both.map(({ ok }) => ok)).toEqual([true, false]);
  });
});
