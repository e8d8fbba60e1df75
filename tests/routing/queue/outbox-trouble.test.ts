import { expect, test } from "bun:test";
import type { OutboxStore } from "../../../lib/messages/index.ts";
import { LONE_GATEWAY } from "../../../lib/routing/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { failure } from "../../support/scripted-transports.ts";
import { ANNA, BERND, CLARA, LONG, NOON, pass, runOutbox, stateOf } from "./running-outbox.ts";

eachDatabase("stopping and starting again", (databases) => {
  test("a long message goes on from its first open part with the same reference", async () => {
    const url = await databases.create();
    const first = await runOutbox(databases, { url });
    const held = first.transport.hold();
    const [id = 0] = await first.accept({ text: LONG });
    await held.arrived;
    const stopping = first.outbox.stop();
    held.release({ ok: true, value: { reference: 9 } });
    await stopping;
    const between = await first.find(id);
    expect(between.message).toMatchObject({ state: "queued", attempts: 0, dueAt: between.message.createdAt });
    expect(between.parts.map(({ state }) => state)).toEqual(["sent", "open", "open"]);

    const second = await runOutbox(databases, { url });
    await second.until(id, "sent");
    expect(first.transport.sent.map(({ part }) => part)).toEqual([1]);
    expect(second.transport.sent.map(({ part }) => part)).toEqual([2, 3]);
    expect(new Set([...first.transport.sent, ...second.transport.sent].map(({ reference }) => reference)).size).toBe(1);
    expect((await second.find(id)).message.mayBeDuplicate).toBe(false);
  });

  test("stopping gives back what was not on the wire and claims nothing more", async () => {
    const running = await runOutbox(databases);
    const held = running.transport.hold();
    const [onWire = 0, behind = 0, waiting = 0] = await running.accept(
      { recipient: ANNA },
      { recipient: BERND },
      { recipient: CLARA },
    );
    await held.arrived;
    const stopping = running.outbox.stop();
    held.release();
    await stopping;
    expect(await Promise.all([onWire, behind, waiting].map((id) => stateOf(running, id)))).toEqual([
      "sent",
      "queued",
      "queued",
    ]);
    expect(running.transport.sent).toHaveLength(1);
    expect(running.clock.sleeping).toBe(0);
  });

  test("a part that does not leave the wire within the grace is unknown to the next life", async () => {
    const url = await databases.create();
    const first = await runOutbox(databases, { url });
    const held = first.transport.hold();
    const [id = 0] = await first.accept({});
    await held.arrived;
    let isStopped = false;
    const stopping = first.outbox.stop().then(() => {
      isStopped = true;
    });
    await pass(first, 500, "the grace to end", async () => isStopped);
    await stopping;
    expect(first.clock.now() - (await first.find(id)).message.createdAt).toBe(22_000);

    const second = await runOutbox(databases, { url, clock: first.clock, settings: { unknownPolicy: "hold" } });
    expect(await stateOf(second, id)).toBe("unknown");
    held.release();
  });

  test("after a crash nothing is lost, and only what was on the wire is marked as a possible duplicate", async () => {
    const url = await databases.create();
    const first = await runOutbox(databases, { url });
    const held = first.transport.hold();
    const [onWire = 0, claimed = 0, queued = 0] = await first.accept(
      { recipient: ANNA, text: LONG },
      { recipient: BERND, text: "claimed" },
      { recipient: CLARA, text: "queued" },
    );
    await held.arrived;

    // The first life never gets its answer: as far as the database knows, it is gone.
    const second = await runOutbox(databases, { url, clock: first.clock });
    await second.until(queued, "sent");
    await second.until(claimed, "sent");
    await pass(second, 1_000, "the policy to send again", async () => (await stateOf(second, onWire)) === "sent");
    const { message, timeline } = await second.find(onWire);
    expect(message).toMatchObject({ mayBeDuplicate: true });
    expect(timeline.map(({ state }) => state)).toContain("unknown");
    expect((await second.find(claimed)).message.mayBeDuplicate).toBe(false);
    expect(second.transport.sent.filter(({ to }) => to === ANNA).map(({ part }) => part)).toEqual([1, 2, 3]);

    held.release();
    await first.outbox.stop();
    expect(first.transport.sent).toHaveLength(1);
    expect(first.events.ofKind("outbox.superseded")).toHaveLength(1);
    expect(await stateOf(second, onWire)).toBe("sent");
  });

  test("a gateway that died loses its messages to another one", async () => {
    const url = await databases.create();
    const first = await runOutbox(databases, { url, node: "one" });
    const held = first.transport.hold();
    const [id = 0] = await first.accept({ text: LONG });
    await held.arrived;
    const second = await runOutbox(databases, { url, node: "two", settings: { unknownPolicy: "resend" } });
    await second.advance(20_000);
    expect(await stateOf(second, id)).toBe("sending");
    await pass(second, 5_000, "the lease to run out", async () => (await stateOf(second, id)) === "sent");
    expect((await second.find(id)).message.mayBeDuplicate).toBe(true);
    held.release();
    await first.outbox.stop();
  });

  test.each(["beginLease", "recoverLeases"] as const)(
    "a lone gateway goes on when the answer to a claim is lost and %s fails as well",
    async (recovery) => {
      const failing = new Set<keyof OutboxStore>();
      const fail = (name: keyof OutboxStore) => {
        if (failing.delete(name)) throw new Error(`${name} failed`);
      };
      const running = await runOutbox(databases, {
        settings: LONE_GATEWAY,
        through: (store) => ({
          ...store,
          // These are made all the same, as when the disk refuses to sync what is in the log.
          async claimDue(options) {
            const claim = await store.claimDue(options);
            if (claim !== undefined) fail("claimDue");
            return claim;
          },
          beginLease: (node, options) => store.beginLease(node, options).finally(() => fail("beginLease")),
          async recoverLeases(options) {
            fail("recoverLeases");
            return store.recoverLeases(options);
          },
        }),
      });
      failing.add("claimDue").add(recovery);
      const [id = 0] = await running.accept({});
      const isOver = () => running.clock.now() >= NOON + 60_000;
      await pass(running, 1_000, "it to be sent", async () => isOver() || (await stateOf(running, id)) === "sent");
      expect((await running.find(id)).message).toMatchObject({ state: "sent", mayBeDuplicate: false });
      expect(failing.size).toBe(0);
      expect(running.events.ofKind("outbox.superseded")).toEqual([]);
    },
  );

  test("a living gateway keeps its messages", async () => {
    const url = await databases.create();
    const first = await runOutbox(databases, { url, node: "one" });
    const held = first.transport.hold();
    const [id = 0] = await first.accept({});
    await held.arrived;
    const second = await runOutbox(databases, { url, node: "two", clock: first.clock });
    for (let seconds = 0; seconds < 180; seconds += 5) {
      await first.advance(5_000);
    }
    expect(await stateOf(second, id)).toBe("sending");
    held.release();
    await first.until(id, "sent");
    expect(second.transport.sent).toEqual([]);
  });
});

