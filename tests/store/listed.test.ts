import { Database, type SQLQueryBindings } from "bun:sqlite";
import { expect, test } from "bun:test";
import { type CompiledQuery, Kysely, Migrator } from "kysely";
import { BunSqliteDialect } from "kysely-bun-sqlite";
import type { MessageFilter, MessageState } from "../../lib/messages/index.ts";
import { listMessages } from "../../lib/store/archive/list-messages.ts";
import { pageMessages } from "../../lib/store/archive/page-messages.ts";
import type { Store } from "../../lib/store/index.ts";
import { countByState, countFailed } from "../../lib/store/outbox/counts.ts";
import { expireDue } from "../../lib/store/outbox/end.ts";
import { findMisplaced } from "../../lib/store/outbox/lanes.ts";
import { recoverLeases } from "../../lib/store/outbox/leases.ts";
import { listOlder } from "../../lib/store/outbox/listed.ts";
import { recordReport } from "../../lib/store/outbox/record-report.ts";
import { settleUnknown } from "../../lib/store/outbox/unknown.ts";
import type { Schema } from "../../lib/store/schema/index.ts";
import { findBacklog } from "../../lib/store/tally/backlog.ts";
import { migrations } from "../../migrations/index.ts";
import { eachDatabase } from "../support/database.ts";
import { seededRandom } from "../support/seeded-random.ts";
import { sqlOn } from "../support/sql.ts";
import { startGateway } from "./gateway.ts";
import { accept, DAY, message, NOON, report } from "./outgoing.ts";

/** More than what is unlisted on SQLite at any time: lists and counters are made of both. */
const MANY = 700;
const ALL: MessageFilter["outcomes"] = ["queued", "sent", "failed"];
const OTHER = "+491719999999";

eachDatabase("the newest messages, which on SQLite are in no index,", (databases) => {
  /** Messages one by one, as people send them, in many states. */
  async function filled(): Promise<{ store: Store; url: string }> {
    const url = await databases.create();
    const store = await databases.open({ url });
    const gateway = await startGateway(store);
    const random = seededRandom(23);
    for (let at = 0; at < MANY; at++) {
      const recipient = at % 7 === 0 ? OTHER : `+4917000${at}`;
      const id = await accept(store, { recipient, userId: at % 3, expiresAt: NOON + DAY + at });
      const what = random(5);
      if (what === 0) await store.outbox.cancel(id, NOON);
      if (what > 1) await store.outbox.settle(await gateway.mustClaim(), settlement(what));
    }
    return { store, url };
  }

  const settlement = (what: number) =>
    what === 2
      ? ({ state: "failed", at: NOON, error: "no" } as const)
      : what === 3
        ? ({ state: "unknown", at: NOON, error: "?" } as const)
        : ({ state: "sent", at: NOON } as const);

  const idsWhere = async (url: string, condition: string): Promise<number[]> =>
    (await sqlOn(url, `select id from outgoing_messages where ${condition} order by created_at desc, id desc`)).map(
      ({ id }) => Number(id),
    );

  const listed = async (store: Store, filter: Partial<MessageFilter>) => {
    const found = await store.archive.list({ outcomes: ALL, ...filter }, { limit: MANY, offset: 0 });
    return found.map((each) => each.message.id);
  };

  test("are in lists, counts, walks and expiries as all others, each once", async () => {
    const { store, url } = await filled();
    if (databases.dialect === "sqlite") {
      const [both] = await sqlOn(url, "select min(listed) as some, max(listed) as others from outgoing_messages");
      expect(both).toEqual({ some: 0, others: 1 });
    }
    expect(await listed(store, {})).toEqual(await idsWhere(url, "true"));
    expect(await listed(store, { number: OTHER })).toEqual(await idsWhere(url, `recipient = '${OTHER}'`));
    expect(await listed(store, { userId: 2 })).toEqual(await idsWhere(url, "user_id = 2"));
    expect(await listed(store, { userId: 1, states: ["failed"] })).toEqual(
      await idsWhere(url, "user_id = 1 and state = 'failed'"),
    );
    expect(await listed(store, { ways: ["telegram"] })).toEqual([]);

    const counts = await store.outbox.countByState();
    for (const state of ["queued", "sent", "failed", "unknown", "cancelled"] satisfies MessageState[]) {
      expect(counts[state]).toBe((await idsWhere(url, `state = '${state}'`)).length);
    }

    const walked: string[] = [];
    await store.outbox.moveLanes({
      laneOf: ({ recipient }) => {
        walked.push(recipient);
        return "";
      },
    });
    expect(walked.length).toBe(counts.queued);

    const expired: number[] = [];
    await store.outbox.expireDue(NOON + DAY + MANY, (step) => void expired.push(...step.map(({ id }) => id)));
    expect(expired.toSorted((a, b) => b - a)).toEqual(await idsWhere(url, "state = 'expired'"));
    expect(expired.length).toBe(counts.queued);
    expect(await store.outbox.countByState()).toMatchObject({ queued: 0, expired: counts.queued });
  }, 180_000);

  test("are followed by a policy for unknown outcomes and by a clock that is set", async () => {
    const { store, url } = await filled();
    const { queued, unknown } = await store.outbox.countByState();
    const moved = await store.clock.move({ byMs: DAY, mark: { at: NOON + DAY }, by: "me", begin: () => undefined });
    expect(moved?.messages).toBe(queued + unknown);
    const settled = await store.outbox.settleUnknown("assume-sent", { now: NOON });
    expect(settled.length).toBe(unknown);
    expect(await idsWhere(url, "state = 'unknown'")).toEqual([]);
  }, 180_000);

  test("are counted with the others, and on SQLite some hundred, however many come at once or one by one", async () => {
    const { store, url } = await filled();
    await store.outbox.accept(
      Array.from({ length: 3_000 }, () => message()),
      NOON,
    );
    for (let at = 0; at < 200; at++) await accept(store);
    const { queued } = await store.outbox.countByState();
    expect(queued).toBe((await idsWhere(url, "state = 'queued'")).length);
    if (databases.dialect !== "sqlite") return;
    const [unlisted] = await sqlOn(
      url,
      `select count(*) as count, min(id) > (select up_to from outgoing_listed) as above,
      max(id) - (select up_to from outgoing_listed) as span from outgoing_messages where listed = 0`,
    );
    expect(unlisted).toMatchObject({ above: 1 });
    expect(Number(unlisted?.count)).toBeLessThanOrEqual(640);
    expect(Number(unlisted?.span)).toBeLessThanOrEqual(640);
  }, 180_000);
});

