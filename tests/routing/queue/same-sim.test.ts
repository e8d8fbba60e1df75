import { expect, test } from "bun:test";
import type { DeliveryReport } from "../../../lib/messages/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createScriptedTransport, failure, type ScriptedTransport } from "../../support/scripted-transports.ts";
import { ANNA, BERND, CLARA, LONG, type RunningOutbox, runOutbox } from "./running-outbox.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Lets time pass until a line was given so many parts. */
async function given(running: RunningOutbox, transport: ScriptedTransport, parts: number): Promise<void> {
  await eventually(`${parts} parts on ${transport.name}`, async () => {
    if (transport.sent.length >= parts) return true;
    await running.advance(SECOND);
    return false;
  });
}

/** Sends the first part of a long message by `line`, which loses the second. */
async function beginOn(running: RunningOutbox, transport: ScriptedTransport): Promise<number> {
  const others = running.transports.transports().filter((other) => other !== transport) as ScriptedTransport[];
  for (const other of others) other.ready = false;
  transport.answers = [
    { ok: true, value: { reference: 17 } },
    () => {
      transport.ready = false;
      return failure("transport-lost", "unplugged");
    },
  ];
  const [id = 0] = await running.accept({ recipient: ANNA, text: LONG });
  await given(running, transport, 2);
  await running.until(id, "queued");
  for (const other of others) other.ready = true;
  running.transports.changed();
  return id;
}

const partsOn = (transport: ScriptedTransport, to = ANNA) =>
  transport.sent.filter((part) => part.to === to).map(({ part }) => part);
const referencesOn = (transport: ScriptedTransport) => [...new Set(transport.sent.map(({ reference }) => reference))];

const report = (running: RunningOutbox, changed: Partial<DeliveryReport>): DeliveryReport => ({
  modem: "m1",
  sim: "sim of m1",
  reference: 17,
  recipient: ANNA,
  outcome: "completed",
  statusCode: 0,
  dischargedAt: running.clock.now(),
  receivedAt: running.clock.now(),
  ...changed,
});