eachDatabase("an unknown outcome", (databases) => {
  const unknown = failure("unknown-outcome", "no answer to the PDU");

  test("is sent again once, marked, from the part in question on", async () => {
    const running = await runOutbox(databases);
    running.transport.answers = [{ ok: true, value: { reference: 1 } }, unknown];
    const [id = 0] = await running.accept({ text: LONG });
    await eventually("the event", async () => running.events.ofKind("message.unknown").length > 0);
    expect(running.events.ofKind("message.unknown")).toMatchObject([{ messageId: id, modem: "m1" }]);
    await running.until(id, "unknown");
    await pass(running, 1_000, "sending again", async () => (await stateOf(running, id)) === "sent");
    expect(running.transport.sent.map(({ part }) => part)).toEqual([1, 2, 2, 3]);
    expect((await running.find(id)).message).toMatchObject({ mayBeDuplicate: true, resends: 1 });
  });

  test("that comes twice waits for a person", async () => {
    const running = await runOutbox(databases);
    running.transport.answers = [unknown, unknown];
    const [id = 0] = await running.accept({});
    await pass(running, 1_000, "the second try", async () => running.transport.sent.length === 2);
    await running.until(id, "unknown");
    await running.advance(120_000);
    expect(await stateOf(running, id)).toBe("unknown");
    expect(running.transport.sent).toHaveLength(2);
  });

  test("is held or taken as sent when the policy says so, and never sent again", async () => {
    for (const [unknownPolicy, state] of [
      ["hold", "unknown"],
      ["assume-sent", "sent"],
    ] as const) {
      const running = await runOutbox(databases, { settings: { unknownPolicy } });
      running.transport.answers = [unknown];
      const [id = 0] = await running.accept({});
      await running.until(id, "unknown");
      await running.advance(60_000);
      await running.until(id, state);
      expect(running.transport.sent).toHaveLength(1);
    }
  });

  test("is settled by a delivery report that comes in time, and the rest goes", async () => {
    const running = await runOutbox(databases);
    running.transport.answers = [unknown];
    const [id = 0] = await running.accept({ text: LONG });
    await running.until(id, "unknown");
    const now = running.clock.now();
    const report = {
      modem: "m1",
      sim: "sim of m1",
      reference: 200,
      recipient: ANNA,
      outcome: "completed",
      statusCode: 0,
      dischargedAt: now,
      receivedAt: now,
    } as const;
    expect(await running.outbox.recordReport(report)).toMatchObject({ matched: true, messageId: id, position: 1 });
    await pass(running, 1_000, "the rest to go", async () => (await stateOf(running, id)) === "sent");
    expect(running.transport.sent.map(({ part }) => part)).toEqual([1, 2, 3]);
    expect((await running.find(id)).message.mayBeDuplicate).toBe(false);
  });
});
