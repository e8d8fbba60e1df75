import { expect, test } from "bun:test";
import type { IncomingHistory, MessageFilter, OutgoingHistory } from "../../lib/messages/index.ts";
import type { Store } from "../../lib/store/index.ts";
import { eachDatabase } from "../support/database.ts";
import { sqlOn } from "../support/sql.ts";
import { ANNA, BERND, DAY, MINUTE, NOON, stateOf } from "./outgoing.ts";

const MONTH_AGO = NOON - 30 * DAY;
const EVERYTHING: MessageFilter = { outcomes: ["queued", "sent", "failed", "incoming"] };

const sent = (given: Partial<OutgoingHistory> = {}): OutgoingHistory => ({
  direction: "outgoing",
  origin: "gammu out 17",
  from: "gammu, sentitems 17",
  recipient: ANNA,
  text: "disk full on db-3",
  flash: false,
  state: "delivered",
  createdAt: MONTH_AGO,
  sendAt: MONTH_AGO,
  expiresAt: MONTH_AGO + DAY,
  sentAt: MONTH_AGO + 5_000,
  settledAt: MONTH_AGO + 9_000,
  modem: "gsm1",
  ...given,
});

const received = (given: Partial<IncomingHistory> = {}): IncomingHistory => ({
  direction: "incoming",
  origin: "gammu in 4",
  from: "gammu, inbox 4",
  sender: BERND,
  text: "STOP",
  modem: "gsm1",
  receivedAt: MONTH_AGO,
  parts: { present: 1, total: 1 },
  isRead: true,
  ...given,
});

const held = (given: Partial<OutgoingHistory> = {}): OutgoingHistory => {
  const { sentAt, settledAt, ...message } = sent();
  return { ...message, origin: "gammu out 18", state: "held", error: "waited in the outbox of gammu", ...given };
};

/** Everything that is counted in a span around the moments of these tests. */
const counted = (store: Store) =>
  store.statistics.count({
    periods: [{ start: NOON - (NOON % 900_000) - 60 * DAY, end: NOON - (NOON % 900_000) + DAY }],
    by: [],
    limit: 100,
  });

