import { expect, test } from "bun:test";
import type { MessageEdit } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";
import { type Gateway, openGateway } from "./gateway.ts";
import { ANNA, accept, BERND, DAY, inShort, MINUTE, mustFind, NOON } from "./outgoing.ts";

const LATER = NOON + MINUTE;
const laneOf = () => "pool:other";

eachDatabase("a queued message that a person", (databases) => {
  const edit = ({ store }: Gateway, id: number, wanted: MessageEdit) =>
    store.outbox.edit(id, wanted, { now: LATER, laneOf });

  test("changes has the new text, recipient, priority and time, in the lane of the new recipient", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store, { channel: "auto" });
    const result = await edit(gateway, id, { text: "new", recipient: BERND, priority: 2, sendAt: NOON + DAY });
    const { message, timeline } = await mustFind(gateway.store, id);
    expect(result).toEqual({ ok: true, value: message });
    expect(message).toMatchObject({
      text: "new",
      recipient: BERND,
      priority: 2,
      sendAt: NOON + DAY,
      dueAt: NOON + DAY,
      expiresAt: NOON + 2 * DAY,
      lane: "pool:other",
      via: "telegram",
      state: "queued",
    });
    expect(inShort(timeline)).toEqual(["queued", "queued"]);
    expect(timeline[1]?.detail).toBe("changed: recipient, text, priority, time");
  });

  test("gives a time that has passed is due now, and valid for as long as it was", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store, { sendAt: NOON + DAY, expiresAt: NOON + DAY + MINUTE });
    expect(await gateway.claim({ now: LATER })).toBeUndefined();
    await edit(gateway, id, { sendAt: NOON - DAY });
    const { message } = await gateway.mustClaim({ now: LATER });
    expect(message).toMatchObject({ id, sendAt: LATER, expiresAt: LATER + MINUTE });
  });

  test("keeps the recipient of stays in its lane", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store, { lane: "pool:mine" });
    await edit(gateway, id, { recipient: ANNA, text: "new" });
    expect((await mustFind(gateway.store, id)).message).toMatchObject({ lane: "pool:mine", text: "new" });
  });

  test("sends to somebody else lets the one that was parked behind it go", async () => {
    const gateway = await openGateway(databases);
    const { store } = gateway;
    const [first, second, third] = [await accept(store), await accept(store), await accept(store)];
    const claim = await gateway.claimWithParts();
    // Parks what else goes to this recipient.
    expect(await gateway.claim()).toBeUndefined();
    await store.outbox.settle(claim, { state: "failed", at: NOON, error: "refused" });
    expect(claim.message.id).toBe(first);
    expect(await edit(gateway, second, { recipient: BERND })).toMatchObject({ ok: true });
    expect((await gateway.mustClaim({ now: LATER })).message.id).toBe(third);
    expect((await gateway.mustClaim({ now: LATER, pool: "other" })).message.id).toBe(second);
  });

  test("wants to change stays as it is while it is sent, and once a worker has held it", async () => {
    const gateway = await openGateway(databases);
    const { store } = gateway;
    const id = await accept(store);
    const claim = await gateway.claimWithParts();
    const sending = { kind: "wrong-state", state: "sending" } as const;
    expect(await edit(gateway, id, { text: "new" })).toEqual({ ok: false, problem: sending });
    const settlement = { state: "queued", at: NOON, dueAt: NOON, error: "busy", countAttempt: false } as const;
    await store.outbox.settle(claim, settlement);
    expect(await edit(gateway, id, { text: "new" })).toEqual({ ok: false, problem: { kind: "begun" } });
    expect((await mustFind(store, id)).message.text).toBe("disk full on db-3");
    await store.outbox.cancel(id, NOON);
    const cancelled = { kind: "wrong-state", state: "cancelled" } as const;
    expect(await edit(gateway, id, { text: "new" })).toEqual({ ok: false, problem: cancelled });
    expect(await edit(gateway, 4711, { text: "new" })).toEqual({ ok: false, problem: { kind: "not-found" } });
  });
});
