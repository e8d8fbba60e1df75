import { expect, test } from "bun:test";
import { LONE_GATEWAY } from "../../../lib/routing/index.ts";
import { message } from "../../store/outgoing.ts";
import { eachDatabase } from "../../support/database.ts";
import { eventually } from "../../support/eventually.ts";
import { createScriptedTransport, failure } from "../../support/scripted-transports.ts";
import { ANNA, BERND, CLARA, LONG, runOutbox, several } from "./running-outbox.ts";

eachDatabase("the outbox", (databases) => {
  test("sends what is accepted, and records each part's reference", async () => {
    const { accept, until, find, transport } = await runOutbox(databases);
    const [id = 0] = await accept({ text: LONG });
    await until(id, "sent");
    const { parts, message } = await find(id);
    expect(parts.map(({ state, reference, modem, sim }) => ({ state, reference, modem, sim }))).toEqual(
      [1, 2, 3].map((reference) => ({ state: "sent", reference, modem: "m1", sim: "sim of m1" })),
    );
    expect(transport.sent.map(({ part, total, reference }) => [part, total, reference])).toEqual(
      [1, 2, 3].map((part) => [part, 3, message.concatReference]),
    );
    expect(transport.sent.map(({ text }) => text).join("")).toBe(LONG);
    expect(transport.sent.map(({ more }) => more)).toEqual([true, true, false]);
  });

  test.each([
    ["what another gateway accepted is found within half a minute, should its announcement get lost", 32_000, {}],
    ["what a command has queued is found by a lone gateway within seconds", 6_500, LONE_GATEWAY],
  ])("%s", async (_, within, settings) => {
    const { store, clock, advance, until } = await runOutbox(databases, {
      settings,
      through: (store) => ({ ...store, onAccepted: () => () => undefined }),
    });
    // It has looked, and found nothing.
    await advance(1_000);
    const now = clock.now();
    const [id = 0] = await store.outbox.accept([message({ sendAt: now, expiresAt: now + 3_600_000 })], now);
    await advance(within);
    await until(id, "sent");
  });

  test("a part is on disk as sending before the modem gets it, and its reference before the next part goes", async () => {
    const { accept, find, transport, until } = await runOutbox(databases);
    const first = transport.hold();
    const [id = 0] = await accept({ text: LONG });
    await first.arrived;
    expect((await find(id)).parts.map(({ state }) => state)).toEqual(["sending", "open", "open"]);
    const second = transport.hold();
    first.release({ ok: true, value: { reference: 77 } });
    await second.arrived;
    const { parts } = await find(id);
    expect(parts.map(({ state, reference }) => [state, reference])).toEqual([
      ["sent", 77],
      ["sending", undefined],
      ["open", undefined],
    ]);
    second.release();
    await until(id, "sent");
  });

  test("a modem gets its prompt ready while the part is being recorded, and nothing goes before it is", async () => {
    const recorded = Promise.withResolvers<void>();
    const { accept, transport, until } = await runOutbox(databases, {
      through: (store) => ({
        ...store,
        partSending: (...args) => recorded.promise.then(() => store.partSending(...args)),
      }),
    });
    // The first is begun with its claim, before the line is asked.
    const [, id = 0] = await accept(...several(2));
    await eventually("the line to be asked for the second", async () => transport.asked === 2);
    expect(transport.sent).toHaveLength(1);
    recorded.resolve();
    await until(id, "sent");
    expect(transport.sent).toHaveLength(2);
    expect(transport.asked).toBe(2);
  });

  test("nothing goes of a message whose claim was lost, and the line goes on with the next", async () => {
    let lost = 0;
    const { accept, transport, find, until } = await runOutbox(databases, {
      through: (store) => ({
        ...store,
        partSending: async (claim, ...rest) =>
          claim.message.recipient === ANNA && ++lost > 0 ? "claim-lost" : store.partSending(claim, ...rest),
      }),
    });
    const [, ofAnna = 0, ofBernd = 0] = await accept({ recipient: CLARA }, { recipient: ANNA }, { recipient: BERND });
    await until(ofBernd, "sent");
    expect(transport.sent.map(({ to }) => to)).toEqual([CLARA, BERND]);
    expect(lost).toBe(1);
    // Whoever took the claim over tells what becomes of it.
    expect((await find(ofAnna)).message.state).toBe("sending");
  });

  test("priority goes before time, and time before nothing else", async () => {
    const { accept, until, transport } = await runOutbox(databases);
    const held = transport.hold();
    const [first = 0] = await accept({ recipient: "+491709999999", text: "held" });
    await held.arrived;
    // The one behind it was looked for when nothing was there.
    const ids = await accept(
      { recipient: ANNA, text: "low", priority: 0 },
      { recipient: BERND, text: "normal" },
      { recipient: CLARA, text: "high", priority: 2 },
    );
    held.release();
    await until(first, "sent");
    for (const id of ids) await until(id, "sent");
    expect(transport.sent.map(({ text }) => text)).toEqual(["held", "high", "normal", "low"]);
  });

  test("one recipient's messages keep their order over several lines", async () => {
    const transports = [createScriptedTransport("m1"), createScriptedTransport("m2"), createScriptedTransport("m3")];
    const { accept, until } = await runOutbox(databases, { transports });
    const order: string[] = [];
    for (const transport of transports) {
      transport.answers = Array.from({ length: 40 }, (_, at) => ({ text }) => {
        order.push(text);
        return { ok: true, value: { reference: at } };
      });
    }
    const texts = Array.from({ length: 30 }, (_, at) => String(at).padStart(2, "0"));
    const ids = await accept(...texts.map((text) => ({ text })));
    for (const id of ids) await until(id, "sent");
    expect(order).toEqual(texts);
  });

  test("several lines share the work, and none sends what another has", async () => {
    const transports = [createScriptedTransport("m1"), createScriptedTransport("m2"), createScriptedTransport("m3")];
    const holds = transports.map((transport) => transport.hold());
    const { accept, until } = await runOutbox(databases, { transports });
    const ids = await accept(
      ...Array.from({ length: 30 }, (_, at) => ({ recipient: `+4917${10_000_000 + at}`, text: `text ${at}` })),
    );
    await Promise.all(holds.map(({ arrived }) => arrived));
    for (const held of holds) held.release();
    for (const id of ids) await until(id, "sent");
    const texts = transports.flatMap((transport) => transport.sent.map(({ text }) => text));
    expect(texts).toHaveLength(30);
    expect(new Set(texts).size).toBe(30);
  });

  test("a message that waits or fails holds up no other", async () => {
    const { accept, until, transport } = await runOutbox(databases);
    transport.answers = [failure("retry"), failure("permanent", "no such number")];
    const [waits = 0, fails = 0, goes = 0] = await accept(
      { recipient: ANNA },
      { recipient: BERND },
      { recipient: CLARA, text: "goes" },
    );
    await until(goes, "sent");
    expect(await until(fails, "failed")).toMatchObject({ lastError: "no such number" });
    expect(await until(waits, "queued")).toMatchObject({ attempts: 1, lastError: "refused" });
  });

  test("a slow line gives the message behind the one on its wire to a line with nothing to do", async () => {
    const slow = createScriptedTransport("slow");
    const other = createScriptedTransport("other");
    other.ready = false;
    const { accept, until, clock, transports, find } = await runOutbox(databases, { transports: [slow, other] });
    const held = slow.hold();
    const [first = 0, second = 0] = await accept({ recipient: ANNA }, { recipient: BERND, text: "behind" });
    await held.arrived;
    await until(second, "sending");
    other.ready = true;
    transports.changed();
    await clock.advance(0);
    await eventually("the look-ahead to be given back", async () => {
      await clock.advance(2_000);
      return (await find(second)).message.state === "sent";
    });
    expect(other.sent.map(({ text }) => text)).toEqual(["behind"]);
    held.release();
    await until(first, "sent");
    expect(slow.sent).toHaveLength(1);
  });

  test("a message not due yet goes when its time has come", async () => {
    const { accept, advance, until, clock, transport, find } = await runOutbox(databases);
    const [id = 0] = await accept({ sendAt: clock.now() + 600_000 });
    await advance(9 * 60_000);
    expect((await find(id)).message.state).toBe("queued");
    expect(transport.sent).toEqual([]);
    await eventually("the ten minutes to pass", async () => {
      await advance(5_000);
      return transport.sent.length === 1;
    });
    await until(id, "sent");
  });

  test("a message whose validity passes while no line is ready expires and is never sent", async () => {
    const transport = createScriptedTransport("m1");
    transport.ready = false;
    const { accept, advance, find, until, clock, transports, events } = await runOutbox(databases, {
      transports: [transport],
    });
    const [id = 0] = await accept({ expiresAt: clock.now() + 60_000 });
    await eventually("the validity to pass", async () => {
      await advance(15_000);
      return (await find(id)).message.state === "expired";
    });
    await eventually("the event", () => events.ofKind("message.expired").length === 1);
    expect(events.ofKind("message.expired")).toMatchObject([
      { severity: "warning", messageId: id, message: "The message to +4917…11 was not sent: its validity has passed" },
    ]);
    transport.ready = true;
    transports.changed();
    const [later = 0] = await accept({ text: "later" });
    await until(later, "sent");
    expect(transport.sent.map(({ text }) => text)).toEqual(["later"]);
  });

  test("a whole queue that expires is a hundred events, and one for the others", async () => {
    const transport = createScriptedTransport("m1");
    transport.ready = false;
    const { accept, advance, clock, events } = await runOutbox(databases, { transports: [transport] });
    const expiresAt = clock.now() + 60_000;
    await accept(...Array.from({ length: 450 }, (_, at) => ({ recipient: `+4917${10_000_000 + at}`, expiresAt })));
    await eventually("all events", async () => {
      await advance(15_000);
      return events.ofKind("message.expired").length === 101;
    });
    expect(events.ofKind("message.expired").at(-1)).toMatchObject({
      message: "350 more messages were not sent: their validity has passed",
      details: { messages: 350 },
    });
  });

  test("lines that come take part, and a line that goes sends all parts of the message in hand and no other message", async () => {
    const first = createScriptedTransport("m1");
    const second = createScriptedTransport("m2");
    const { accept, until, transports } = await runOutbox(databases, { transports: [first] });
    const held = first.hold();
    const [long = 0] = await accept({ recipient: ANNA, text: LONG });
    await held.arrived;
    transports.set([second]);
    const [other = 0] = await accept({ recipient: BERND, text: "hello" });
    await until(other, "sent");
    held.release();
    await until(long, "sent");
    expect(first.sent.map(({ part }) => part)).toEqual([1, 2, 3]);
    expect(second.sent.map(({ to }) => to)).toEqual([BERND]);
  });

  test("a message for a pool goes over a line of that pool only", async () => {
    const plain = createScriptedTransport("plain");
    const north = createScriptedTransport("north 1", { pool: "north" });
    const { accept, until } = await runOutbox(databases, { transports: [plain, north] });
    const ids = await accept(
      ...Array.from({ length: 6 }, (_, at) => ({ recipient: `+4917000000${at}${at}`, pool: "north" })),
    );
    for (const id of ids) await until(id, "sent");
    expect([plain.sent.length, north.sent.length]).toEqual([0, 6]);
  });

  test("a text that no message can carry fails with the reason, and the next one goes", async () => {
    const { accept, until, events } = await runOutbox(databases);
    const [tooLong = 0, next = 0] = await accept({ text: "x".repeat(50_000) }, { recipient: BERND });
    await until(next, "sent");
    expect((await until(tooLong, "failed")).lastError).toContain("255");
    expect(events.ofKind("message.failed")).toMatchObject([{ severity: "error", messageId: tooLong }]);
  });

  test("a ring rings for the set time and its outcome is in the timeline", async () => {
    const { accept, until, find, transport } = await runOutbox(databases);
    transport.ringAnswers = [
      { ok: true, value: "answered" },
      { ok: true, value: "busy" },
      { ok: true, value: "not-allowed" },
    ];
    const ring = { kind: "ring", text: "" } as const;
    const [answered = 0, busy = 0, forbidden = 0] = await accept(
      { ...ring, recipient: ANNA },
      { ...ring, recipient: BERND },
      { ...ring, recipient: CLARA },
    );
    await until(answered, "sent");
    await until(forbidden, "failed");
    expect(await until(busy, "queued")).toMatchObject({ attempts: 1, lastError: "busy" });
    expect((await find(answered)).timeline.at(-1)).toMatchObject({ state: "sent", detail: "answered" });
    expect(transport.rings).toEqual([ANNA, BERND, CLARA]);
    expect(transport.sent).toEqual([]);
  });
});
