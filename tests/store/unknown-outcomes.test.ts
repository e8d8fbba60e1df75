import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { openGateway } from "./gateway.ts";
import { accept, BERND, MINUTE, mustFind, NOON, onSim, partStates, report, SETTLEMENTS, stateOf } from "./outgoing.ts";

eachDatabase("unknown outcomes", (databases) => {
  const later = NOON + MINUTE;

  test("hold changes nothing", async () => {
    const gateway = await openGateway(databases);
    const id = await gateway.unknownMessage();
    expect(await gateway.store.outbox.settleUnknown("hold", { now: later })).toEqual([]);
    expect(await stateOf(gateway.store, id)).toBe("unknown");
    expect(await gateway.claim({ now: later })).toBeUndefined();
  });

  test("resend opens it again once, marked as a possible duplicate", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await gateway.unknownMessage();
    expect(await outbox.settleUnknown("resend", { now: later })).toEqual([id]);
    expect((await mustFind(gateway.store, id)).message).toMatchObject({
      state: "queued",
      mayBeDuplicate: true,
      resends: 1,
      dueAt: NOON,
    });
    expect(await partStates(gateway.store, id)).toEqual(["open"]);
    await gateway.leaveUnknown(await gateway.mustClaim({ now: later }));
    expect(await outbox.settleUnknown("resend", { now: later })).toEqual([]);
    expect(await stateOf(gateway.store, id)).toBe("unknown");
  });

  test("resend, assume-sent and a report put it back at its old place, before what was accepted since", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const ways: (() => Promise<unknown>)[] = [
      () => outbox.settleUnknown("resend", { now: later }),
      () => outbox.settleUnknown("assume-sent", { now: later }),
      () => outbox.recordReport(report({ receivedAt: later })),
    ];
    for (const settleIt of ways) {
      const id = await gateway.unknownMessage({}, 2);
      await accept(gateway.store, { recipient: BERND, sendAt: NOON + 1 });
      await settleIt();
      const first = await gateway.mustClaim({ now: later });
      const second = await gateway.mustClaim({ now: later });
      expect([first.message.id, second.message.recipient]).toEqual([id, BERND]);
      for (const claim of [first, second]) await outbox.settle(claim, { state: "failed", at: later, error: "no" });
    }
  });

  test("resend goes on with the part in question and repeats none that is known to be sent", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await accept(gateway.store);
    const claim = await gateway.claimWithParts(3);
    await gateway.sendParts(claim, { reference: 1, at: NOON });
    await outbox.partSending(claim, 2, onSim(NOON));
    await outbox.settle(claim, SETTLEMENTS.unknown);
    await outbox.settleUnknown("resend", { now: later });
    expect(await partStates(gateway.store, id)).toEqual(["sent", "open", "open"]);
  });

  test("assume-sent takes the part as sent, and goes on with those that are still open", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const short = await gateway.unknownMessage();
    expect(await outbox.settleUnknown("assume-sent", { now: later })).toEqual([short]);
    expect((await mustFind(gateway.store, short)).message).toMatchObject({
      state: "sent",
      sentAt: later,
      mayBeDuplicate: false,
    });
    const long = await gateway.unknownMessage({}, 2);
    expect(await outbox.settleUnknown("assume-sent", { now: later })).toEqual([long]);
    expect(await stateOf(gateway.store, long)).toBe("queued");
    expect(await partStates(gateway.store, long)).toEqual(["sent", "open"]);
  });

  test("one message alone can be settled", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const one = await gateway.unknownMessage();
    const two = await gateway.unknownMessage();
    expect(await outbox.settleUnknown("resend", { now: later, id: two })).toEqual([two]);
    expect(await stateOf(gateway.store, one)).toBe("unknown");
    expect(await outbox.settleUnknown("resend", { now: later, id: two })).toEqual([]);
  });

  test("more than one step's worth is settled in one call", async () => {
    const gateway = await openGateway(databases);
    for (let count = 0; count < 203; count++) {
      await accept(gateway.store, { recipient: `+49${count}` });
      await gateway.store.outbox.settle(await gateway.mustClaim(), SETTLEMENTS.unknown);
    }
    expect((await gateway.store.outbox.settleUnknown("resend", { now: later })).length).toBe(203);
  }, 180_000);
});
