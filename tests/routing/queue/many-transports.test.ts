import { expect, test } from "bun:test";
import { createLog } from "../../../lib/log.ts";
import { createSubmission } from "../../../lib/routing/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createScriptedLine, failure, type ScriptedLine } from "../../support/scripted-transports.ts";
import { ANNA, BERND, CLARA, type RunningOutbox, runOutbox } from "./running-outbox.ts";

const MINUTE = 60_000;
const VIENNA = "+436601234567";

/** To different recipients, `+4917…` each. */
const several = (count: number) => Array.from({ length: count }, (_, at) => ({ recipient: `+4917${10_000_000 + at}` }));

/** Lets time pass until so many events of a kind were told. */
function told(running: RunningOutbox, kind: string, count = 1): Promise<unknown> {
  return eventually(`${count} ${kind}`, async () => {
    if (running.events.ofKind(kind).length >= count) return true;
    await running.advance(5_000);
    return false;
  });
}

async function allSent(running: RunningOutbox, ids: readonly number[]): Promise<void> {
  for (const id of ids) await running.until(id, "sent");
}

const counts = (transports: readonly ScriptedLine[]) => transports.map((transport) => transport.sent.length);

eachDatabase("rules on numbers", (databases) => {
  test("send each number by the longest prefix, and others by any line", async () => {
    const m1 = createScriptedLine("m1");
    const german = createScriptedLine("g1", { pool: "germany" });
    const free = createScriptedLine("free");
    const transports = [m1, german, free];
    const running = await runOutbox(databases, { transports, routes: ["+49=pool:germany", "+4917=modem:m1"] });
    const ids = await running.accept(
      { recipient: "+493012345" },
      { recipient: ANNA },
      { recipient: BERND },
      { recipient: "+494012345" },
      ...Array.from({ length: 6 }, (_, at) => ({ recipient: `+4366012345${at}` })),
    );
    await allSent(running, ids);
    const numbers = (transport: ScriptedLine) =>
      transport.sent.map(({ to }) => to).filter((to) => to.startsWith("+49"));
    expect([numbers(m1).sort(), numbers(german).sort(), numbers(free)]).toEqual([
      [ANNA, BERND],
      ["+493012345", "+494012345"],
      [],
    ]);
  });

  test("go before the pool asked for, which goes before the rule for all others", async () => {
    const transports = ["germany", "north", "main"].map((pool) => createScriptedLine(`of ${pool}`, { pool }));
    const running = await runOutbox(databases, { transports, routes: ["+49=pool:germany", "*=pool:main"] });
    const ids = await running.accept(
      { recipient: ANNA, pool: "north" },
      { recipient: VIENNA, pool: "north" },
      { recipient: "+41791234567" },
      { recipient: BERND, pool: "north", askedModem: "of main" },
    );
    await allSent(running, ids);
    expect(transports.map((transport) => transport.sent.map(({ to }) => to))).toEqual([
      [ANNA],
      [VIENNA],
      ["+41791234567", BERND],
    ]);
  });

  test("yield to the one modem that a request asks for", async () => {
    const transports = [createScriptedLine("m1", { pool: "germany" }), createScriptedLine("m2")];
    const running = await runOutbox(databases, { transports, routes: ["+49=pool:germany"] });
    const submission = createSubmission({
      store: running.outbox,
      book: running.store.addressBook,
      events: running.events,
      log: createLog({ level: "silent", format: "json" }),
      clock: running.clock,
      country: "DE",
    });
    for (const modem of [undefined, "m2"]) {
      const result = await submission.submit({
        recipients: [{ target: "number", to: ANNA }],
        channel: "sms",
        text: "Hallo",
        kind: "text",
        flash: false,
        allowance: undefined,
        userName: "anna",
        source: "rest",
        ...(modem === undefined ? {} : { modem }),
      });
      expect(result).toMatchObject({ ok: true, refused: [] });
      if (result.ok) await allSent(running, result.messageIds);
    }
    expect(counts(transports)).toEqual([1, 1]);
  });

  test("hold up nothing of another lane while their own lines are away, and keep each recipient's order", async () => {
    const m1 = createScriptedLine("m1");
    const other = createScriptedLine("other");
    m1.ready = false;
    const running = await runOutbox(databases, { transports: [m1, other], routes: ["+4917=modem:m1"] });
    const waiting = await running.accept(
      ...["a", "b", "c"].map((text) => ({ recipient: ANNA, text, priority: 2 as const })),
    );
    await allSent(running, await running.accept({ recipient: VIENNA }));
    expect(counts([m1, other])).toEqual([0, 1]);
    m1.ready = true;
    running.transports.changed();
    await allSent(running, waiting);
    expect(m1.sent.map(({ text }) => text)).toEqual(["a", "b", "c"]);
  });

  test("that were changed count for what was queued before", async () => {
    const url = await databases.create();
    const away = createScriptedLine("m1");
    away.ready = false;
    const before = await runOutbox(databases, { url, transports: [away], routes: ["+49=modem:m1"] });
    const tomorrow = before.clock.now() + 24 * 60 * MINUTE;
    const later = await before.accept(...several(250).map((message) => ({ ...message, sendAt: tomorrow })));
    const ids = await before.accept({ recipient: ANNA }, { recipient: VIENNA, pool: "north" });
    await before.outbox.stop();

    const transports = [createScriptedLine("m1"), createScriptedLine("n1", { pool: "north" })];
    const after = await runOutbox(databases, { url, transports, routes: ["+49=pool:north", "+43=modem:m1"] });
    // More than one step of the way through the queue.
    await after.advance(1);
    await allSent(after, ids);
    expect(transports.map((transport) => transport.sent.map(({ to }) => to))).toEqual([[VIENNA], [ANNA]]);
    for (const id of [later[0], later[249]]) expect((await after.find(id ?? 0)).message.lane).toBe("pool:north");
  });
});

