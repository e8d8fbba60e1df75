import { expect, test } from "bun:test";
import type { MessageEdit, NewMessage } from "../../../lib/messages/index.ts";
import {
  ANY_NUMBER,
  createMessageDesk,
  createNumberRules,
  createRoutes,
  type NumberSettings,
} from "../../../lib/routing/index.ts";
import { eachDatabase } from "../../support/database.ts";
import { recordEvents } from "../../support/recorded-events.ts";
import { createScriptedTransport, failure } from "../../support/scripted-transports.ts";
import { ANNA, BERND, type RunningOutbox, runOutbox } from "./running-outbox.ts";

eachDatabase("a person's command beside a running gateway", (databases) => {
  /** A gateway, and the store and events of a command in another process. */
  async function start(options: { policy?: "hold" } = {}) {
    const url = await databases.create();
    const transport = createScriptedTransport("m1");
    const running = await runOutbox(databases, {
      url,
      transports: [transport],
      settings: options.policy === undefined ? {} : { unknownPolicy: options.policy },
    });
    const store = await databases.open({ url, now: running.clock.now });
    const events = recordEvents();
    const desk = (numbers: NumberSettings = ANY_NUMBER) =>
      createMessageDesk({
        store: store.outbox,
        archive: store.archive,
        optOuts: store.optOuts,
        events,
        clock: running.clock,
        country: "DE",
        rules: () => createNumberRules({ country: "DE", ...numbers }),
        laneOf: createRoutes([]).laneOf,
      }).as({});
    return {
      running,
      transport,
      events,
      cancel: (id: number) => desk().cancel(id),
      resend: (id: number, numbers?: NumberSettings) => desk(numbers).resend(id),
      edit: (id: number, edit: MessageEdit) => desk().edit(id, edit),
    };
  }

  async function failed({ running, transport }: { running: RunningOutbox; transport: { answers: unknown[] } }) {
    transport.answers.push(failure("permanent"));
    const [id = 0] = await running.accept({ recipient: ANNA });
    await running.until(id, "failed");
    return id;
  }

  /** On PostgreSQL the gateway is told; on SQLite it looks at its queue every half a minute. */
  const waitMs = databases.dialect === "postgres" ? 0 : 31_000;

  test("a message that is sent again is sent within half a minute, and at once on PostgreSQL", async () => {
    const all = await start();
    const { running, transport, events } = all;
    const id = await failed(all);
    const result = await all.resend(id);
    expect(result).toMatchObject({ ok: true, value: { copy: id + 1 } });
    await running.advance(waitMs);
    expect(await running.until(id + 1, "sent")).toMatchObject({ recipient: ANNA, source: "resend" });
    expect(transport.sent).toHaveLength(2);
    expect(events.all).toEqual([
      {
        severity: "info",
        kind: "message.resent",
        message: `The message to +4917…11 was sent again as message ${id + 1}`,
        messageId: id,
        details: { copy: id + 1 },
      },
    ]);
  });

  test("a held message that is sent again goes itself, once", async () => {
    const all = await start({ policy: "hold" });
    const { running, transport, events } = all;
    transport.answers.push(failure("unknown-outcome"));
    const [id = 0] = await running.accept({ recipient: ANNA });
    await running.until(id, "unknown");
    // The modem that gave no answer rests.
    await running.advance(5_000);
    expect(await all.resend(id)).toMatchObject({ ok: true });
    await running.advance(waitMs);
    expect(await running.until(id, "sent")).toMatchObject({ mayBeDuplicate: true });
    expect(transport.sent).toHaveLength(2);
    expect(events.all.map(({ kind, message }) => [kind, message])).toEqual([
      ["message.resent", "The message to +4917…11 was queued again"],
    ]);
    expect(await all.resend(id)).toEqual({ ok: false, problem: { kind: "wrong-state", state: "sent" } });
    expect(events.all).toHaveLength(1);
  });

  test("a message on the wire is not cancelled, the one queued behind it is, and is never sent", async () => {
    const { running, transport, events, cancel } = await start();
    const held = transport.hold();
    const [first = 0, second = 0] = await running.accept({ recipient: ANNA }, { recipient: ANNA, text: "not this" });
    await held.arrived;
    expect(await cancel(first)).toEqual({ ok: false, problem: { kind: "wrong-state", state: "sending" } });
    expect(await cancel(second)).toMatchObject({ ok: true });
    held.release();
    await running.until(first, "sent");
    await running.advance(60_000);
    expect(transport.sent.map(({ text }) => text)).toEqual(["Hallo"]);
    expect(events.all).toEqual([
      {
        severity: "info",
        kind: "message.cancelled",
        message: "The message to +4917…11 was cancelled",
        messageId: second,
      },
    ]);
  });

  test("what may not be sent to any more is not sent again", async () => {
    const all = await start();
    const id = await failed(all);
    const blocked = { ...ANY_NUMBER, blocked: [{ prefix: "+49170" }] };
    expect(await all.resend(id, blocked)).toEqual({ ok: false, problem: { kind: "number-refused", why: "blocked" } });
    const call: Partial<NewMessage> = {
      recipient: "112",
      kind: "ring",
      text: "",
      sendAt: all.running.clock.now() + 1e9,
    };
    const [emergency = 0] = await all.running.accept({ ...call, expiresAt: all.running.clock.now() + 2e9 });
    await all.cancel(emergency);
    const why = { ok: false, problem: { kind: "number-refused", why: "emergency" } } as const;
    expect(await all.resend(emergency)).toEqual(why);
    expect(all.events.ofKind("message.resent")).toEqual([]);
    const [other = 0] = await all.running.accept({ recipient: BERND });
    await all.running.until(other, "sent");
    expect(all.transport.rings).toEqual([]);
  });
});
