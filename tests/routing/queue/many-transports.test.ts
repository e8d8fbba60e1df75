import { expect, test } from "bun:test";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createScriptedTransport, failure, type ScriptedTransport } from "../../support/scripted-transports.ts";
import { ANNA, allSent, counts, runOutbox, several } from "./running-outbox.ts";

eachDatabase("lines that share the work", (databases) => {
  test.each(databases.dialect === "sqlite" ? [2, 7, 64] : [2, 16])(
    "%d lines get messages that come singly in turn",
    async (count) => {
      const transports = Array.from({ length: count }, (_, at) => createScriptedTransport(`m${at}`));
      const running = await runOutbox(databases, { transports });
      const rounds = count > 7 ? 1 : 3;
      for (const message of several(count * rounds)) {
        // A line that has not yet seen that there is nothing more would take the next one too.
        await running.advance(0);
        await allSent(running, await running.accept(message));
      }
      expect(counts(transports)).toEqual(Array(count).fill(rounds));
    },
  );

  test("the one that had least takes the next, also when it was away", async () => {
    const [a, b, late] = ["a", "b", "late"].map((name) => createScriptedTransport(name)) as [
      ScriptedTransport,
      ScriptedTransport,
      ScriptedTransport,
    ];
    late.ready = false;
    const running = await runOutbox(databases, { transports: [a, b, late] });
    const sendSingly = async (message: { recipient: string }) => {
      await allSent(running, await running.accept(message));
      await running.advance(1);
    };
    for (const message of several(6)) await sendSingly(message);
    late.ready = true;
    running.transports.changed();
    await running.advance(1);
    for (const { recipient } of several(3)) await sendSingly({ recipient: `${recipient}9` });
    expect(counts([a, b, late])).toEqual([3, 3, 3]);
  });

  test("a line that does not come back from a part holds up nothing but that", async () => {
    const transports = ["stuck", "a", "b"].map((name) => createScriptedTransport(name));
    const running = await runOutbox(databases, { transports });
    const held = transports[0]?.hold();
    const ids = await running.accept(...several(40));
    const stuck = (await held?.arrived)?.to;
    await eventually("all others to be sent", async () => {
      await running.advance(1_000);
      return transports.slice(1).reduce((sum, transport) => sum + transport.sent.length, 0) === 39;
    });
    expect(transports.slice(1).flatMap((transport) => transport.sent.map(({ to }) => to))).not.toContain(stuck);
    held?.release();
    await allSent(running, ids);
  });
});

eachDatabase("failing over", (databases) => {
  test("a message that two lines refused is not left lying between them", async () => {
    const transports = ["a", "b"].map((name) => createScriptedTransport(name));
    for (const transport of transports) transport.answers = [failure("retry", "no circuit")];
    const running = await runOutbox(databases, { transports });
    const [id = 0] = await running.accept({ recipient: ANNA });
    await eventually("the third try", async () => {
      await running.advance(5_000);
      return (await running.find(id)).message.state === "sent";
    });
    expect(counts(transports).sort()).toEqual([1, 2]);
    expect((await running.find(id)).message.attempts).toBe(3);
  });

  test("the only line of a rule tries again what it failed, though others are idle", async () => {
    const m1 = createScriptedTransport("m1");
    const other = createScriptedTransport("other");
    m1.answers = [failure("retry"), failure("no-answer")];
    const running = await runOutbox(databases, { transports: [m1, other], routes: ["+4917=modem:m1"] });
    const [id = 0] = await running.accept({ recipient: ANNA });
    await eventually("the third try", async () => {
      await running.advance(5_000);
      return (await running.find(id)).message.state === "sent";
    });
    expect(counts([m1, other])).toEqual([3, 0]);
  });

  test("lines of different pools take over from one another what is for any line", async () => {
    const bad = createScriptedTransport("bad", { pool: "north" });
    const good = createScriptedTransport("good", { pool: "south" });
    bad.answers = Array(20).fill(failure("clean-storage"));
    const running = await runOutbox(databases, { transports: [bad, good] });
    const ids = await running.accept(...several(12));
    await allSent(running, ids);
    expect(good.sent).toHaveLength(12);
    expect(bad.sent).toHaveLength(5);
    for (const id of ids) expect((await running.find(id)).message.attempts).toBeLessThanOrEqual(2);
  });

  test("the circuit breaker opens after five failures, lets one message try, and closes when it goes", async () => {
    const bad = createScriptedTransport("bad");
    const good = createScriptedTransport("good");
    bad.answers = Array(6).fill(failure("retry", "the network refuses"));
    const running = await runOutbox(databases, { transports: [bad, good] });
    const send = async (messages: { recipient: string }[]) => {
      for (const message of messages) await running.accept(message);
      await running.advance(5_000);
    };
    await eventually("the breaker to open", async () => {
      await send(several(2));
      return running.events.ofKind("breaker.opened").length > 0;
    });
    expect(running.events.ofKind("breaker.opened")).toMatchObject([
      {
        modem: "bad",
        message:
          "bad gets no messages for 30 s, then one trial message: it failed 5 times in a row, most recently with: the network refuses",
      },
    ]);
    // Resting, it gets nothing; then one message, which fails as well; the next one goes.
    await send(several(6));
    await running.advance(10_000);
    expect(bad.sent).toHaveLength(5);
    await eventually("the first trial", async () => {
      await send(several(2));
      return bad.sent.length >= 6;
    });
    await send(several(4));
    await send(several(4));
    expect(bad.sent).toHaveLength(6);
    await eventually("the breaker to close", async () => {
      await send(several(4));
      return running.events.ofKind("breaker.closed").length > 0;
    });
    expect(running.events.all.map(({ kind }) => kind)).toEqual(["breaker.opened", "breaker.closed"]);
    expect((await running.store.outbox.countByState()).failed).toBe(0);
  });
});
