import { expect, test } from "bun:test";
import type { Claim, Settlement } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { type Gateway, startGateway } from "./gateway.ts";
import { accept, BERND, inShort, MINUTE, mustFind, NOON, onSim } from "./outgoing.ts";

const TELEGRAM = { via: "telegram", modem: "telegram" } as const;
const toSms = (given: Partial<Settlement> = {}) =>
  ({
    state: "queued",
    at: NOON + 1,
    dueAt: NOON,
    error: "not linked",
    via: "sms",
    mayBeDuplicate: false,
    ...given,
  }) as Settlement;

eachDatabase("two ways out", (databases) => {
  /** Messages that wait for Telegram, as a gateway of an earlier version may leave them. */
  async function gatewayWith(...recipients: string[]): Promise<Gateway> {
    const url = await databases.createEmpty();
    await leaveEarlierVersion(
      url,
      "0005-telegram",
      recipients.map(
        (recipient) => `insert into outgoing_messages
          (created_at, recipient, text, kind, flash, channel, priority, pool, source, send_at, expires_at, due_at)
          values (${NOON}, '${recipient}', 'one two three', 'text', 0, 'auto', 1, 'north', 'test', ${NOON},
            ${NOON + 10 * MINUTE}, ${NOON})`,
      ),
    );
    return startGateway(await databases.open({ url }));
  }

  async function takePart(store: Store, claim: Claim, position: number, end: "sent" | "unknown" | "reopened") {
    const { outbox } = store;
    await outbox.partSending(claim, position, onSim(NOON, "telegram"));
    if (end === "sent") await outbox.partSent(claim, position, { at: NOON + 1, detail: "message 9" });
    if (end === "unknown") await outbox.partUnknown(claim, position, NOON + 1);
    if (end === "reopened") await outbox.partReopened(claim, position);
  }

  test("neither claims what waits for the other, and Telegram serves every pool", async () => {
    const gateway = await gatewayWith("+491701");
    const sms = await accept(gateway.store, { recipient: "+491709" });
    expect(await gateway.store.outbox.queuedLanes()).toEqual([{ lane: "", dueAt: NOON }, { dueAt: NOON }]);
    expect((await gateway.mustClaim({ pool: "north" })).message.id).toBe(sms);
    expect(await gateway.claim({ pool: "north" })).toBeUndefined();
    expect((await gateway.mustClaim(TELEGRAM)).message).toMatchObject({ id: 1, via: "telegram", modem: "telegram" });
    expect(await gateway.claim(TELEGRAM)).toBeUndefined();
    expect(await gateway.store.outbox.queuedLanes()).toEqual([]);
  });

  test("a recipient's messages go one after another on each way, and no way waits for the other", async () => {
    const gateway = await gatewayWith(BERND, BERND);
    const { outbox } = gateway.store;
    const sms = await accept(gateway.store, { recipient: BERND });
    const first = await gateway.mustClaim(TELEGRAM);
    expect(first.message.id).toBe(1);
    expect(await gateway.claim(TELEGRAM)).toBeUndefined();
    const claimed = await gateway.mustClaim();
    expect(claimed.message.id).toBe(sms);
    await outbox.settle(claimed, { state: "sent", at: NOON });
    expect(await gateway.claim(TELEGRAM)).toBeUndefined();
    await outbox.settle(first, { state: "sent", at: NOON });
    expect((await gateway.mustClaim(TELEGRAM)).message.id).toBe(2);
  });

  test("a message that changes its way lets the next of its recipient go, and is in its place on the other", async () => {
    const gateway = await gatewayWith(BERND, BERND);
    const { outbox } = gateway.store;
    const later = await accept(gateway.store, { recipient: BERND, sendAt: NOON + 1 });
    const first = await gateway.mustClaim(TELEGRAM);
    expect(await gateway.claim(TELEGRAM)).toBeUndefined();
    expect(await outbox.settle(first, toSms())).toBe("written");
    expect((await gateway.mustClaim(TELEGRAM)).message.id).toBe(2);
    const fallen = await gateway.mustClaim({ pool: "north", now: NOON + 1 });
    expect(fallen.message).toMatchObject({ id: 1, via: "sms", attempts: 0, mayBeDuplicate: false, takenUnits: 0 });
    await outbox.settle(fallen, { state: "sent", at: NOON + 2 });
    expect((await gateway.mustClaim({ now: NOON + 2 })).message.id).toBe(later);
    const { timeline } = await mustFind(gateway.store, 1);
    expect(inShort(timeline)).toEqual(["queued", "sending", "queued", "sending", "sent"]);
    expect(timeline[2]).toMatchObject({ detail: "not linked: goes on by SMS" });
    // An old claim changes nothing.
    expect(await outbox.settle(first, toSms())).toBe("claim-lost");
  });

  test("what has gone by one way stays out of what is left for the other, and the timeline keeps it all", async () => {
    const gateway = await gatewayWith(BERND);
    const { outbox } = gateway.store;
    const claim = await gateway.mustClaim(TELEGRAM);
    const parts = [4, 4, 5].map((length) => ({ pdu: "", length }));
    expect(await outbox.saveParts(claim, parts)).toBe("written");
    await takePart(gateway.store, claim, 1, "sent");
    await takePart(gateway.store, claim, 2, "unknown");
    await outbox.settle(claim, toSms({ error: "the connection broke", mayBeDuplicate: true } as Partial<Settlement>));
    const { message, parts: left, timeline } = await mustFind(gateway.store, 1);
    expect(message).toMatchObject({
      via: "sms",
      takenUnits: 4,
      mayBeDuplicate: true,
      lastError: "the connection broke",
    });
    expect(message.concatReference).toBeUndefined();
    expect(left).toEqual([]);
    expect(inShort(timeline)).toEqual(["queued", "sending", "sending/1", "sent/1", "sending/2", "unknown/2", "queued"]);
    expect(timeline[3]).toMatchObject({ detail: "message 9" });
    // The parts of the other way are new ones.
    const sms = await gateway.mustClaim({ pool: "north" });
    expect(await outbox.saveParts(sms, [{ pdu: "00A0", length: 10 }], 77)).toBe("written");
    await takePart(gateway.store, sms, 1, "reopened");
    expect((await mustFind(gateway.store, 1)).parts).toMatchObject([{ position: 1, pdu: "00A0", state: "open" }]);
  });

  test("a gateway that dies with a message at Telegram leaves it unknown, to be tried there again", async () => {
    const gateway = await gatewayWith(BERND);
    const { outbox } = gateway.store;
    const claim = await gateway.mustClaim(TELEGRAM);
    await outbox.saveParts(claim, [{ pdu: "", length: 13 }]);
    await outbox.partSending(claim, 1, onSim(NOON, "telegram"));
    const next = await startGateway(gateway.store);
    expect(await outbox.recoverLeases({ now: NOON, lease: next.lease })).toEqual({ requeued: 0, sent: 0, unknown: 1 });
    expect(await outbox.settleUnknown("resend", { now: NOON })).toEqual([1]);
    expect((await next.mustClaim(TELEGRAM)).message).toMatchObject({ id: 1, mayBeDuplicate: true, resends: 0 });
  });

  test("cancelling lets the next one go on the message's own way, and expiring ends all that wait there", async () => {
    const gateway = await gatewayWith(BERND, BERND, BERND, BERND);
    const { outbox } = gateway.store;
    const first = await gateway.mustClaim(TELEGRAM);
    expect(await gateway.claim(TELEGRAM)).toBeUndefined();
    expect(await outbox.cancel(2, NOON)).toMatchObject({ ok: true });
    expect(await gateway.claim(TELEGRAM)).toBeUndefined();
    await outbox.settle(first, { state: "sent", at: NOON });
    expect((await gateway.mustClaim(TELEGRAM)).message.id).toBe(3);
    expect(await outbox.expireDue(NOON + 20 * MINUTE)).toBe(1);
    expect((await mustFind(gateway.store, 4)).message.state).toBe("expired");
  });
});
