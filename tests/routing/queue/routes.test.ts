import { expect, test } from "bun:test";
import { defined } from "../../../lib/defined.ts";
import { createLog } from "../../../lib/log.ts";
import { createSubmission } from "../../../lib/routing/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createScriptedTransport, type ScriptedTransport } from "../../support/scripted-transports.ts";
import { ANNA, allSent, BERND, CLARA, counts, type RunningOutbox, runOutbox, several } from "./running-outbox.ts";

const MINUTE = 60_000;
const VIENNA = "+436601234567";

/** Lets time pass until so many events of a kind were told. */
function told(running: RunningOutbox, kind: string, count = 1): Promise<unknown> {
  return eventually(`${count} ${kind}`, async () => {
    if (running.events.ofKind(kind).length >= count) return true;
    await running.advance(5_000);
    return false;
  });
}

eachDatabase("rules on numbers", (databases) => {
  test("send each number by the longest prefix, and others by any line", async () => {
    const m1 = createScriptedTransport("m1");
    const german = createScriptedTransport("g1", { pool: "germany" });
    const free = createScriptedTransport("free");
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
    const numbers = (transport: ScriptedTransport) =>
      transport.sent.map(({ to }) => to).filter((to) => to.startsWith("+49"));
    expect([numbers(m1).sort(), numbers(german).sort(), numbers(free)]).toEqual([
      [ANNA, BERND],
      ["+493012345", "+494012345"],
      [],
    ]);
  });

  test("go before the pool asked for, which goes before the rule for all others", async () => {
    const transports = ["germany", "north", "main"].map((pool) => createScriptedTransport(`of ${pool}`, { pool }));
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
    const transports = [createScriptedTransport("m1", { pool: "germany" }), createScriptedTransport("m2")];
    const running = await runOutbox(databases, { transports, routes: ["+49=pool:germany"] });
    const submission = createSubmission({
      store: running.outbox,
      once: running.store.once,
      book: running.store.addressBook,
      optOuts: running.store.optOuts,
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
        despiteOptOut: false,
        userName: "anna",
        source: "rest",
        ...defined({ modem }),
      });
      expect(result).toMatchObject({ ok: true, value: { refused: [] } });
      if (result.ok) await allSent(running, result.value.messageIds);
    }
    expect(counts(transports)).toEqual([1, 1]);
  });

  test("hold up nothing of another lane while their own lines are away, and keep each recipient's order", async () => {
    const m1 = createScriptedTransport("m1");
    const other = createScriptedTransport("other");
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
    const away = createScriptedTransport("m1");
    away.ready = false;
    const before = await runOutbox(databases, { url, transports: [away], routes: ["+49=modem:m1"] });
    const tomorrow = before.clock.now() + 24 * 60 * MINUTE;
    const later = await before.accept(...several(250).map((message) => ({ ...message, sendAt: tomorrow })));
    const ids = await before.accept({ recipient: ANNA }, { recipient: VIENNA, pool: "north" });
    await before.outbox.stop();

    const transports = [createScriptedTransport("m1"), createScriptedTransport("n1", { pool: "north" })];
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
    const m1 = createScriptedTransport("m1");
    const other = createScriptedTransport("other");
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
    const m1 = createScriptedTransport("m1");
    const spare = createScriptedTransport("spare", { pool: "spare" });
    const other = createScriptedTransport("other");
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
    const transport = createScriptedTransport("m1");
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
      "Nothing could be sent by pool nowhere for 5 min (no such modem): messages that ask for it wait",
    ]);
  });
});
