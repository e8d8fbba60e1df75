import { expect, test } from "bun:test";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { createScriptedTransport, failure, type ScriptedTransport } from "../../support/scripted-transports.ts";
import { ANNA, BERND, LONG, NOON, type RunningOutbox, runOutbox } from "../queue/running-outbox.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const several = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => ({ recipient: `+4917${10_000_000 + from + at}` }));
const counts = (transports: readonly ScriptedTransport[]) => transports.map((transport) => transport.sent.length);

/** Waits until so much has gone, and gives more the time to go that should not. */
async function exactly(running: RunningOutbox, transports: readonly ScriptedTransport[], count: number): Promise<void> {
  const sum = () => counts(transports).reduce((all, each) => all + each, 0);
  await eventually(`${count} parts`, () => sum() >= count);
  await settle(running);
  expect(sum()).toBe(count);
}

/** Lets the lines do what they may do without time passing but a little. */
async function settle(running: RunningOutbox): Promise<void> {
  for (let step = 0; step < 20; step++) await running.advance(20);
}

eachDatabase("a SIM's budget", (databases) => {
  test("lets as many parts go as it has, keeps the rest queued, and goes on when the minute turns", async () => {
    const transport = createScriptedTransport("m1", { budget: { minute: 3 } });
    const running = await runOutbox(databases, { transports: [transport], clock: createManualClock(NOON + 20_000) });
    const ids = await running.accept(...several(7));
    await exactly(running, [transport], 3);
    expect((await running.store.outbox.countByState()).queued).toBe(4);
    await running.advance(38_000);
    expect(transport.sent).toHaveLength(3);
    await running.advance(2_000);
    await exactly(running, [transport], 6);
    await running.advance(MINUTE);
    for (const id of ids) expect(await running.until(id, "sent")).toMatchObject({ attempts: 1 });
  });

  test("warns once at four fifths and once at its end, and follows the gateway's calendar", async () => {
    const transport = createScriptedTransport("m1");
    // Two minutes before midnight in Berlin: what waits is looked for every second.
    const clock = createManualClock(NOON + 10 * HOUR + 58 * MINUTE);
    const settings = { budget: { day: 5 }, timeZone: "Europe/Berlin" };
    const running = await runOutbox(databases, { transports: [transport], settings, clock });
    for (const message of several(4)) await running.accept(message);
    await exactly(running, [transport], 4);
    expect(running.events.all).toMatchObject([
      {
        kind: "budget.low",
        severity: "warning",
        modem: "m1",
        message: "The SIM in m1 has sent 4 of its 5 parts of this day",
      },
    ]);
    await running.accept(...several(3, 100));
    await exactly(running, [transport], 5);
    expect(running.events.all.map(({ kind, message }) => [kind, message]).slice(1)).toEqual([
      [
        "budget.spent",
        "The SIM in m1 has sent 5 of its 5 parts of this day: messages wait for the next day or take another modem",
      ],
    ]);
    await running.advance(MINUTE);
    expect(transport.sent).toHaveLength(5);
    await running.advance(MINUTE);
    await exactly(running, [transport], 7);
    expect(running.events.all.filter(({ kind }) => kind.startsWith("budget."))).toHaveLength(2);
    expect((await running.store.outbox.countByState()).failed).toBe(0);
  });

  test("warns once in a period of what another gateway has counted past four fifths and past the end", async () => {
    const url = await databases.create();
    const clock = createManualClock(NOON + 50 * MINUTE);
    const options = { url, clock, settings: { budget: { hour: 10 } } };
    const sim = "8949000001";
    const [here, there] = [createScriptedTransport("here", { sim }), createScriptedTransport("there", { sim })];
    const running = await runOutbox(databases, { ...options, transports: [here] });
    await running.accept(...several(1));
    await exactly(running, [here], 1);
    const warnings = () =>
      running.events.all
        .filter(({ kind }) => kind.startsWith("budget."))
        .map(({ kind, details }) => [kind, details?.parts]);
    /** By another gateway, while this one has no modem. */
    const sendThere = async (count: number, from: number) => {
      Object.assign(here, { ready: false });
      const other = await runOutbox(databases, { ...options, node: "other", transports: [there] });
      const before = there.sent.length;
      await other.accept(...several(count, from));
      await exactly(other, [there], before + count);
      await other.outbox.stop();
      Object.assign(here, { ready: true });
      await running.advance(MINUTE);
      running.transports.changed();
    };
    await sendThere(8, 100);
    await eventually("the first warning", () => warnings().length > 0);
    expect(warnings()).toEqual([["budget.low", 9]]);
    await sendThere(1, 200);
    await eventually("the second warning", () => warnings().length > 1);
    await running.accept(...several(1, 300));
    await running.advance(2 * MINUTE);
    expect(warnings()).toEqual([
      ["budget.low", 9],
      ["budget.spent", 10],
    ]);
    expect(here.sent).toHaveLength(1);
    await running.advance(10 * MINUTE);
    await exactly(running, [here], 2);
    expect(warnings()).toHaveLength(2);
  });

  test("keeps what was sent in a new minute when the database answers a question of the old one", async () => {
    const transport = createScriptedTransport("m1", { budget: { minute: 2 } });
    let gate: { asked: () => void; open: Promise<void> } | undefined;
    const running = await runOutbox(databases, {
      transports: [transport],
      clock: createManualClock(NOON + 30_000),
      through: (store) => ({
        ...store,
        async countParts(...question) {
          const counted = await store.countParts(...question);
          gate?.asked();
          await gate?.open;
          return counted;
        },
      }),
    });
    await running.accept(...several(1));
    await exactly(running, [transport], 1);
    const [asked, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    gate = { asked: asked.resolve, open: opened.promise };
    await running.advance(MINUTE);
    running.transports.changed();
    await asked.promise;
    await running.advance(MINUTE / 2);
    await running.accept(...several(1, 100));
    await exactly(running, [transport], 2);
    opened.resolve();
    await settle(running);
    await running.accept(...several(3, 200));
    await exactly(running, [transport], 3);
  });

  test("outlives a restart, and goes with the SIM into another modem", async () => {
    const url = await databases.create();
    const clock = createManualClock(NOON);
    const settings = { budget: { hour: 4 } };
    const first = createScriptedTransport("m1", { sim: "8949000001" });
    const before = await runOutbox(databases, { url, clock, settings, transports: [first] });
    await before.accept(...several(3));
    await exactly(before, [first], 3);
    await before.outbox.stop();

    const second = createScriptedTransport("m2", { sim: "8949000001" });
    const after = await runOutbox(databases, { url, clock, settings, transports: [second] });
    await after.accept(...several(3, 100));
    await exactly(after, [second], 1);
    // Another SIM in the same modem has a budget of its own.
    Object.assign(second, { sim: "8949000002" });
    after.transports.changed();
    await exactly(after, [second], 3);
  });

  test("that is spent leaves the messages to others, and its modem takes part again afterwards", async () => {
    const small = createScriptedTransport("small", { budget: { minute: 2 } });
    const free = createScriptedTransport("free", { budget: { minute: Number.POSITIVE_INFINITY } });
    const transports = [small, free];
    const running = await runOutbox(databases, { transports, settings: { budget: { minute: 1 } } });
    // A line without a budget sends at once; the other first asks the database how much is left of its own.
    const wire = free.hold();
    for (const message of several(12)) await running.accept(message);
    await wire.arrived;
    await eventually("the budget is spent", () => small.sent.length === 2);
    wire.release();
    await exactly(running, transports, 12);
    expect(counts(transports)).toEqual([2, 10]);
    await running.advance(MINUTE);
    await settle(running);
    await running.accept(...several(1, 100));
    await exactly(running, transports, 13);
    expect(counts(transports)).toEqual([3, 10]);
  });

  test("lets a message that is begun go whole, and no other after it", async () => {
    const transport = createScriptedTransport("m1", { budget: { hour: 2 } });
    const running = await runOutbox(databases, { transports: [transport] });
    const [long = 0, next = 0] = await running.accept({ recipient: ANNA, text: LONG }, { recipient: BERND });
    await running.until(long, "sent");
    await settle(running);
    expect(transport.sent.map(({ part }) => part)).toEqual([1, 2, 3]);
    expect((await running.find(next)).message).toMatchObject({ state: "queued", attempts: 0 });
    expect((await running.find(next)).parts.map(({ state }) => state)).not.toContain("sending");
  });

  test("counts what the network took and nothing else, also what only a report tells", async () => {
    const transport = createScriptedTransport("m1", { budget: { hour: 3 } });
    const settings = { unknownPolicy: "hold", maxAttempts: 1 } as const;
    const running = await runOutbox(databases, { transports: [transport], settings });
    transport.answers = [failure("permanent"), failure("retry"), failure("unknown-outcome")];
    const [, , unknown = 0] = await running.accept(...several(2), { recipient: ANNA });
    await running.until(unknown, "unknown");
    const now = running.clock.now();
    const hour = () => running.store.outbox.countParts("sim of m1", [now - (now % HOUR), now + HOUR]);
    expect(await hour()).toEqual([0, 0]);
    const report = { modem: "m1", sim: "sim of m1", reference: 200, recipient: ANNA, statusCode: 0 } as const;
    const times = { dischargedAt: now, receivedAt: now };
    for (let twice = 0; twice < 2; twice++) {
      await running.outbox.recordReport({ ...report, ...times, outcome: "completed" });
    }
    expect(await hour()).toEqual([1, 0]);
    // The outbox looks at what is on disk every minute.
    await running.advance(2 * MINUTE);
    await running.accept(...several(4, 100));
    await exactly(running, [transport], 3 + 2);
    expect(await hour()).toEqual([3, 0]);
  });
});

eachDatabase("the counts of a SIM", (databases) => {
  test("are forgotten when no budget needs them any more", async () => {
    const transport = createScriptedTransport("m1");
    const running = await runOutbox(databases, { transports: [transport] });
    const [id = 0] = await running.accept({ recipient: ANNA });
    await running.until(id, "sent");
    const count = () => running.store.outbox.countParts("sim of m1", [0]);
    expect(await count()).toEqual([1]);
    await running.store.outbox.forgetParts(NOON);
    expect(await count()).toEqual([1]);
    await running.store.outbox.forgetParts(NOON + MINUTE);
    expect(await count()).toEqual([0]);
  });
});
