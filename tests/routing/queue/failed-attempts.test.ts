import { expect, test } from "bun:test";
import { type OutboxStore, StoreFailure } from "../../../lib/messages/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createScriptedTransport, failure } from "../../support/scripted-transports.ts";
import { ANNA, BERND, LONG, pass, runOutbox, stateOf } from "./running-outbox.ts";

eachDatabase("failures", (databases) => {
  test("a refusal that passes is tried again with growing pauses, until it goes", async () => {
    const running = await runOutbox(databases);
    running.transport.answers = [failure("retry"), failure("retry"), failure("retry")];
    const [id = 0] = await running.accept({});
    const startedAt = running.clock.now();
    await pass(running, 1_000, "three retries", async () => (await stateOf(running, id)) === "sent");
    expect(running.clock.now() - startedAt).toBe(5_000 + 10_000 + 20_000);
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
    running.transport.answers = [{ ok: true, value: { reference: 1 } }, failure("retry")];
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
    const broken = createScriptedTransport("broken");
    const other = createScriptedTransport("other");
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
    const bad = createScriptedTransport("bad");
    const good = createScriptedTransport("good");
    bad.answers = Array(50).fill(failure("restart"));
    const running = await runOutbox(databases, { transports: [bad, good] });
    const ids = await running.accept(
      ...Array.from({ length: 20 }, (_, at) => ({ recipient: `+4917${10_000_000 + at}` })),
    );
    for (const id of ids) await running.until(id, "sent");
    expect(bad.sent).toHaveLength(1);
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
    held.release({ ok: true, value: { reference: 55 } });
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
