import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { openGateway, startGateway } from "./gateway.ts";
import { accept, BERND, inShort, MINUTE, mustFind, NOON, onSim, partStates, report, stateOf } from "./outgoing.ts";

eachDatabase("leases", (databases) => {
  test("a restart puts back what was claimed and not on the wire, without marking it", async () => {
    const old = await openGateway(databases);
    const id = await accept(old.store);
    const claim = await old.claimWithParts(2);
    await old.sendParts(claim, { reference: 5, at: NOON });
    const fresh = await startGateway(old.store);
    expect(await fresh.store.outbox.recoverLeases({ now: NOON, lease: fresh.lease })).toEqual({
      requeued: 1,
      sent: 0,
      unknown: 0,
    });
    const { message, parts } = await mustFind(fresh.store, id);
    expect(message).toMatchObject({ state: "queued", mayBeDuplicate: false });
    expect(parts.map((part) => part.state)).toEqual(["sent", "open"]);
    expect(await old.store.outbox.partSending(claim, 2, onSim(NOON))).toBe("claim-lost");
    expect(await old.store.outbox.settle(claim, { state: "sent", at: NOON })).toBe("claim-lost");
    expect((await fresh.mustClaim()).message.id).toBe(id);
  });

  test("what was on the wire is unknown, and sent again as often as the gateway dies", async () => {
    let gateway = await openGateway(databases);
    const id = await accept(gateway.store);
    for (let death = 1; death <= 3; death++) {
      const claim = await gateway.claimWithParts();
      await gateway.store.outbox.partSending(claim, 1, onSim(NOON));
      gateway = await startGateway(gateway.store);
      const { outbox } = gateway.store;
      expect(await outbox.recoverLeases({ now: NOON, lease: gateway.lease })).toEqual({
        requeued: 0,
        sent: 0,
        unknown: 1,
      });
      expect(await stateOf(gateway.store, id)).toBe("unknown");
      expect(await partStates(gateway.store, id)).toEqual(["unknown"]);
      expect(await outbox.partSent(claim, 1, { reference: 1, at: NOON })).toBe("claim-lost");
      expect(await outbox.settleUnknown("resend", { now: NOON })).toEqual([id]);
      expect((await mustFind(gateway.store, id)).message).toMatchObject({ mayBeDuplicate: true, resends: 0 });
    }
    // The one resend for a modem that gives no answer is still left, and only that one.
    await gateway.leaveUnknown(await gateway.mustClaim());
    expect(await gateway.store.outbox.settleUnknown("resend", { now: NOON })).toEqual([id]);
    await gateway.leaveUnknown(await gateway.mustClaim());
    expect(await gateway.store.outbox.settleUnknown("resend", { now: NOON })).toEqual([]);
  });

  test("an outcome that the modem left unknown before the gateway died uses up the resend", async () => {
    const old = await openGateway(databases);
    const id = await accept(old.store);
    const claim = await old.claimWithParts();
    await old.store.outbox.partSending(claim, 1, onSim(NOON));
    await old.store.outbox.partUnknown(claim, 1, NOON);
    const fresh = await startGateway(old.store);
    const { outbox } = fresh.store;
    expect(await outbox.recoverLeases({ now: NOON, lease: fresh.lease })).toEqual({ requeued: 0, sent: 0, unknown: 1 });
    await outbox.settleUnknown("resend", { now: NOON });
    expect((await mustFind(fresh.store, id)).message.resends).toBe(1);
  });

  test("what had gone whole before the gateway died is sent, not queued again", async () => {
    const old = await openGateway(databases);
    const id = await accept(old.store);
    await old.sendParts(await old.claimWithParts(), { reference: 5, at: NOON });
    const fresh = await startGateway(old.store);
    expect(await fresh.store.outbox.recoverLeases({ now: NOON, lease: fresh.lease })).toEqual({
      requeued: 0,
      sent: 1,
      unknown: 0,
    });
    expect(await stateOf(fresh.store, id)).toBe("sent");
  });

  test("a report that came before the gateway died settles what was on the wire", async () => {
    const old = await openGateway(databases);
    const id = await accept(old.store);
    const claim = await old.claimWithParts();
    await old.store.outbox.partSending(claim, 1, onSim(NOON));
    expect(await old.store.outbox.recordReport(report())).toEqual({ matched: false });
    const fresh = await startGateway(old.store);
    expect(await fresh.store.outbox.recoverLeases({ now: NOON + MINUTE, lease: fresh.lease })).toEqual({
      requeued: 0,
      sent: 1,
      unknown: 0,
    });
    const { message, timeline } = await mustFind(fresh.store, id);
    expect(message).toMatchObject({ state: "delivered", mayBeDuplicate: false });
    expect(inShort(timeline).slice(-4)).toEqual(["unknown/1", "delivered/1", "sent", "delivered"]);
  });

  test("the recipient's next message may go as soon as the dead gateway's is taken", async () => {
    const old = await openGateway(databases);
    await accept(old.store);
    const next = await accept(old.store);
    const claim = await old.claimWithParts();
    await old.store.outbox.partSending(claim, 1, onSim(NOON));
    expect(await old.claim()).toBeUndefined();
    const fresh = await startGateway(old.store);
    await fresh.store.outbox.recoverLeases({ now: NOON, lease: fresh.lease });
    expect((await fresh.mustClaim()).message.id).toBe(next);
  });

  test("another gateway's messages are taken only when its lease has run out", async () => {
    const one = await openGateway(databases);
    const two = await startGateway(one.store, "node-2");
    const id = await accept(one.store);
    const claim = await one.claimWithParts();
    const { outbox } = one.store;
    const none = { requeued: 0, sent: 0, unknown: 0 };
    expect(await outbox.recoverLeases({ now: NOON + MINUTE - 1, lease: two.lease })).toEqual(none);
    expect(await outbox.renewLease(one.lease, { now: NOON + MINUTE - 1, leaseMs: MINUTE })).toBe(true);
    expect(await outbox.recoverLeases({ now: NOON + MINUTE + 1, lease: two.lease })).toEqual(none);
    expect(await outbox.recoverLeases({ now: NOON + 2 * MINUTE, lease: two.lease })).toEqual({
      requeued: 1,
      sent: 0,
      unknown: 0,
    });
    expect(await outbox.settle(claim, { state: "sent", at: NOON })).toBe("claim-lost");
    expect(await stateOf(one.store, id)).toBe("queued");
  });

  test("a gateway that is alone takes what any other name holds at once, and never its own", async () => {
    const one = await openGateway(databases);
    const two = await startGateway(one.store, "node-2");
    await accept(one.store);
    await one.mustClaim();
    await accept(one.store, { recipient: BERND });
    await two.mustClaim();
    expect(await two.store.outbox.recoverLeases({ now: NOON, lease: two.lease, alone: true })).toEqual({
      requeued: 1,
      sent: 0,
      unknown: 0,
    });
    expect((await two.store.outbox.countByState()).sending).toBe(1);
  });

  test("a gateway never takes its own messages, however late it is", async () => {
    const gateway = await openGateway(databases);
    await accept(gateway.store);
    const claim = await gateway.claimWithParts();
    const muchLater = NOON + 100 * MINUTE;
    expect(await gateway.store.outbox.recoverLeases({ now: muchLater, lease: gateway.lease })).toEqual({
      requeued: 0,
      sent: 0,
      unknown: 0,
    });
    expect(await gateway.store.outbox.partSending(claim, 1, onSim(NOON))).toBe("written");
  });

  test("what a claim has begun whose answer was lost is not unknown, since nothing of it was sent", async () => {
    const old = await openGateway(databases);
    const ids: number[] = [];
    for (const [at, modem] of ["modem-1", "modem-1", "modem-2"].entries()) {
      ids.push(await accept(old.store, { recipient: `+4917000000${at}` }));
      await old.mustClaim({ modem, pdu: "00A1" });
    }
    const [lost = 0, abandoned = 0, ofAnother = 0] = ids;
    const { outbox } = old.store;
    const fresh = await startGateway(old.store);
    const claims = { lease: old.lease, modems: ["modem-1"], except: [abandoned] };
    expect(await outbox.recoverLeases({ now: NOON, lease: fresh.lease, lost: claims })).toEqual({
      requeued: 1,
      sent: 0,
      unknown: 2,
    });
    expect(await partStates(old.store, lost)).toEqual(["open"]);
    expect(await stateOf(old.store, lost)).toBe("queued");
    for (const id of [abandoned, ofAnother]) expect(await stateOf(old.store, id)).toBe("unknown");
  });

  test("two lives of a node: the older one cannot renew", async () => {
    const old = await openGateway(databases);
    const fresh = await startGateway(old.store);
    expect(fresh.lease).toEqual({ node: "node-1", epoch: old.lease.epoch + 1 });
    expect(await old.store.outbox.renewLease(old.lease, { now: NOON, leaseMs: MINUTE })).toBe(false);
    expect(await fresh.store.outbox.renewLease(fresh.lease, { now: NOON, leaseMs: MINUTE })).toBe(true);
  });

  test("a dead gateway's messages are taken once, by one of the others", async () => {
    const url = await databases.create();
    const stores = await Promise.all([1, 2, 3].map(() => databases.open({ url })));
    const [dead, ...others] = await Promise.all(stores.map((store, at) => startGateway(store, `node-${at}`)));
    if (!dead) throw new Error("no gateway");
    for (const recipient of [BERND, "+49170", "+49171", "+49172"]) {
      await accept(dead.store, { recipient });
      await dead.mustClaim();
    }
    const outcomes = await Promise.all(
      others.map((other) => other.store.outbox.recoverLeases({ now: NOON + 2 * MINUTE, lease: other.lease })),
    );
    expect(outcomes.reduce((sum, outcome) => sum + outcome.requeued, 0)).toBe(4);
    expect((await dead.store.outbox.countByState()).queued).toBe(4);
  });
});