test("no look at messages on SQLite goes through all of them", async () => {
  const database = new Database(":memory:");
  const asked: CompiledQuery[] = [];
  const dialect = new BunSqliteDialect({ database });
  const db = new Kysely<Schema>({ dialect, log: ({ query }) => void asked.push(query) });
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
  expect((await migrator.migrateToLatest()).error).toBeUndefined();
  asked.length = 0;
  for (const filter of FILTERS) await listMessages(db, { outcomes: ALL, ...filter }, { limit: 20, offset: 0 });
  const after = { direction: "outgoing", at: NOON, id: 5 } as const;
  for (const filter of PAGE_FILTERS) {
    for (const order of ["newest", "oldest"] as const) {
      await pageMessages(db, { outcomes: [...ALL, "incoming"], ...filter }, { limit: 20, order });
      await pageMessages(db, { outcomes: [...ALL, "incoming"], ...filter }, { limit: 20, order, after });
    }
  }
  await countByState(db);
  await countFailed(db, NOON);
  await findBacklog(db, NOON);
  await expireDue(db, NOON);
  await findMisplaced(db, { laneOf: () => "" });
  await settleUnknown(db, "resend", { now: NOON });
  await recoverLeases(db, { now: NOON, lease: { node: "n", epoch: 1 }, alone: true });
  await listOlder(db, 10_000);
  await recordReport(db, report());
  const plans = asked.map(({ sql, parameters }) => ({
    sql,
    steps: database
      .query<{ detail: string }, SQLQueryBindings[]>(`explain query plan ${sql}`)
      .all(...(parameters as SQLQueryBindings[]))
      .map(({ detail }) => detail),
  }));
  expect(plans.length).toBeGreaterThanOrEqual(16);
  const withoutIndex =
    /^SCAN (outgoing_messages|outgoing_parts|outgoing_timeline|unmatched_reports|message|part|job|jobs|alarms)$/;
  expect(plans.filter(({ steps }) => steps.some((step) => withoutIndex.test(step)))).toEqual([]);
  // Only the newest, which are in no index, are sorted for a page; of the others, what is left of each lane.
  const isSort = (step: string, at: number, steps: string[]) => {
    const read = steps.slice(0, at).findLast((each) => /^(SEARCH|SCAN) (?!outgoing_listed)/.test(each));
    return step === "USE TEMP B-TREE FOR ORDER BY" && read !== "SCAN lane";
  };
  const sorted = plans.filter(({ sql }) => sql.includes("as edge"));
  const sorts = sorted.map(({ steps }) => steps.filter(isSort).length);
  expect(sorts.length).toBe(4 * PAGE_FILTERS.length);
  expect(Math.max(...sorts)).toBe(1);
  await db.destroy();
});

const FILTERS: Partial<MessageFilter>[] = [
  {},
  { states: ["sent"] },
  { number: OTHER },
  { userId: 1 },
  { userId: 1, number: OTHER },
  { ways: ["telegram"] },
  { from: NOON, until: NOON + DAY },
];

const ASKED: Partial<MessageFilter>[] = [
  { states: ["failed", "queued"] },
  { number: OTHER },
  { userId: 1 },
  { ways: ["telegram"] },
  { ways: ["sms"] },
  { modem: "m" },
  { source: "v1" },
  { reference: "r" },
  { from: NOON - DAY, until: NOON + DAY },
];

/** Nothing, each alone, and each with each. */
const PAGE_FILTERS = [
  {},
  ...ASKED,
  ...ASKED.flatMap((one, at) => ASKED.slice(at + 1).map((two) => ({ ...one, ...two }))),
];