eachDatabase("history of another gateway", (databases) => {
  test("is stored with its own times and states, and a second import adds nothing", async () => {
    const store = await databases.open();
    const all = [sent(), received(), held()];
    expect(await store.history.plan(all)).toEqual(["added", "added", "added"]);
    expect(await store.history.add(all, NOON)).toEqual(["added", "added", "added"]);
    expect(await store.history.add(all, NOON + MINUTE)).toEqual(["known", "known", "known"]);
    expect(await store.history.plan(all)).toEqual(["known", "known", "known"]);
    const listed = await store.archive.list(EVERYTHING, { limit: 10, offset: 0 });
    expect(listed.map(({ direction, message }) => `${direction} ${message.id}`).sort()).toEqual([
      "incoming 1",
      "outgoing 1",
      "outgoing 2",
    ]);
    const outgoing = (await store.outbox.find(1))?.message;
    expect(outgoing).toMatchObject({
      recipient: ANNA,
      text: "disk full on db-3",
      state: "delivered",
      source: "import",
      createdAt: MONTH_AGO,
      sentAt: MONTH_AGO + 5_000,
      settledAt: MONTH_AGO + 9_000,
      modem: "gsm1",
    });
    expect(await store.inbox.find(1)).toMatchObject({
      sender: BERND,
      text: "STOP",
      receivedAt: MONTH_AGO,
      readAt: MONTH_AGO,
    });
    expect(await store.outbox.countByState()).toMatchObject({ delivered: 1, unknown: 1, queued: 0 });
  });

  test("is never claimed, routed, counted as traffic or told to webhooks and streams", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    await store.webhooks.add(
      {
        name: "all",
        url: "http://a.example/",
        events: ["message.received", "message.sent", "message.delivered", "message.failed", "message.unknown"],
        enabled: true,
        isOrdered: false,
        secrets: [{ sealed: "s", createdAt: NOON }],
      },
      { now: NOON, most: 1 },
    );
    await store.history.add(
      [sent(), received(), held(), sent({ origin: "x", state: "failed", settledAt: NOON - 1 })],
      NOON,
    );
    expect(await store.routing.unrouted({ limit: 10 })).toEqual([]);
    expect(await counted(store)).toEqual([]);
    expect(await sqlOn(url, "select * from jobs")).toEqual([]);
    expect(await sqlOn(url, "select * from opt_out_audit")).toEqual([]);
    expect(await sqlOn(url, "select * from sim_usage")).toEqual([]);
    expect(await store.outbox.countFailed(NOON - DAY)).toBe(0);
    expect(await store.outbox.settleUnknown("resend", { now: NOON })).toEqual([]);
    expect(await stateOf(store, 2)).toBe("unknown");
  });

  test("stays out of the statistics when lists and counters catch up, and when it is deleted", async () => {
    const store = await databases.open();
    const many = Array.from({ length: 1_500 }, (_, at) =>
      sent({ origin: `out ${at}`, createdAt: MONTH_AGO + at * 1_000 }),
    );
    for (let from = 0; from < many.length; from += 500) await store.history.add(many.slice(from, from + 500), NOON);
    expect(await counted(store)).toEqual([]);
    expect(await store.outbox.countByState()).toMatchObject({ delivered: 1_500 });
    expect(await store.archive.list(EVERYTHING, { limit: 2, offset: 0 })).toMatchObject([
      { message: { id: 1_500 } },
      { message: { id: 1_499 } },
    ]);
  });

  test("a held message is told apart from one that was sent by a later import, and only that one changes", async () => {
    const store = await databases.open();
    await store.history.add([held(), held({ origin: "other" })], NOON);
    const now = sent({ origin: "gammu out 18" });
    expect(await store.history.plan([now])).toEqual(["moved"]);
    expect(await store.history.add([now, held({ origin: "other" })], NOON + DAY)).toEqual(["moved", "known"]);
    expect((await store.outbox.find(1))?.message).toMatchObject({ state: "delivered", settledAt: MONTH_AGO + 9_000 });
    expect((await store.outbox.find(1))?.message.lastError).toBeUndefined();
    expect(await store.outbox.countByState()).toMatchObject({ delivered: 1, unknown: 1 });
    expect(await counted(store)).toEqual([]);
    expect(await store.history.add([now], NOON + DAY)).toEqual(["known"]);
  });

  test("what a person sends again is real traffic, and no import changes it", async () => {
    const store = await databases.open();
    await store.history.add([held()], NOON);
    expect(await store.outbox.resend(1, NOON)).toMatchObject({ ok: true });
    expect(await stateOf(store, 1)).toBe("queued");
    expect(await store.history.add([sent({ origin: "gammu out 18" })], NOON)).toEqual(["known"]);
    expect(await stateOf(store, 1)).toBe("queued");
  });

  test("a later report counts once", async () => {
    const store = await databases.open();
    const { settledAt, ...first } = sent({ state: "sent" });
    await store.history.add([first], NOON);
    expect(await store.history.add([sent()], NOON + 1)).toEqual(["moved"]);
    expect((await store.outbox.find(1))?.message).toMatchObject({ state: "delivered", settledAt });
    expect(await counted(store)).toEqual([]);
  });

  test("two imports at once store each message once", async () => {
    const url = await databases.create();
    const [one, other] = [await databases.open({ url }), await databases.open({ url })];
    const batch = Array.from({ length: 50 }, (_, at) => received({ origin: `in ${at}` }));
    const outcomes = await Promise.all([one.history.add(batch, NOON), other.history.add(batch, NOON)]);
    expect(outcomes.flat().filter((outcome) => outcome === "added")).toHaveLength(50);
    expect(await sqlOn(url, "select id from incoming_messages")).toHaveLength(50);
  });

  test("what was deleted here does not come back", async () => {
    const url = await databases.create();
    const store = await databases.open({ url });
    await store.history.add([sent()], NOON);
    await sqlOn(url, "delete from outgoing_messages");
    expect(await store.history.add([sent()], NOON)).toEqual(["known"]);
    expect(await counted(store)).toEqual([]);
  });
});
