import { expect, test } from "bun:test";
import type { StatisticsOutcome, StatisticsQuery } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { sqlOn } from "../support/sql.ts";
import { startGateway } from "./gateway.ts";
import { accept, message, NOON } from "./outgoing.ts";

const HOUR = 3_600_000;
const QUARTER = NOON - (NOON % (HOUR / 4));
const DAY = { start: QUARTER - 12 * HOUR, end: QUARTER + 12 * HOUR };

/** What is counted in one period, all together. */
async function totals(
  store: Store,
  query: Partial<StatisticsQuery> = {},
): Promise<Partial<Record<StatisticsOutcome, number>>> {
  const rows = await store.statistics.count({ periods: [DAY], by: [], limit: 100, ...query });
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
}

eachDatabase("statistics", (databases) => {
  test("each message counts once as accepted, and once as each thing that became of it", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    await gateway.sentMessage({ reference: 1 });
    await accept(store, { recipient: "+4917" });
    const failing = await gateway.claimWithParts();
    await store.outbox.settle(failing, { state: "failed", at: NOON + 1, error: "refused" });
    const cancelled = await accept(store, { recipient: "+4918" });
    await store.outbox.cancel(cancelled, NOON + 1);
    await accept(store, { recipient: "+4919" });
    expect(await totals(store)).toEqual({ accepted: 4, sent: 1, failed: 1 });
    expect(await totals(store, { periods: [{ start: QUARTER + HOUR, end: QUARTER + 2 * HOUR }] })).toEqual({});
  });

  test("stay after what they count was deleted", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const id = await gateway.sentMessage({ reference: 1 });
    expect(await store.archive.removeOutgoing(id)).toBe("removed");
    expect(await totals(store)).toEqual({ accepted: 1, sent: 1 });
  });

  test("are the same while messages are new, once they are listed, and after they are merged", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const gateway = await startGateway(store);
    for (let reference = 1; reference <= 3; reference++) await gateway.sentMessage({ reference });
    const before = await totals(store);
    for (let at = 0; at < 700; at++) await accept(store, { recipient: `+4916${at}` });
    await store.outbox.sumCounts();
    expect(await totals(store)).toEqual({ ...before, accepted: 703 });
    await store.outbox.sumCounts();
    expect(await totals(store)).toEqual({ ...before, accepted: 703 });
  });

  test("are kept apart by modem, user and channel, and narrowed to one of each", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    await gateway.sentMessage({ reference: 1 });
    const rows = await store.statistics.count({ periods: [DAY], by: ["modem", "channel"], limit: 100 });
    expect(rows).toEqual([
      { start: DAY.start, outcome: "accepted", modem: "", userId: 0, channel: "sms", count: 1 },
      { start: DAY.start, outcome: "sent", modem: "modem-1", userId: 0, channel: "sms", count: 1 },
    ]);
    expect(await totals(store, { modem: "modem-2" })).toEqual({});
    expect(await totals(store, { modem: "modem-1" })).toEqual({ sent: 1 });
    expect(await totals(store, { channel: "telegram" })).toEqual({});
    expect(await totals(store, { userId: 999 })).toEqual({});
  });

  test("agree with the messages themselves after every move of many", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const gateway = await startGateway(store);
    for (let at = 0; at < 40; at++) {
      await accept(store, { recipient: `+4915${at}` });
      const claim = await gateway.claimWithParts();
      if (at % 4 === 0) {
        const later = { state: "queued", at: NOON, dueAt: NOON + HOUR, error: "no", countAttempt: true } as const;
        await store.outbox.settle(claim, later);
      } else if (at % 4 === 1) await store.outbox.settle(claim, { state: "failed", at: NOON, error: "no" });
      else {
        await gateway.sendParts(claim, { reference: at, at: NOON });
        await store.outbox.settle(claim, { state: "sent", at: NOON });
      }
    }
    const states = await store.outbox.countByState();
    expect(await totals(store)).toEqual({ accepted: 40, sent: states.sent, failed: states.failed });
    await sqlOn(url, "delete from outgoing_messages");
    expect(await totals(store)).toEqual({ accepted: 40, sent: states.sent, failed: states.failed });
  });

  test("of one user are reset, of new messages too, and what those become later counts", async () => {
    const store = await databases.open();
    const gateway = await startGateway(store);
    const accepted = async (userId: number) => void (await accept(store, { userId }));
    await accepted(1);
    const claim = await gateway.claimWithParts();
    for (const user of [1, 1, 2]) await accepted(user);
    await store.outbox.sumCounts();
    await accepted(1);
    await store.statistics.reset(1);
    expect(await totals(store, { userId: 1 })).toEqual({});
    expect(await totals(store, { userId: 2 })).toEqual({ accepted: 1 });
    await gateway.sendParts(claim, { reference: 1, at: NOON });
    expect(await store.outbox.settle(claim, { state: "sent", at: NOON })).toBe("written");
    await accepted(1);
    expect(await totals(store)).toEqual({ accepted: 2, sent: 1 });
    expect(await totals(store, { userId: 1 })).toEqual({ accepted: 1, sent: 1 });
  });

  test("of many years are reset in steps that leave nothing out", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    for (const user of [1, 2]) {
      await sqlOn(
        url,
        `with recursive slots(at) as (select 0 union all select at + 1 from slots where at < 7999)
          insert into message_statistics select at / 3 * cast(900000 as bigint), 'sent', 'modem-' || (at % 3), ${user}, 'sms', 1 from slots`,
      );
    }
    await store.statistics.reset(2);
    const periods = [{ start: 0, end: NOON }];
    expect(await totals(store, { periods, userId: 2 })).toEqual({});
    expect(await totals(store, { periods, userId: 1 })).toEqual({ sent: 8000 });
  });

  test("count what was received, once it is whole", async () => {
    const store = await databases.open();
    const part = { modem: "modem-1", sim: "sim-1", receivedAt: NOON, pdu: "00", sender: "+491701", text: "a" };
    await store.inbox.store({ ...part, dedupeKey: "1" });
    const pieces = [1, 2].map((part) => ({ reference: 42, total: 2, wide: false, part }));
    for (const concat of pieces) {
      expect(await totals(store, { modem: "modem-1" })).toEqual({ received: 1 });
      await store.inbox.store({ ...part, concat, dedupeKey: `of two, ${concat.part}` });
    }
    expect(await totals(store, { modem: "modem-1" })).toEqual({ received: 2 });
  });

  test.each(["0015-statistics", "0026-counted-behind"])(
    "begin with what an earlier version has left, before %s",
    async (version) => {
      const url = await databases.createEmpty();
      const left = (state: string, settledAt: number | null = null) =>
        `insert into outgoing_messages
        (created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at, due_at, state, settled_at)
        values (${NOON}, '+491701', 'x', 'text', 0, 'sms', 1, 'test', ${NOON}, ${NOON}, ${NOON}, '${state}', ${settledAt})`;
      await leaveEarlierVersion(url, version, [
        left("queued"),
        left("delivered", NOON),
        left("undelivered", NOON),
        `insert into incoming_messages (channel, modem, sim, text, received_at, state, total)
        values ('sms', 'modem-1', 'sim-1', 'x', ${NOON}, 'complete', 1), ('sms', 'modem-1', 'sim-1', 'x', ${NOON}, 'waiting', 2)`,
      ]);
      const store = await databases.open({ url });
      const expected = { accepted: 3, sent: 2, delivered: 1, failed: 1, received: 1 };
      expect(await totals(store)).toEqual(expected);
      const numbers = Array.from({ length: 700 }, (_, at) => message({ recipient: `+4917${at}` }));
      await store.outbox.accept(numbers, NOON);
      await sqlOn(url, "delete from outgoing_messages where id % 7 = 0");
      expect(await totals(store)).toEqual({ ...expected, accepted: 703 });
    },
  );
});
