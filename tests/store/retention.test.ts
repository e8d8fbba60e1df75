import { expect, test } from "bun:test";
import type { RetentionTask } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";
import { sqlOn } from "../support/sql.ts";
import { startGateway } from "./gateway.ts";
import { ANNA, accept, BERND, DAY, MINUTE, NOON, report } from "./outgoing.ts";

const LATER = NOON + 30 * DAY;
const HOUR = 60 * MINUTE;
const STEP = { after: 0, limit: 100 };
const older = (task: Pick<RetentionTask, "kind" | "what">, now = LATER) =>
  ({ ...task, before: now - DAY, now }) as RetentionTask;

eachDatabase("retention", (databases) => {
  async function opened() {
    const url = await databases.create();
    const store = await databases.open({ url });
    return { store, url, sending: await startGateway(store) };
  }

  test("what ended before its time is deleted with its parts and timeline; what may still change stays", async () => {
    const { store, url, sending } = await opened();
    const { outbox, retention } = store;
    const delivered = await sending.sentMessage({ reference: 17 });
    await outbox.recordReport(report());
    const waitsForReport = await sending.sentMessage({ recipient: BERND, reference: 18 });
    const unknown = await sending.unknownMessage({ recipient: "+491600000001" });
    const queued = await accept(store, { recipient: "+491600000002", sendAt: LATER, expiresAt: LATER + DAY });
    const task = older({ kind: "sent", what: "rows" }, NOON + DAY + 2 * MINUTE);

    expect(await retention.count(task, STEP)).toMatchObject({ rows: 1, isMore: false });
    expect(await outbox.find(delivered)).toBeDefined();
    expect(await retention.remove(task, STEP)).toMatchObject({ rows: 1, isMore: false });
    expect(await outbox.find(delivered)).toBeUndefined();
    for (const table of ["outgoing_parts", "outgoing_timeline"]) {
      expect(await sqlOn(url, `select * from ${table} where message_id = ${delivered}`)).toEqual([]);
    }
    // Its validity, and a day more, are over: no report comes any more.
    expect(await retention.remove(older({ kind: "sent", what: "rows" }), STEP)).toMatchObject({ rows: 1 });
    expect(await outbox.find(waitsForReport)).toBeUndefined();
    expect((await outbox.find(unknown))?.message.state).toBe("unknown");
    expect((await outbox.find(queued))?.message.state).toBe("queued");
    expect(await retention.countRows("sent", STEP)).toMatchObject({ rows: 2, isMore: false });
  });

  test("a step looks at so many rows, and the next one goes on behind them", async () => {
    const { store } = await opened();
    for (const number of ["1", "2", "3", "4", "5"]) {
      const id = await accept(store, { recipient: `+49160000000${number}` });
      await store.outbox.cancel(id, NOON);
    }
    const task = older({ kind: "sent", what: "rows" });
    const first = await store.retention.remove(task, { after: 0, limit: 2 });
    expect(first).toMatchObject({ rows: 2, isMore: true, isPast: false });
    const second = await store.retention.remove(task, { after: first.reached, limit: 2 });
    expect(second).toMatchObject({ rows: 2, isMore: true });
    const third = await store.retention.remove(task, { after: second.reached, limit: 2 });
    expect(third).toMatchObject({ rows: 1, isMore: false });
  });

  test("of more rows than are kept, the oldest go", async () => {
    const { store } = await opened();
    const ids: number[] = [];
    for (const number of ["1", "2", "3", "4"]) {
      const id = await accept(store, { recipient: `+49160000000${number}` });
      await store.outbox.cancel(id, NOON);
      ids.push(id);
    }
    const below = { came: NOON, id: ids[2] ?? 0 };
    const hour = Math.floor(NOON / HOUR);
    expect(await store.retention.hours("sent", STEP)).toEqual({
      hours: [{ hour, rows: 4 }],
      reached: ids[3] ?? 0,
      isMore: false,
    });
    const { rows } = await store.retention.inHour("sent", { ...STEP, hour });
    expect(rows).toEqual(ids.map((id) => ({ came: NOON, id })));
    expect((await store.retention.inHour("sent", { ...STEP, hour: hour - 1 })).rows).toEqual([]);
    const task = { kind: "sent" as const, what: "rows" as const, below, now: NOON };
    expect(await store.retention.remove(task, STEP)).toMatchObject({ rows: 2, isMore: false });
    expect(await Promise.all(ids.map((id) => store.outbox.find(id).then((found) => found !== undefined)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect(await store.retention.countRows("sent", STEP)).toMatchObject({ rows: 2 });
    expect(await store.retention.oldest("sent")).toBe(NOON);
  });

  test("texts go with the PDUs that hold them, once; the rest of the message stays, and it is not sent again", async () => {
    const { store, url, sending } = await opened();
    const id = await sending.sentMessage({ reference: 17 });
    await store.outbox.recordReport(report());
    const failed = await accept(store, { text: "the secret", recipient: BERND });
    await store.outbox.cancel(failed, NOON);
    const ring = await accept(store, { kind: "ring", text: "", recipient: "+491600000001" });
    await store.outbox.cancel(ring, NOON);
    const task = older({ kind: "sent", what: "texts" });
    expect(await store.retention.remove(task, STEP)).toMatchObject({ rows: 2 });
    expect(await store.retention.remove(task, STEP)).toMatchObject({ rows: 0 });
    const found = await store.outbox.find(id);
    expect(found?.message).toMatchObject({ text: "", textGone: true, recipient: ANNA, state: "delivered" });
    expect(found?.parts).toMatchObject([{ pdu: "", reference: 17 }]);
    expect((await store.outbox.find(ring))?.message.textGone).toBeUndefined();
    expect(await store.outbox.resend(failed, LATER)).toEqual({ ok: false, problem: { kind: "text-gone" } });
    const texts = await sqlOn(url, "select text from outgoing_messages where text <> ''");
    expect(texts).toEqual([]);
  });

  test("a message that an open alarm has sent stays until the alarm is over", async () => {
    const { store, url } = await opened();
    const id = await accept(store);
    await store.outbox.cancel(id, NOON);
    const alarm = `insert into alarms (number, is_active, policy_key, policy, title, text, severity, source, state, count, opened_at,
      begun_at, changed_at) values (1, 1, 'p', '{}', 't', 't', 'critical', '{}', 'open', 1, 1, 1, 1)`;
    await sqlOn(url, alarm);
    await sqlOn(
      url,
      `insert into alarm_tellings (alarm_id, person, way, address, step, round, created_at, message_id)
       values ((select max(id) from alarms), 'Anna', 'sms', '${ANNA}', 1, 1, 1, ${id})`,
    );
    const task = older({ kind: "sent", what: "rows" });
    expect(await store.retention.remove(task, STEP)).toMatchObject({ rows: 0 });
    await sqlOn(url, "update alarms set is_active = 0, state = 'resolved'");
    expect(await store.retention.remove(task, STEP)).toMatchObject({ rows: 1 });
  });

  test("records of opt-outs go by retention alone, but for the one by which a number is opted out", async () => {
    const { store, url } = await opened();
    const ask = (number: string, action: "opt-out" | "opt-in") =>
      store.optOuts.ask({ number, action, at: NOON, door: "command" });
    await ask(ANNA, "opt-out");
    await ask(ANNA, "opt-in");
    await ask(ANNA, "opt-out");
    await ask(BERND, "opt-out");
    await ask(BERND, "opt-in");
    expect(await store.retention.remove(older({ kind: "audit", what: "rows" }), STEP)).toMatchObject({ rows: 4 });
    const { records } = await store.optOuts.audit({}, { limit: 10 });
    expect(records).toMatchObject([{ number: ANNA, action: "opt-out" }]);
    expect(await sqlOn(url, "select * from audit_clearance")).toEqual([]);
    await expect(sqlOn(url, "delete from opt_out_audit")).rejects.toThrow("never changed or deleted");
  });

  test("events go by their age", async () => {
    const { store } = await opened();
    store.events.keep({ severity: "info", kind: "gateway.started", message: "started" });
    await store.events.flush();
    const now = Date.now();
    const task = { kind: "events", what: "rows", now } as const;
    expect(await store.retention.remove({ ...task, before: now - DAY }, STEP)).toMatchObject({ rows: 0 });
    expect(await store.retention.remove({ ...task, before: now + DAY }, STEP)).toMatchObject({ rows: 1 });
  });

  test("the size is told; SQLite's file gives its free pages back a few at a time", async () => {
    const { store, url } = await opened();
    const size = await store.retention.size();
    expect(size.octets).toBeGreaterThan(0);
    if (databases.dialect === "postgres") {
      expect(await store.retention.shrink(10)).toEqual({ freed: 0, free: 0 });
      return;
    }
    expect(size.canShrink).toBe(true);
    await sqlOn(
      url,
      `create table filler as with recursive counted (n) as (select 1 union all select n + 1 from counted where n < 20)
        select hex(randomblob(100000)) as octets from counted`,
    );
    await sqlOn(url, "drop table filler");
    const before = await store.retention.size();
    const free = (before.freeOctets ?? 0) / 4096;
    expect(free).toBeGreaterThan(500);
    expect(await store.retention.shrink(200)).toEqual({ freed: 200, free: free - 200 });
    // Others free pages between two steps.
    await sqlOn(url, "create table filler as select hex(randomblob(2000000)) as octets");
    await sqlOn(url, "drop table filler");
    while ((await store.retention.shrink(200)).free > 0);
    await store.retention.fold();
    expect(Bun.file(url.slice("sqlite:".length)).size).toBeLessThan(before.octets - 500 * 4096);
  });
});
