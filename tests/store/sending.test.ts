import { expect, test } from "bun:test";
import type { Claim, OutboxStore, PartState, Settlement } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";
import { openGateway } from "./gateway.ts";
import { accept, inShort, MINUTE, mustFind, NOON, onSim, partStates, SETTLEMENTS, stateOf } from "./outgoing.ts";

eachDatabase("sending", (databases) => {
  test("each step of two parts is written down, and the timeline tells it", async () => {
    const gateway = await openGateway(databases);
    const id = await gateway.sentMessage({ reference: 255 - 1, parts: 2 });
    const { message, parts, timeline } = await mustFind(gateway.store, id);
    expect(message).toMatchObject({ state: "sent", sentAt: NOON, concatReference: 77, attempts: 1 });
    expect(message.settledAt).toBeUndefined();
    expect(parts).toEqual([
      {
        position: 1,
        pdu: "00A0",
        length: 10,
        state: "sent",
        reference: 254,
        modem: "modem-1",
        sim: "sim-1",
        sentAt: NOON + 1,
      },
      {
        position: 2,
        pdu: "00A1",
        length: 11,
        state: "sent",
        reference: 255,
        modem: "modem-1",
        sim: "sim-1",
        sentAt: NOON + 1,
      },
    ]);
    expect(inShort(timeline)).toEqual(["queued", "sending", "sending/1", "sent/1", "sending/2", "sent/2", "sent"]);
  });

  test("parts and their concatenation reference are kept once, also over a retry", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    await accept(gateway.store);
    const claim = await gateway.claimWithParts(2);
    await gateway.sendParts(claim, { reference: 9, at: NOON });
    await outbox.settle(claim, SETTLEMENTS.queued);
    const again = await gateway.mustClaim();
    expect(again.fence).toBeGreaterThan(claim.fence);
    expect(again.message.concatReference).toBe(77);
    expect(again.parts.map((part) => part.state)).toEqual(["sent", "open"]);
    expect(await outbox.saveParts(again, [{ pdu: "FF", length: 1 }], 99)).toBe("written");
    const { message, parts } = await mustFind(gateway.store, claim.message.id);
    expect(message.concatReference).toBe(77);
    expect(parts.map((part) => part.pdu)).toEqual(["00A0", "00A1"]);
  });

  test("a part that the network has from an earlier try is sent without a reference", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store);
    const claim = await gateway.claimWithParts();
    await gateway.store.outbox.partSending(claim, 1, onSim(NOON));
    await gateway.store.outbox.partSent(claim, 1, { at: NOON + 2 });
    const [part] = (await mustFind(gateway.store, id)).parts;
    expect(part).toMatchObject({ state: "sent", sentAt: NOON + 2 });
    expect(part).not.toContainKey("reference");
  });

  test("an attempt is counted when asked for, and the error and the next time are kept", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    const id = await accept(gateway.store);
    const later = { ...SETTLEMENTS.queued, dueAt: NOON + MINUTE } as Settlement;
    await outbox.settle(await gateway.mustClaim(), { ...later, countAttempt: false } as Settlement);
    expect((await mustFind(gateway.store, id)).message).toMatchObject({ state: "queued", attempts: 0 });
    await outbox.settle(await gateway.mustClaim({ now: NOON + MINUTE }), later);
    const { message } = await mustFind(gateway.store, id);
    expect(message).toMatchObject({ state: "queued", attempts: 1, lastError: "busy", dueAt: NOON + MINUTE });
  });

  const moves: Record<string, (claim: Claim, outbox: OutboxStore) => unknown> = {
    sending: (claim, outbox) => outbox.partSending(claim, 1, onSim(NOON)),
    sent: (claim, outbox) => outbox.partSent(claim, 1, { reference: 1, at: NOON }),
    open: (claim, outbox) => outbox.partReopened(claim, 1),
    unknown: (claim, outbox) => outbox.partUnknown(claim, 1, NOON),
  };
  const paths: Partial<Record<PartState, string[]>> = {
    open: [],
    sending: ["sending"],
    sent: ["sending", "sent"],
    unknown: ["sending", "unknown"],
  };
  const allowed: Partial<Record<PartState, string[]>> = {
    open: ["sending"],
    sending: ["sent", "open", "unknown"],
    sent: [],
    unknown: ["sent"],
  };
  for (const [from, path] of Object.entries(paths)) {
    test(`a part that is ${from} becomes ${allowed[from as PartState]?.join(", ") || "nothing else"} and refuses the rest`, async () => {
      for (const [to, move] of Object.entries(moves)) {
        const gateway = await openGateway(databases);
        const id = await accept(gateway.store);
        const claim = await gateway.claimWithParts();
        for (const step of path) await moves[step]?.(claim, gateway.store.outbox);
        const attempt = Promise.resolve(move(claim, gateway.store.outbox));
        if (allowed[from as PartState]?.includes(to)) {
          expect(await attempt).toBe("written");
          expect(await partStates(gateway.store, id)).toEqual([to]);
        } else {
          await expect(attempt).rejects.toMatchObject({ kind: "not-allowed" });
          expect(await partStates(gateway.store, id)).toEqual([from]);
        }
      }
    });
  }

  test("a part that is not there is refused", async () => {
    const gateway = await openGateway(databases);
    await accept(gateway.store);
    const claim = await gateway.claimWithParts();
    const attempt = gateway.store.outbox.partSending(claim, 2, onSim(NOON));
    await expect(attempt).rejects.toMatchObject({ kind: "not-allowed" });
  });

  test("a message with a part on the wire is neither sent nor queued again", async () => {
    for (const last of ["sending", "unknown"]) {
      const gateway = await openGateway(databases);
      const id = await accept(gateway.store);
      const claim = await gateway.claimWithParts(2);
      await gateway.store.outbox.partSending(claim, 1, onSim(NOON));
      if (last === "unknown") await gateway.store.outbox.partUnknown(claim, 1, NOON);
      for (const state of ["sent", "queued"] as const) {
        const attempt = gateway.store.outbox.settle(claim, SETTLEMENTS[state]);
        await expect(attempt).rejects.toMatchObject({ kind: "not-allowed" });
        expect(await stateOf(gateway.store, id)).toBe("sending");
      }
    }
  });

  test("settling as unknown leaves the part unknown, settling as failed leaves none on the wire", async () => {
    for (const [state, part] of [
      ["unknown", "unknown"],
      ["failed", "open"],
      ["expired", "open"],
    ] as const) {
      const gateway = await openGateway(databases);
      const id = await accept(gateway.store);
      const claim = await gateway.claimWithParts();
      await gateway.store.outbox.partSending(claim, 1, onSim(NOON));
      expect(await gateway.store.outbox.settle(claim, SETTLEMENTS[state])).toBe("written");
      expect(await stateOf(gateway.store, id)).toBe(state);
      expect(await partStates(gateway.store, id)).toEqual([part]);
    }
  });

  test("a claim ends once: every later write with it changes nothing", async () => {
    for (const settlement of Object.values(SETTLEMENTS)) {
      const gateway = await openGateway(databases);
      const { outbox } = gateway.store;
      const id = await accept(gateway.store);
      const claim = await gateway.claimWithParts();
      expect(await outbox.settle(claim, settlement)).toBe("written");
      const before = await mustFind(gateway.store, id);
      for (const again of Object.values(SETTLEMENTS)) expect(await outbox.settle(claim, again)).toBe("claim-lost");
      for (const move of Object.values(moves)) expect(await move(claim, outbox)).toBe("claim-lost");
      expect(await outbox.saveParts(claim, [{ pdu: "FF", length: 1 }], 1)).toBe("claim-lost");
      expect(await mustFind(gateway.store, id)).toEqual(before);
    }
  });

  test("an old claim of a message that is claimed again changes nothing", async () => {
    const gateway = await openGateway(databases);
    const { outbox } = gateway.store;
    await accept(gateway.store);
    const old = await gateway.claimWithParts();
    await outbox.settle(old, SETTLEMENTS.queued);
    const current = await gateway.mustClaim();
    expect(await outbox.partSending(old, 1, onSim(NOON))).toBe("claim-lost");
    expect(await outbox.settle(old, SETTLEMENTS.sent)).toBe("claim-lost");
    expect(await outbox.partSending(current, 1, onSim(NOON))).toBe("written");
  });

  test("what became of a ring is in its timeline", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store, { kind: "ring", text: "" });
    const claim = await gateway.mustClaim();
    await gateway.store.outbox.settle(claim, { state: "sent", at: NOON, detail: "ringing seen" });
    expect((await mustFind(gateway.store, id)).timeline.at(-1)).toEqual({
      at: NOON,
      state: "sent",
      detail: "ringing seen",
    });
  });

  test("an expired claim was queued again first, as the states have it", async () => {
    const gateway = await openGateway(databases);
    const id = await accept(gateway.store);
    await gateway.store.outbox.settle(await gateway.mustClaim(), SETTLEMENTS.expired);
    const { message, timeline } = await mustFind(gateway.store, id);
    expect(inShort(timeline)).toEqual(["queued", "sending", "queued", "expired"]);
    expect(message).toMatchObject({ settledAt: NOON, attempts: 0 });
  });
});