eachDatabase("a rule whose lines are all away", (databases) => {
  test("is reported once in one sentence, and its messages wait until a line is back", async () => {
    const m1 = createScriptedLine("m1");
    const other = createScriptedLine("other");
    m1.ready = false;
    const running = await runOutbox(databases, { transports: [m1, other], routes: ["+4917=modem:m1"] });
    const [id = 0] = await running.accept({ recipient: ANNA });
    await running.advance(4 * MINUTE);
    expect(running.events.ofKind("route.waiting")).toEqual([]);
    await running.advance(10 * MINUTE);
    expect(running.events.ofKind("route.waiting")).toEqual([
      {
        severity: "warning",
        kind: "route.waiting",
        message: "Nothing could be sent by modem m1 for 5 min (m1 is not ready): messages to +4917… wait",
      },
    ]);
    expect(counts([m1, other])).toEqual([0, 0]);
    m1.ready = true;
    running.transports.changed();
    await running.until(id, "sent");
    await told(running, "route.restored");
    expect(running.events.all.map(({ kind }) => kind)).toEqual(["route.waiting", "route.restored"]);
  });

  test("falls back to what stands behind |, first to last, and returns when its own line does", async () => {
    const m1 = createScriptedLine("m1");
    const spare = createScriptedLine("spare", { pool: "spare" });
    const other = createScriptedLine("other");
    m1.ready = false;
    spare.ready = false;
    const routes = ["+4917=modem:m1|pool:spare|*"];
    const running = await runOutbox(databases, { transports: [m1, spare, other], routes });
    const [first = 0] = await running.accept({ recipient: ANNA });
    await eventually("any line to take it", async () => {
      await running.advance(30_000);
      return other.sent.length === 1;
    });
    await running.until(first, "sent");
    expect(running.events.ofKind("route.diverted")).toMatchObject([
      {
        message:
          "Nothing could be sent by modem m1 and pool spare for 5 min (m1 is not ready, spare is not ready): messages to +4917… now take any modem",
      },
    ]);
    spare.ready = true;
    running.transports.changed();
    await told(running, "route.diverted", 2);
    await allSent(running, await running.accept({ recipient: BERND }));
    expect(counts([m1, spare, other])).toEqual([0, 1, 1]);
    m1.ready = true;
    running.transports.changed();
    await told(running, "route.restored");
    await allSent(running, await running.accept({ recipient: CLARA }));
    expect(counts([m1, spare, other])).toEqual([1, 1, 1]);
    expect(running.events.all.map(({ kind }) => kind)).toEqual(["route.diverted", "route.diverted", "route.restored"]);
  });

  test("also reports a pool that was asked for and is not there, and messages that no modem at all can send", async () => {
    const transport = createScriptedLine("m1");
    transport.ready = false;
    const running = await runOutbox(databases, { transports: [transport] });
    await running.accept({ recipient: ANNA, pool: "nowhere" }, { recipient: BERND });
    await told(running, "route.waiting", 2);
    expect(
      running.events
        .ofKind("route.waiting")
        .map(({ message }) => message)
        .sort(),
    ).toEqual([
      "Nothing could be sent by any modem for 5 min (m1 is not ready): messages wait",
      "Nothing could be sent by pool nowhere for 5 min (there is no such modem): messages that ask for it wait",
    ]);
  });
});

eachDatabase("lines that share the work", (databases) => {
  test.each(databases.dialect === "sqlite" ? [2, 7, 64] : [2, 16])(
    "%d lines get messages that come singly in turn",
    async (count) => {
      const transports = Array.from({ length: count }, (_, at) => createScriptedLine(`m${at}`));
      const running = await runOutbox(databases, { transports });
      const rounds = count > 7 ? 1 : 3;
      for (const message of several(count * rounds)) await allSent(running, await running.accept(message));
      expect(counts(transports)).toEqual(Array(count).fill(rounds));
    },
  );

  test("the one that had least takes the next, also when it was away", async () => {
    const [a, b, late] = ["a", "b", "late"].map((name) => createScriptedLine(name)) as [
      ScriptedLine,
      ScriptedLine,
      ScriptedLine,
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
    const transports = ["stuck", "a", "b"].map((name) => createScriptedLine(name));
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
    const transports = ["a", "b"].map((name) => createScriptedLine(name));
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
    const m1 = createScriptedLine("m1");
    const other = createScriptedLine("other");
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
    const bad = createScriptedLine("bad", { pool: "north" });
    const good = createScriptedLine("good", { pool: "south" });
    bad.answers = Array(20).fill(failure("clean-storage"));
    const running = await runOutbox(databases, { transports: [bad, good] });
    const ids = await running.accept(...several(12));
    await allSent(running, ids);
    expect(good.sent).toHaveLength(12);
    expect(bad.sent.length).toBeLessThanOrEqual(6);
    for (const id of ids) expect((await running.find(id)).message.attempts).toBeLessThanOrEqual(2);
  });

  test("the circuit breaker opens after five failures, lets one message try, and closes when it goes", async () => {
    const bad = createScriptedLine("bad");
    const good = createScriptedLine("good");
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
          "bad gets no messages for 30 s, then one trial message: it failed 5 times in a row, lastly with: the network refuses",
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
