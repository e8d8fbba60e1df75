import { expect, test } from "bun:test";
import { createLog } from "../../../lib/log.ts";
import { RETENTION_KINDS, type RetentionKind } from "../../../lib/messages/index.ts";
import { createRetention, type RetentionRules } from "../../../lib/routing/index.ts";
import { DAY, NOON } from "../../store/outgoing.ts";
import { eachDatabase } from "../../support/database.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { sqlOn } from "../../support/sql.ts";

const log = createLog({ level: "silent", format: "json" });
const kinds = Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, {}])) as Record<RetentionKind, object>;
/** A year before the others. */
const PAST = NOON - 365 * DAY;
/** More than the first steps look at. */
const MANY = 700;

/** `count` messages that came in, a minute apart. */
const incoming = (count: number, from: number) => `
  with recursive counted (n) as (select 1 union all select n + 1 from counted where n < ${count})
  insert into incoming_messages (modem, sim, sender, text, received_at, state, total, routed_at)
  select 'm1', '', '+4917012' || (10000 + n), 'Hello', ${from} + 60000 * n, 'complete', 1, ${from} from counted`;
/** Those that were sent. */
const sent = (count: number, from: number) => `
  with recursive counted (n) as (select 1 union all select n + 1 from counted where n < ${count})
  insert into outgoing_messages (created_at, recipient, text, kind, flash, channel, priority, source, send_at, expires_at, due_at, state,
    settled_at, despite_opt_out)
  select ${from} + 60000 * n, '+4917012' || (10000 + n), 'Hello', 'text', 0, 'sms', 1, 'v1', ${from}, ${from}, ${from}, 'delivered',
    ${from} + 60000 * n, 0 from counted`;

eachDatabase("retention where IDs do not grow with time", (databases) => {
  /** Recent messages, and then what was imported: older ones, and more recent ones behind them. */
  async function opened(rules: Partial<RetentionRules>) {
    const url = await databases.create();
    const store = await databases.open({ url });
    for (const rows of [incoming, sent]) {
      await sqlOn(url, rows(MANY, NOON));
      await sqlOn(url, rows(MANY, PAST));
      await sqlOn(url, rows(10, NOON + DAY));
      await sqlOn(url, rows(5, PAST + DAY));
    }
    const clock = createManualClock(NOON + 2 * DAY);
    const events = { record: () => undefined };
    const parts = { store: store.retention, notes: store.settings, node: "one", alone: true, clock, events, log };
    const { desk } = createRetention({ ...parts, rules: () => ({ kinds, ...rules }) });
    const run = async () => {
      let done = false;
      const ended = desk.run(new AbortController().signal).finally(() => {
        done = true;
      });
      while (!done) await clock.advance(1_000);
      return ended;
    };
    const left = async (table: string, where = "1 = 1") => {
      const [row] = await sqlOn(url, `select count(*) as rows from ${table} where ${where}`);
      return Number(row?.rows);
    };
    return { run, left, desk, clock };
  }

  test("old rows behind recent ones go, and are what is called the oldest", async () => {
    const { run, left, desk } = await opened({
      kinds: { ...kinds, sent: { ageMs: 30 * DAY }, incoming: { ageMs: 30 * DAY } },
    });
    const before = await desk.state();
    expect(before.kinds.slice(0, 2)).toMatchObject([{ oldest: PAST + 60_000 }, { oldest: PAST + 60_000 }]);
    expect((await run()) as object).toMatchObject({
      removed: [
        { kind: "sent", rows: MANY + 5 },
        { kind: "incoming", rows: MANY + 5 },
      ],
    });
    for (const table of ["incoming_messages", "outgoing_messages"]) expect(await left(table)).toBe(MANY + 10);
  });

  test("of a number that is kept, the newest by time stay", async () => {
    const { run, left } = await opened({ kinds: { ...kinds, sent: { most: MANY + 12 }, incoming: { most: MANY } } });
    await run();
    expect(await left("outgoing_messages")).toBe(MANY + 12);
    expect(await left("outgoing_messages", `created_at >= ${NOON}`)).toBe(MANY + 10);
    expect(await left("incoming_messages")).toBe(MANY);
    expect(await left("incoming_messages", `received_at >= ${NOON}`)).toBe(MANY);
  });

  test("texts of old rows behind recent ones go, those of recent ones stay, night after night", async () => {
    const { run, left, clock } = await opened({ textsMs: 30 * DAY });
    await run();
    for (const table of ["incoming_messages", "outgoing_messages"]) {
      expect(await left(table, "text_gone = 1")).toBe(MANY + 5);
      expect(await left(table, "text = 'Hello'")).toBe(MANY + 10);
    }
    await clock.advance(31 * DAY);
    await run();
    expect(await left("incoming_messages", "text = 'Hello'")).toBe(0);
  });
});
