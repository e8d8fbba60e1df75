import { describe, expect, test } from "bun:test";
import { NO_MESSAGES, type OutboxStore } from "../../lib/messages/index.ts";
import { eachDatabase } from "../support/database.ts";
import { leaveEarlierVersion } from "../support/earlier-version.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { sqlOn } from "../support/sql.ts";
import { startGateway } from "./gateway.ts";
import { accept, DAY, message, NOON } from "./outgoing.ts";

const insert = (count: number, state: string, settledAt: number | null = null) =>
  `insert into outgoing_messages
    (created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at, due_at, state, settled_at)
    values ${Array.from({ length: count }, () => `(${NOON}, '+491701', 'x', 'text', 0, 'sms', 1, 'test', ${NOON}, ${NOON}, ${NOON}, '${state}', ${settledAt})`).join(",")}`;

eachDatabase("the counters of messages", (databases) => {
  /** What the table itself says. */
  async function counted(url: string) {
    const rows = await sqlOn(url, "select state, count(*) as count from outgoing_messages group by state");
    return { ...NO_MESSAGES, ...Object.fromEntries(rows.map((row) => [row.state, Number(row.count)])) };
  }

  test("agree with the messages, whatever happens to these", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const { outbox, archive } = store;
    const gateway = await startGateway(store);
    const random = seededRandom(17);
    const agree = async () => expect(await outbox.countByState()).toEqual(await counted(url));
    await agree();
    await outbox.accept(
      Array.from({ length: 40 }, (_, index) =>
        message({ recipient: `+4917000000${index}`, expiresAt: NOON + DAY + index }),
      ),
      NOON,
    );
    await agree();
    for (let step = 0; step < 20; step++) {
      const claim = await gateway.mustClaim();
      await agree();
      const settlement = [
        { state: "sent", at: NOON } as const,
        { state: "failed", at: NOON, error: "no" } as const,
        { state: "unknown", at: NOON, error: "?" } as const,
        { state: "queued", at: NOON, dueAt: NOON + DAY, error: "later", countAttempt: true } as const,
      ][random(4)] as Parameters<OutboxStore["settle"]>[1];
      await outbox.settle(claim, settlement);
    }
    await agree();
    await outbox.settleUnknown("resend", { now: NOON });
    expect(await outbox.cancel(await accept(store), NOON)).toMatchObject({ ok: true });
    const removed = await accept(store);
    expect(await archive.removeOutgoing(removed)).toBe("removed");
    await agree();
    await outbox.expireDue(NOON + DAY + 20);
    await agree();
    await outbox.sumCounts();
    await agree();
    await sqlOn(url, "delete from outgoing_messages where state <> 'sending'");
    await agree();
  });

  test("agree when moves share a transaction with a write that fails, and with the listing of older messages", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const { outbox } = store;
    const gateway = await startGateway(store);
    const many = (count: number, from: number) =>
      Array.from({ length: count }, (_, at) => message({ recipient: `+49170${from + at}`, expiresAt: NOON + DAY }));
    await sqlOn(
      url,
      url.startsWith("sqlite:")
        ? `create trigger broken before insert on outgoing_excluded_modems when new.modem = 'broken'
            begin select raise(abort, 'broken'); end`
        : "alter table outgoing_excluded_modems add constraint broken check (modem <> 'broken')",
    );
    const ids = await outbox.accept(many(1_000, 0), NOON);
    const failing = await gateway.claimWithParts();
    const refused = await gateway.claimWithParts();
    const outcomes = await Promise.allSettled(
      outbox.inOneCommit(() => [
        outbox.cancel(ids[10] as number, NOON),
        outbox.settle(failing, { state: "failed", at: NOON, error: "no" }),
        // Fails after the message has moved, so everything is done again, each write behind a savepoint.
        outbox.settle(refused, {
          state: "queued",
          at: NOON,
          dueAt: NOON,
          error: "no",
          countAttempt: true,
          excludeModem: "broken",
        }),
        // On SQLite the newest are not counted, until the messages after them are accepted.
        outbox.cancel(ids[900] as number, NOON),
        outbox.accept(many(700, 1_000), NOON),
        outbox.cancel(ids[901] as number, NOON),
      ]),
    );
    expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual([true, true, false, true, true, true]);
    const states = await counted(url);
    expect(states).toMatchObject({ cancelled: 3, failed: 1, sending: 1 });
    expect(await outbox.countByState()).toEqual(states);
    const statistics = await store.statistics.count({
      periods: [{ start: NOON - DAY, end: NOON + DAY }],
      by: [],
      limit: 100,
    });
    expect(Object.fromEntries(statistics.map(({ outcome, count }) => [outcome, count]))).toEqual({
      accepted: 1_700,
      failed: 1,
    });
  });

  test("are what is read: the messages themselves are not gone through", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    await accept(store);
    await sqlOn(url, "insert into outgoing_counts (state, count) values ('sent', 1000000)");
    expect(await store.outbox.countByState()).toEqual({ ...NO_MESSAGES, queued: 1, sent: 1_000_000 });
  });

  test.each(["0009-message-counts", "0026-counted-behind"])(
    "begin with what a version before %s has left",
    async (version) => {
      const url = await databases.createEmpty();
      await leaveEarlierVersion(url, version, [insert(3, "sent"), insert(2, "failed", NOON), insert(1, "queued")]);
      const store = await databases.open({ url });
      expect(await store.outbox.countByState()).toEqual({ ...NO_MESSAGES, sent: 3, failed: 2, queued: 1 });
      const numbers = Array.from({ length: 700 }, (_, at) => message({ recipient: `+4917${at}` }));
      await store.outbox.accept(numbers, NOON);
      await sqlOn(url, "delete from outgoing_messages where id % 7 = 0");
      expect(await store.outbox.countByState()).toEqual(await counted(url));
    },
  );

  test("stay few, whoever asks or does not", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    const rows = async () => Number((await sqlOn(url, "select count(*) as count from outgoing_counts"))[0]?.count);
    for (let at = 0; at < 30; at++) await accept(store);
    await store.outbox.sumCounts();
    expect(await rows()).toBeLessThanOrEqual(Object.keys(NO_MESSAGES).length);
    expect(await store.outbox.countByState()).toEqual({ ...NO_MESSAGES, queued: 30 });
  });

  describe("failures", () => {
    test("are those given up after a time, not those cancelled, and no more than 10,000", async () => {
      const url = await databases.create();
      const store = await databases.open({ url });
      for (const [state, at] of [
        ["failed", NOON],
        ["failed", NOON + 1],
        ["expired", NOON + 2],
        ["undelivered", NOON + 3],
        ["cancelled", NOON + 4],
        ["sent", NOON + 5],
      ] as const) {
        await sqlOn(url, insert(1, state, at));
      }
      expect(await store.outbox.countFailed(0)).toBe(4);
      expect(await store.outbox.countFailed(NOON)).toBe(3);
      expect(await store.outbox.countFailed(NOON + 2)).toBe(1);
      expect(await store.outbox.countFailed(NOON + 3)).toBe(0);
      for (let round = 0; round < 6; round++) await sqlOn(url, insert(2_000, "failed", NOON + DAY));
      expect(await store.outbox.countFailed(NOON)).toBe(10_000);
    });
  });
});
