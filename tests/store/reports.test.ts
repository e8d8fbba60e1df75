import { expect, test } from "bun:test";
import { eachDatabase } from "../support/database.ts";
import { openGateway } from "./gateway.ts";
import { ANNA, accept, BERND, DAY, inShort, mustFind, NOON, onSim, partStates, report, stateOf } from "./outgoing.ts";

eachDatabase("delivery reports", (databases) => {
  test("a message is delivered when all of its parts are", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await gateway.sentMessage({ reference: 17, parts: 2 });
    expect(await outbox.recordReport(report({ reference: 18 }))).toEqual({
      matched: true,
      messageId: id,
      position: 2,
      messageState: "sent",
    });
    expect(await outbox.recordReport(report())).toMatchObject({ position: 1, messageState: "delivered" });
    const { message, timeline } = await mustFind(gateway.store, id);
    expect(message).toMatchObject({ state: "delivered", settledAt: NOON + 6_000 });
    expect(inShort(timeline).slice(-3)).toEqual(["delivered/2", "delivered/1", "delivered"]);
  });

  test("permanent and given up are undelivered; still trying changes nothing", async () => {
    for (const outcome of ["permanent", "gave-up"] as const) {
      const gateway = await openGateway(databases);
      const { outbox } = gateway.store;
      const id = await gateway.sentMessage({ reference: 17 });
      const trying = report({ outcome: "still-trying", statusCode: 0x30, dischargedAt: NOON + 1 });
      expect(await outbox.recordReport(trying)).toMatchObject({ matched: true, messageState: "sent" });
      expect(await partStates(gateway.store, id)).toEqual(["sent"]);
      const last = report({ outcome, statusCode: 0x46 });
      expect(await outbox.recordReport(last)).toMatchObject({ matched: true, messageState: "undelivered" });
      expect(await stateOf(gateway.store, id)).toBe("undelivered");
    }
  });

  test("one part that failed for good makes the message undelivered", async () => {
    const gateway = await openGateway(databases);
    const id = await gateway.sentMessage({ reference: 17, parts: 2 });
    await gateway.store.outbox.recordReport(report());
    await gateway.store.outbox.recordReport(report({ reference: 18, outcome: "permanent", statusCode: 0x41 }));
    expect(await stateOf(gateway.store, id)).toBe("undelivered");
  });

  test("a report that comes twice changes nothing the second time", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await gateway.sentMessage({ reference: 17 });
    const first = await outbox.recordReport(report());
    const before = await mustFind(gateway.store, id);
    expect(await outbox.recordReport(report({ receivedAt: NOON + 9_000 }))).toEqual(first);
    expect(await mustFind(gateway.store, id)).toEqual(before);
  });

  test("without a time, a report settles whatever waits, and with nothing waiting it changes nothing", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const { dischargedAt: _, ...undated } = report({ oddDischargedAt: "00000000000000" });
    const first = await gateway.sentMessage({ reference: 17, at: NOON });
    expect(await outbox.recordReport(undated)).toMatchObject({ messageId: first, messageState: "delivered" });
    const before = await mustFind(gateway.store, first);
    expect(await outbox.recordReport(undated)).toMatchObject({ messageId: first, messageState: "delivered" });
    expect(await mustFind(gateway.store, first)).toEqual(before);
    // In the same millisecond, as when both were waiting in the modem.
    const second = await gateway.sentMessage({ reference: 17, at: NOON + 1_000 });
    expect(await outbox.recordReport(undated)).toMatchObject({ messageId: second, messageState: "delivered" });
    expect(await stateOf(gateway.store, second)).toBe("delivered");
  });

  test("when the reference has wrapped, the newest open part is meant", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const old = await gateway.sentMessage({ reference: 17, at: NOON });
    const fresh = await gateway.sentMessage({ reference: 17, at: NOON + 1_000 });
    expect(await outbox.recordReport(report())).toMatchObject({ messageId: fresh });
    // The older one's report is late: another discharge time, so it is not the same report again.
    expect(await outbox.recordReport(report({ dischargedAt: NOON + 7_000 }))).toMatchObject({ messageId: old });
    expect(await stateOf(gateway.store, old)).toBe("delivered");
  });

  test("a repeated report does not settle the next message of that reference", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const old = await gateway.sentMessage({ reference: 17, at: NOON });
    await outbox.recordReport(report());
    const fresh = await gateway.sentMessage({ reference: 17, at: NOON + 10_000 });
    expect(await outbox.recordReport(report({ receivedAt: NOON + 11_000 }))).toMatchObject({ messageId: old });
    expect(await stateOf(gateway.store, fresh)).toBe("sent");
  });

  test("any service centre and modem, but the same SIM, recipient and reference", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await gateway.sentMessage({ reference: 17 });
    for (const other of [{ sim: "sim-2" }, { recipient: BERND }, { reference: 18 }]) {
      expect(await outbox.recordReport(report(other))).toEqual({ matched: false });
    }
    expect(await stateOf(gateway.store, id)).toBe("sent");
    // The SIM has been put into another modem, and the network gives the number in national form.
    const moved = report({ modem: "modem-9", recipient: "01701234567" });
    expect(await outbox.recordReport(moved)).toMatchObject({ matched: true, messageId: id });
    expect(await stateOf(gateway.store, id)).toBe("delivered");
  });

  test("after a week a reference means nothing any more", async () => {
    const gateway = await openGateway(databases);
    const id = await gateway.sentMessage({ reference: 17 });
    const late = report({ receivedAt: NOON + 7 * DAY + 10 });
    expect(await gateway.store.outbox.recordReport(late)).toEqual({ matched: false });
    expect(await stateOf(gateway.store, id)).toBe("sent");
  });

  test("a report that comes before the reference is kept and matched with it", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await accept(gateway.store);
    const claim = await gateway.claimWithParts();
    await outbox.partSending(claim, 1, onSim(NOON));
    expect(await outbox.recordReport(report())).toEqual({ matched: false });
    await outbox.partSent(claim, 1, { reference: 17, at: NOON + 9_000 });
    expect(await partStates(gateway.store, id)).toEqual(["delivered"]);
    expect(await stateOf(gateway.store, id)).toBe("sending");
    await outbox.settle(claim, { state: "sent", at: NOON + 9_000 });
    expect(inShort((await mustFind(gateway.store, id)).timeline).slice(-4)).toEqual([
      "sent/1",
      "delivered/1",
      "sent",
      "delivered",
    ]);
  });

  test("a kept report of another reference, or from before the sending, does not count", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    expect(await outbox.recordReport(report({ receivedAt: NOON - 1 }))).toEqual({ matched: false });
    const id = await accept(gateway.store);
    const claim = await gateway.claimWithParts();
    await outbox.partSending(claim, 1, onSim(NOON));
    expect(await outbox.recordReport(report({ reference: 200 }))).toEqual({ matched: false });
    await outbox.partSent(claim, 1, { reference: 17, at: NOON + 9_000 });
    expect(await partStates(gateway.store, id)).toEqual(["sent"]);
  });

  test("parts delivered while the others still go leave the message in sending", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await accept(gateway.store);
    const claim = await gateway.claimWithParts(2);
    await gateway.sendParts(claim, { reference: 17, at: NOON });
    expect(await outbox.recordReport(report())).toMatchObject({ matched: true, messageState: "sending" });
    expect(await outbox.partSending(claim, 2, onSim(NOON))).toBe("written");
    expect(await stateOf(gateway.store, id)).toBe("sending");
  });

  test("a report settles an unknown outcome, whatever its reference", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await gateway.unknownMessage();
    expect(await outbox.recordReport(report({ reference: 99 }))).toEqual({
      matched: true,
      messageId: id,
      position: 1,
      messageState: "delivered",
    });
    const { message, parts, timeline } = await mustFind(gateway.store, id);
    expect(message).toMatchObject({ state: "delivered", mayBeDuplicate: false });
    expect(parts[0]?.reference).toBe(99);
    expect(inShort(timeline).slice(-2)).toEqual(["sent", "delivered"]);
    expect(await outbox.settleUnknown("resend", { now: NOON + 9_000 })).toEqual([]);
  });

  test("a failure reported for an unknown outcome makes it undelivered; still trying makes it sent", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await gateway.unknownMessage();
    await outbox.recordReport(report({ outcome: "still-trying", statusCode: 0x30 }));
    expect(await stateOf(gateway.store, id)).toBe("sent");
    await outbox.recordReport(report({ outcome: "permanent", statusCode: 0x41, dischargedAt: NOON + 8_000 }));
    expect(await stateOf(gateway.store, id)).toBe("undelivered");
  });

  test("a report for the unknown one of several parts lets the rest go on, unmarked", async () => {
    const gateway = await openGateway(databases);
    const id = await gateway.unknownMessage({}, 2);
    await gateway.store.outbox.recordReport(report());
    expect((await mustFind(gateway.store, id)).message).toMatchObject({ state: "queued", mayBeDuplicate: false });
    const claim = await gateway.mustClaim({ now: NOON + 6_000 });
    expect(claim.parts.map((part) => part.state)).toEqual(["delivered", "open"]);
  });

  test("a repeated report for an earlier message does not settle an unknown one", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const earlier = await gateway.sentMessage({ reference: 17 });
    await outbox.recordReport(report());
    const id = await gateway.unknownMessage();
    expect(await outbox.recordReport(report({ receivedAt: NOON + 9_000 }))).toMatchObject({ messageId: earlier });
    expect(await stateOf(gateway.store, id)).toBe("unknown");
  });

  test("a report that came before the time-out settles the part that has no answer", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await accept(gateway.store);
    const claim = await gateway.claimWithParts();
    await outbox.partSending(claim, 1, onSim(NOON));
    await outbox.recordReport(report());
    await outbox.partUnknown(claim, 1, NOON + 180_000);
    expect(await outbox.settle(claim, { state: "unknown", at: NOON + 180_000, error: "no answer" })).toBe("written");
    expect((await mustFind(gateway.store, id)).message).toMatchObject({ state: "delivered", mayBeDuplicate: false });
  });

  test("while another part to the same recipient is on the wire, an unknown one is not guessed", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const unknown = await gateway.unknownMessage();
    const id = await accept(gateway.store, { recipient: ANNA });
    const claim = await gateway.claimWithParts();
    await outbox.partSending(claim, 1, onSim(NOON));
    expect(await outbox.recordReport(report())).toEqual({ matched: false });
    expect(await stateOf(gateway.store, unknown)).toBe("unknown");
    await outbox.partSent(claim, 1, { reference: 17, at: NOON + 7_000 });
    expect(await partStates(gateway.store, id)).toEqual(["delivered"]);
  });

  test("a report for the first try saves the second", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await gateway.unknownMessage();
    await outbox.settleUnknown("resend", { now: NOON + 5_000 });
    expect(await outbox.recordReport(report())).toMatchObject({ matched: true, messageId: id });
    const claim = await gateway.mustClaim({ now: NOON + 7_000 });
    expect(claim.parts.map((part) => part.state)).toEqual(["delivered"]);
    await outbox.settle(claim, { state: "sent", at: NOON + 7_000 });
    expect(await stateOf(gateway.store, id)).toBe("delivered");
  });
});
