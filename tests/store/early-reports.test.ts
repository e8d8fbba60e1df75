import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { openGateway } from "./gateway.ts";
import { accept, inShort, mustFind, NOON, onSim, partStates, report, stateOf } from "./outgoing.ts";

eachDatabase("delivery reports that come before their part is sent", (databases) => {
  /** An earlier message with reference 17 that has its report, and one to the same number that is on the wire. */
  async function onTheWire() {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const earlier = await gateway.sentMessage({ reference: 17, at: NOON });
    expect(await outbox.recordReport(report())).toMatchObject({ messageId: earlier, messageState: "delivered" });
    const before = await mustFind(gateway.store, earlier);
    const id = await accept(gateway.store);
    const claim = await gateway.claimWithParts();
    await outbox.partSending(claim, 1, onSim(NOON + 10_000));
    return {
      gateway,
      outbox,
      id,
      claim,
      sent: () => outbox.partSent(claim, 1, { reference: 17, at: NOON + 13_000 }),
      settle: () => outbox.settle(claim, { state: "sent", at: NOON + 13_000 }),
      earlierIsAsBefore: async () => expect(await mustFind(gateway.store, earlier)).toEqual(before),
    };
  }
  const early = { receivedAt: NOON + 12_000, dischargedAt: NOON + 11_000 };

  test("it waits for that part, and not for a settled one of the same reference", async () => {
    const { gateway, outbox, id, sent, settle, earlierIsAsBefore } = await onTheWire();
    expect(await outbox.recordReport(report(early))).toEqual({ matched: false });
    await sent();
    expect(await partStates(gateway.store, id)).toEqual(["delivered"]);
    await settle();
    expect(await stateOf(gateway.store, id)).toBe("delivered");
    await earlierIsAsBefore();
    // Repeated, it is known again.
    expect(await outbox.recordReport(report({ ...early, receivedAt: NOON + 20_000 }))).toMatchObject({ messageId: id });
  });

  test("a repeated report of the settled one is no report of the part on the wire", async () => {
    const { gateway, outbox, id, sent, settle, earlierIsAsBefore } = await onTheWire();
    expect(await outbox.recordReport(report({ receivedAt: NOON + 12_000 }))).toMatchObject({ matched: true });
    await sent();
    await settle();
    expect(await stateOf(gateway.store, id)).toBe("sent");
    await earlierIsAsBefore();
  });

  test("first still trying, then the last one, both early", async () => {
    const { gateway, outbox, id, sent, settle, earlierIsAsBefore } = await onTheWire();
    const trying = report({ ...early, outcome: "still-trying", statusCode: 0x30 });
    expect(await outbox.recordReport(trying)).toEqual({ matched: false });
    const last = report({ ...early, outcome: "gave-up", statusCode: 0x46, dischargedAt: NOON + 11_500 });
    expect(await outbox.recordReport(last)).toEqual({ matched: false });
    await sent();
    await settle();
    expect(await stateOf(gateway.store, id)).toBe("undelivered");
    await earlierIsAsBefore();
  });

  test("one that has no time waits too", async () => {
    const { gateway, outbox, id, sent, settle, earlierIsAsBefore } = await onTheWire();
    const { dischargedAt: _, ...undated } = report({ ...early, oddDischargedAt: "00000000000000" });
    expect(await outbox.recordReport(undated)).toEqual({ matched: false });
    await sent();
    await settle();
    expect(await stateOf(gateway.store, id)).toBe("delivered");
    await earlierIsAsBefore();
  });

  test("twice early, it counts once; another's last report does not take its place", async () => {
    const { gateway, outbox, id, sent } = await onTheWire();
    for (const receivedAt of [NOON + 12_000, NOON + 12_100]) {
      expect(await outbox.recordReport(report({ ...early, receivedAt }))).toEqual({ matched: false });
    }
    const other = report({ ...early, outcome: "permanent", statusCode: 0x41, dischargedAt: NOON + 11_900 });
    expect(await outbox.recordReport(other)).toEqual({ matched: false });
    await sent();
    expect(await partStates(gateway.store, id)).toEqual(["delivered"]);
    const { timeline } = await mustFind(gateway.store, id);
    expect(inShort(timeline).filter((entry) => entry === "delivered/1")).toHaveLength(1);
  });

  test("when a settled part of that reference is all there is, another report changes nothing", async () => {
    const gateway = await openGateway(databases);
    const id = await gateway.sentMessage({ reference: 17, at: NOON });
    await gateway.store.outbox.recordReport(report());
    const before = await mustFind(gateway.store, id);
    const other = report({ ...early, outcome: "permanent", statusCode: 0x41 });
    expect(await gateway.store.outbox.recordReport(other)).toEqual({ matched: false });
    expect(await mustFind(gateway.store, id)).toEqual(before);
  });
});
