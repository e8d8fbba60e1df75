import { expect, test } from "bun:test";
import { type OutboxStore, StoreFailure } from "../../../lib/messages/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createScriptedLine, failure } from "../../support/scripted-transports.ts";
import { ANNA, BERND, CLARA, LONG, type RunningOutbox, runOutbox } from "./running-outbox.ts";

/** Lets time pass in steps of `ms` until `look` says that it is enough. */
async function pass(running: RunningOutbox, ms: number, what: string, look: () => Promise<boolean>): Promise<void> {
  await eventually(what, async () => {
    await running.advance(ms);
    return look();
  });
}

const stateOf = async (running: RunningOutbox, id: number) => (await running.find(id)).message.state;

eachDatabase("stopping and starting again", (databases) => {
  test("a long message goes on from its first open part with the same reference", async () => {
    const url = await databases.create();
    const first = await runOutbox(databases, { url });
    const held = first.transport.hold();
    const [id = 0] = await first.accept({ text: LONG });
    await held.arrived;
    const stopping = first.outbox.stop();
    held.release({ ok: true, reference: 9 });
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
    expect(first.clock.now() - (await first.find(id)).message.createdAt).toBeLessThan(25_000);

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
    running.transport.answers = [{ ok: true, reference: 1 }, unknown];
    const [id = 0] = await running.accept({ text: LONG });
    await running.until(id, "unknown");
    expect(running.events.ofKind("message.unknown")).toMatchObject([{ messageId: id, modem: "m1" }]);
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

eachDatabase("failures", (databases) => {
  test("a refusal that passes is tried again with growing pauses, until it goes", async () => {
    const running = await runOutbox(databases);
    running.transport.answers = [failure("retry"), failure("retry"), failure("retry")];
    const [id = 0] = await running.accept({});
    const startedAt = running.clock.now();
    await pass(running, 1_000, "three retries", async () => (await stateOf(running, id)) === "sent");
    expect(running.clock.now() - startedAt).toBeGreaterThanOrEqual(5_000 + 10_000 + 20_000);
    expect((await running.find(id)).message.attempts).toBe(4);
    expect(running.transport.sent).toHaveLength(4);
  });

  test("attempts are used up", async () => {
    const running = await runOutbox(databases, { settings: { maxAttempts: 3 } });
    running.transport.answers = Array(9).fill(failure("retry", "congestion"));
    const [id = 0] = await running.accept({});
    await pass(running, 1_000, "the last attempt", async () => (await stateOf(running, id)) === "failed");
    expect((await running.find(id)).message.lastError).toBe("congestion (attempt 3, the last)");
    expect(running.transport.sent).toHaveLength(3);
  });

  test("a long message is retried from the part that failed, never from its beginning", async () => {
    const running = await runOutbox(databases);
    running.transport.answers = [{ ok: true, reference: 1 }, failure("retry")];
    const [id = 0] = await running.accept({ text: LONG });
    await pass(running, 1_000, "the retry", async () => (await stateOf(running, id)) === "sent");
    expect(running.transport.sent.map(({ part }) => part)).toEqual([1, 2, 2, 3]);
    expect(new Set(running.transport.sent.map(({ reference }) => reference)).size).toBe(1);
  });

  test("what the network has already counts as sent, without a reference", async () => {
    const running = await runOutbox(databases);
    running.transport.answers = [failure("already-sent")];
    const [id = 0] = await running.accept({});
    await running.until(id, "sent");
    const { parts } = await running.find(id);
    expect(parts).toMatchObject([{ state: "sent" }]);
    expect(Object.keys(parts[0] ?? {})).not.toContain("reference");
  });

  test("error 21 starts the modem again once, then fails", async () => {
    const running = await runOutbox(databases);
    running.transport.answers = [failure("permanent-after-restart"), failure("permanent-after-restart")];
    const [id = 0] = await running.accept({});
    await pass(running, 1_000, "the second try", async () => (await stateOf(running, id)) === "failed");
    expect(running.transport.restarts).toEqual(["refused"]);
    expect(running.transport.sent).toHaveLength(2);
  });

  test("a modem that goes out of service hands its message to another at once, and no attempt is counted", async () => {
    const broken = createScriptedLine("broken");
    const other = createScriptedLine("other");
    other.ready = false;
    const running = await runOutbox(databases, { transports: [broken, other] });
    broken.answers = [
      () => {
        other.ready = true;
        return failure("out-of-service", "the SIM was taken out");
      },
    ];
    const [id = 0, behind = 0] = await running.accept({ recipient: ANNA }, { recipient: BERND });
    await running.until(id, "sent");
    await running.until(behind, "sent");
    expect(broken.sent).toHaveLength(1);
    expect(other.sent).toHaveLength(2);
    expect((await running.find(id)).message.attempts).toBe(1);
  });

  test("the only modem, out of service, gets its message when it is back", async () => {
    const running = await runOutbox(databases);
    running.transport.answers = [failure("transport-lost")];
    const [id = 0] = await running.accept({});
    await eventually("the modem to be lost", () => running.transport.sent.length === 1);
    await running.until(id, "queued");
    running.transport.ready = false;
    running.transports.changed();
    await running.advance(120_000);
    expect(running.transport.sent).toHaveLength(1);
    running.transport.ready = true;
    running.transports.changed();
    await pass(running, 1_000, "the message to go", async () => (await stateOf(running, id)) === "sent");
  });

  test("a modem that refuses everything rests, and its messages go to another", async () => {
    const bad = createScriptedLine("bad");
    const good = createScriptedLine("good");
    bad.answers = Array(50).fill(failure("restart"));
    const running = await runOutbox(databases, { transports: [bad, good] });
    const ids = await running.accept(
      ...Array.from({ length: 20 }, (_, at) => ({ recipient: `+4917${10_000_000 + at}` })),
    );
    for (const id of ids) await running.until(id, "sent");
    expect(bad.sent.length).toBeLessThanOrEqual(2);
    expect(good.sent).toHaveLength(20);
    expect(bad.restarts.length).toBe(bad.sent.length);
  });
});

eachDatabase("a store that fails for a while", (databases) => {
  test("stops the sending and loses neither message nor reference", async () => {
    let broken = false;
    const through = (store: OutboxStore): OutboxStore => {
      const guarded =
        <Arguments extends unknown[], Result>(call: (...given: Arguments) => Promise<Result>) =>
        (...given: Arguments) =>
          broken ? Promise.reject(new StoreFailure("full", "disk full")) : call(...given);
      return {
        ...store,
        claimDue: guarded(store.claimDue),
        partSending: guarded(store.partSending),
        partSent: guarded(store.partSent),
        settle: guarded(store.settle),
      };
    };
    const running = await runOutbox(databases, { through });
    const held = running.transport.hold();
    const [first = 0, second = 0] = await running.accept({ recipient: ANNA }, { recipient: BERND });
    await held.arrived;
    broken = true;
    held.release({ ok: true, reference: 55 });
    await running.advance(20_000);
    expect(running.transport.sent).toHaveLength(1);
    expect(await stateOf(running, first)).toBe("sending");
    broken = false;
    await pass(running, 1_000, "both to be sent", async () => (await stateOf(running, second)) === "sent");
    expect((await running.find(first)).parts).toMatchObject([{ state: "sent", reference: 55 }]);
    expect((await running.find(first)).message.mayBeDuplicate).toBe(false);
    expect(running.transport.sent).toHaveLength(2);
  });

  test("and fails a claim does not strand a message", async () => {
    let failures = 1;
    const through = (store: OutboxStore): OutboxStore => ({
      ...store,
      async claimDue(options) {
        const claim = await store.claimDue(options);
        // Claimed, but the connection breaks before the answer.
        if (claim !== undefined && failures-- > 0) throw new StoreFailure("unavailable", "gone");
        return claim;
      },
    });
    const running = await runOutbox(databases, { through });
    const [id = 0] = await running.accept({});
    await pass(running, 500, "the message to go all the same", async () => (await stateOf(running, id)) === "sent");
    expect(running.transport.sent).toHaveLength(1);
    expect((await running.find(id)).message.mayBeDuplicate).toBe(false);
  });
});