eachDatabase("the rest of a long message", (databases) => {
  const twoLines = () => [createScriptedTransport("m1"), createScriptedTransport("m2")] as const;

  test("goes by the SIM of its first parts after a refusal, though another line has nothing to do", async () => {
    const [m1, m2] = twoLines();
    m2.ready = false;
    const running = await runOutbox(databases, { transports: [m1, m2] });
    m1.answers = [
      { ok: true, value: { reference: 17 } },
      failure("retry", "network out of order"),
      failure("no-answer"),
    ];
    const [id = 0] = await running.accept({ recipient: ANNA, text: LONG });
    await given(running, m1, 2);
    m2.ready = true;
    running.transports.changed();
    await given(running, m1, 5);
    const message = await running.until(id, "sent");
    expect([partsOn(m1), partsOn(m2)]).toEqual([[1, 2, 2, 2, 3], []]);
    expect(referencesOn(m1)).toHaveLength(1);
    expect(message.mayBeDuplicate).toBe(false);
    // Refused twice: not at once, but each time after a pause.
    expect(running.clock.now() - message.createdAt).toBe(15 * SECOND);
  });

  test("waits for its SIM while others go on, and ends unmarked when it comes back in time", async () => {
    const [m1, m2] = twoLines();
    const running = await runOutbox(databases, { transports: [m1, m2] });
    const id = await beginOn(running, m1);
    const others = await running.accept({ recipient: BERND }, { recipient: ANNA, text: "short" });
    for (const other of others) await running.until(other, "sent");
    await running.advance(110 * SECOND);
    expect(partsOn(m2)).toEqual([1]);
    m1.ready = true;
    running.transports.changed();
    const message = await running.until(id, "sent");
    expect(partsOn(m1)).toEqual([1, 2, 2, 3]);
    expect(referencesOn(m1)).toHaveLength(1);
    expect(message.mayBeDuplicate).toBe(false);
  });

  test("goes with the whole message by another SIM after two minutes: new reference, marked, and in the timeline", async () => {
    const [m1, m2] = twoLines();
    const running = await runOutbox(databases, { transports: [m1, m2] });
    const id = await beginOn(running, m1);
    await running.advance(100 * SECOND);
    expect(partsOn(m2)).toEqual([]);
    await running.advance(30 * SECOND);
    const message = await running.until(id, "sent");
    expect([partsOn(m1), partsOn(m2)]).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
    expect(referencesOn(m2)).not.toEqual(referencesOn(m1));
    expect(message).toMatchObject({ mayBeDuplicate: true, modem: "m2", attempts: 1 });
    const { timeline } = await running.find(id);
    const details = timeline.flatMap(({ detail }) => detail ?? []).join("\n");
    expect(details).toContain("the SIM of its first parts has not come back");
    expect(details).toContain("the first parts went by the SIM sim of m1");
  });

  test("waits as long as the setting says", async () => {
    const [m1, m2] = twoLines();
    const running = await runOutbox(databases, { transports: [m1, m2], settings: { simPatienceMs: 20 * SECOND } });
    const id = await beginOn(running, m1);
    await running.advance(15 * SECOND);
    expect(partsOn(m2)).toEqual([]);
    await running.advance(15 * SECOND);
    await running.until(id, "sent");
    expect(partsOn(m2)).toEqual([1, 2, 3]);
  });

  test("goes on by its SIM after the wait too when there is no other", async () => {
    const m1 = createScriptedTransport("m1");
    const running = await runOutbox(databases, { transports: [m1] });
    const id = await beginOn(running, m1);
    await running.advance(10 * MINUTE);
    m1.ready = true;
    running.transports.changed();
    const message = await running.until(id, "sent");
    expect(partsOn(m1)).toEqual([1, 2, 2, 3]);
    expect(message.mayBeDuplicate).toBe(false);
  });

  test("follows the SIM into another modem, and is not sent by another SIM in the same modem", async () => {
    const [m1, m2] = twoLines();
    const running = await runOutbox(databases, { transports: [m1, m2] });
    const id = await beginOn(running, m1);
    const [before, other] = [m1.sim, m2.sim];
    m1.sim = other;
    m1.ready = true;
    m2.ready = false;
    running.transports.changed();
    await running.until((await running.accept({ recipient: CLARA }))[0] ?? 0, "sent");
    expect(partsOn(m1)).toEqual([1, 2]);
    m2.sim = before;
    m2.ready = true;
    running.transports.changed();
    const message = await running.until(id, "sent");
    expect(partsOn(m2)).toEqual([2, 3]);
    expect(referencesOn(m2)).toEqual([m1.sent[0]?.reference]);
    expect(message.mayBeDuplicate).toBe(false);
  });

  test("waits for its SIM after a clean restart and after a crash", async () => {
    for (const ending of ["clean", "crash"] as const) {
      const url = await databases.create();
      const first = await runOutbox(databases, { url });
      const held = first.transport.hold();
      const [id = 0] = await first.accept({ recipient: ANNA, text: LONG });
      await held.arrived;
      const stopping = ending === "clean" ? first.outbox.stop() : undefined;
      const second = first.transport.hold();
      held.release({ ok: true, value: { reference: 9 } });
      await (stopping ?? second.arrived);
      // Away for longer than the wait: it begins with the start.
      await first.clock.advance(10 * MINUTE);
      const m2 = createScriptedTransport("m2");
      const m1 = createScriptedTransport("m1");
      m1.ready = false;
      const after = await runOutbox(databases, { url, clock: first.clock, transports: [m2, m1] });
      await after.until((await after.accept({ recipient: BERND }))[0] ?? 0, "sent");
      await after.advance(60 * SECOND);
      expect(partsOn(m2)).toEqual([]);
      m1.ready = true;
      after.transports.changed();
      const message = await after.until(id, "sent");
      expect(partsOn(m1)).toEqual([2, 3]);
      expect(message.mayBeDuplicate).toBe(ending === "crash");
      // The first life never gets its answer before: as far as the database knows, it was gone.
      second.release();
      await first.outbox.stop();
    }
  });

  test("is moved by no rule while it waits, and goes where the rules say after that", async () => {
    const url = await databases.create();
    const first = await runOutbox(databases, { url });
    const id = await beginOn(first, first.transport);
    await first.outbox.stop();
    const [m2, m3] = [createScriptedTransport("m2"), createScriptedTransport("m3")];
    const routes = ["+49=modem:m3"];
    const after = await runOutbox(databases, { url, clock: first.clock, transports: [m2, m3], routes });
    await after.advance(100 * SECOND);
    expect([m2.sent, m3.sent]).toEqual([[], []]);
    await after.advance(30 * SECOND);
    await after.until(id, "sent");
    expect([partsOn(m2), partsOn(m3)]).toEqual([[], [1, 2, 3]]);
  });

  test("whose first parts are abandoned: reports about them settle nothing of the second try, nor of other messages", async () => {
    const [m1, m2] = twoLines();
    const running = await runOutbox(databases, { transports: [m1, m2], settings: { unknownPolicy: "hold" } });
    const id = await beginOn(running, m1);
    await running.advance(130 * SECOND);
    await running.until(id, "sent");
    // To the same telephone by the first SIM, and nobody knows whether it went.
    m1.ready = true;
    m1.answers = [failure("unknown-outcome")];
    running.transports.changed();
    const [unknown = 0] = await running.accept({ recipient: ANNA, askedModem: "m1" });
    await running.until(unknown, "unknown");

    const match = await running.outbox.recordReport(report(running, {}));
    expect(match).toMatchObject({ matched: true, messageId: id, position: 1, messageState: "sent" });
    expect((await running.find(id)).parts.map(({ state }) => state)).toEqual(["sent", "sent", "sent"]);
    expect((await running.find(unknown)).message.state).toBe("unknown");
    expect((await running.find(id)).timeline.at(-1)).toMatchObject({
      state: "delivered",
      position: 1,
      detail: "report for the earlier try: completed, status 0",
    });
    // The second try's own reports settle it.
    for (const { reference } of (await running.find(id)).parts) {
      await running.outbox.recordReport(report(running, { modem: "m2", sim: m2.sim, reference: reference ?? 0 }));
    }
    expect((await running.find(id)).message.state).toBe("delivered");
  });
});
