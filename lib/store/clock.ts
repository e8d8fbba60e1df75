import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { KEY_KEPT_MS } from "../messages/index.ts";
import { ANSWERED_AFTER_MS } from "./alarms/cases.ts";
import type { Backend } from "./backend.ts";
import { isPostgres } from "./dialect.ts";
import type { GroupCommit } from "./group-commit.ts";
import { listedParts } from "./outbox/listed.ts";
import { read } from "./read.ts";
import type { Schema } from "./schema/index.ts";
import { number, objectOf, text } from "./shape.ts";
import { readJson } from "./stored-json.ts";

/** The clock's last known reading, so that a step is also noticed across a restart. */
export interface ClockMark {
  /** Milliseconds since 1970. */
  at: number;
  /** Uptime of the machine at that moment, and an ID of that boot. */
  uptimeMs?: number;
  boot?: string;
  /**
   * The last step that was applied to waiting rows: its length, its time by the new clock, and the gateway that noticed
   * it.
   */
  step?: { byMs: number; at: number; by: string };
}

/** Stores the clock's reading, and moves what depends on it. @throws StoreFailure from every method */
export interface ClockStore {
  last(): Promise<ClockMark | undefined>;
  /** Stores the current reading; keeps the last step. */
  keep(mark: Omit<ClockMark, "step">): Promise<void>;
  /**
   * Shifts every time that something waits for: due times, validities, leases, counts of sent parts, incoming parts that wait for
   * others, and what is not done again until a while has passed; not times that people have set. All in one transaction, and once for all gateways.
   *
   * @param options.by  this gateway
   * @param options.begin  called before anything is moved: from then on messages are accepted by the new time
   * @returns what was moved; `undefined` if another gateway has already done it
   * @throws StoreFailure; what `begin` throws
   */
  move(options: { byMs: number; mark: ClockMark; by: string; begin: () => void }): Promise<Moved | undefined>;
  /** Moves messages that were still accepted by the old time; returns their number. */
  moveLate(options: { byMs: number; now: number; after: number }): Promise<number>;
}

interface Moved {
  messages: number;
  /** ID of the last message accepted before the move. */
  lastId: number;
}

const KEY = "clock";
/** 60 s and 5 s: gateways on one database notice the same step within a minute, and measure its length alike to 5 s. */
const TOGETHER_MS = 60_000;
const SAME_MS = 5_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export function createClockStore(backend: Backend, writer: GroupCommit): ClockStore {
  return {
    last: () => read(backend, (db) => find(db)),
    keep: (mark) =>
      writer.write(async (db) => {
        const before = await find(db);
        await write(db, before?.step === undefined ? mark : { ...mark, step: before.step });
      }),
    move: ({ byMs, mark, by, begin }) =>
      writer.write(async (db) => {
        const before = await find(db, { lock: true });
        begin();
        if (before?.step !== undefined && before.step.by !== by && isSame(before.step, { byMs, at: mark.at })) return;
        await write(db, { ...mark, step: { byMs, at: mark.at, by } });
        const messages = await moveMessages(db, byMs, sql`true`);
        await moveOthers(db, byMs, mark.at - byMs);
        const { rows } = await sql<{ id: number }>`
          select coalesce(max(id), 0) as id from outgoing_messages`.execute(db);
        return { messages, lastId: rows[0]?.id ?? 0 };
      }),
    moveLate: ({ byMs, now, after }) =>
      writer.write((db) => {
        const byOldTime =
          byMs < 0 ? sql`created_at > ${now - Math.floor(byMs / 2)}` : sql`created_at < ${now - Math.floor(byMs / 2)}`;
        return moveMessages(db, byMs, sql`id > ${after} and ${byOldTime}`);
      }),
  };
}

const MARK = objectOf(
  { at: number },
  { uptimeMs: number, boot: text, step: objectOf({ byMs: number, at: number, by: text }) },
);

async function find(db: Kysely<Schema>, { lock = false } = {}): Promise<ClockMark | undefined> {
  const query = db.selectFrom("settings").select("value").where("key", "=", KEY);
  const row = await (lock && isPostgres(db) ? query.forUpdate() : query).executeTakeFirst();
  // A damaged reading counts as none: the next one replaces it.
  return row && readJson<ClockMark>(row.value, MARK);
}

async function write(db: Kysely<Schema>, mark: ClockMark): Promise<void> {
  const value = JSON.stringify(mark);
  await db
    .insertInto("settings")
    .values({ key: KEY, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
    .execute();
}

function isSame(one: { byMs: number; at: number }, other: { byMs: number; at: number }): boolean {
  return Math.abs(one.at - other.at) < TOGETHER_MS && Math.abs(one.byMs - other.byMs) < SAME_MS;
}

/** A message that a person has scheduled keeps its time until it has been tried. */
async function moveMessages(db: Kysely<Schema>, byMs: number, which: ReturnType<typeof sql>): Promise<number> {
  const { numAffectedRows } = await sql`
    update outgoing_messages set due_at = due_at + ${byMs}, expires_at = expires_at + ${byMs},
      sim_wait_since = sim_wait_since + ${byMs}, lease_until = lease_until + ${byMs}
    where ${isWaiting(db)} and not (send_at > created_at and due_at = send_at) and ${which}`.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Found by the indexes of lists, also on SQLite. */
function isWaiting(db: Kysely<Schema>): RawBuilder<SqlBool> {
  const state = sql<SqlBool>`state in ('queued', 'sending', 'unknown')`;
  const { isListed, isUnlisted } = listedParts(db);
  if (isUnlisted === undefined) return state;
  const ids = (which: RawBuilder<SqlBool>[]) =>
    sql`select id from outgoing_messages where ${sql.join([state, ...which], sql` and `)}`;
  return sql<SqlBool>`id in (${ids(isListed)} union all ${ids(isUnlisted)})`;
}

async function moveOthers(db: Kysely<Schema>, byMs: number, before: number): Promise<void> {
  await sql`
    update outgoing_parts set sending_at = sending_at + ${byMs}, sent_at = sent_at + ${byMs}
    where message_id in (select id from outgoing_messages where ${isWaiting(db)})`.execute(db);
  await sql`
    update jobs set due_at = due_at + ${byMs}, give_up_at = give_up_at + ${byMs}, lease_until = lease_until + ${byMs}
    where state in ('waiting', 'running')`.execute(db);
  await moveAlarms(db, byMs, before);
  await moveMemory(db, byMs, before);
  await sql`update nodes set lease_until = lease_until + ${byMs}`.execute(db);
  await sql`update node_states set seen_at = seen_at + ${byMs}`.execute(db);
  await sql`update singletons set until = until + ${byMs}`.execute(db);
  await sql`
    update check_states set next_at = next_at + ${byMs}, beat_at = beat_at + ${byMs}, lease_until = lease_until + ${byMs}`.execute(
    db,
  );
  await sql`update telegram_polling set until = until + ${byMs}`.execute(db);
  await sql`update incoming_messages set received_at = received_at + ${byMs} where state = 'waiting'`.execute(db);
  await moveUsage(db, byMs, before);
}

/**
 * Those that people still answer, with all their times: whoever was called is called by the step that began before, and the minute of a
 * person passes as it would have.
 */
async function moveAlarms(db: Kysely<Schema>, byMs: number, before: number): Promise<void> {
  const which = sql`is_active = 1 or resolved_at > ${before - ANSWERED_AFTER_MS}`;
  await sql`
    update alarm_tellings set created_at = created_at + ${byMs}, due_at = due_at + ${byMs}, told_at = told_at + ${byMs},
      dropped_at = dropped_at + ${byMs}
    where alarm_id in (select id from alarms where ${which})`.execute(db);
  await sql`
    update alarms set next_at = next_at + ${byMs}, opened_at = opened_at + ${byMs}, begun_at = begun_at + ${byMs},
      acknowledged_at = acknowledged_at + ${byMs}, resolved_at = resolved_at + ${byMs}
    where ${which}`.execute(db);
  await sql`update alarm_chats set edit_at = edit_at + ${byMs} where edit_at is not null`.execute(db);
}

/** What was done a while ago and is not done again so soon: automatic answers, forwarding, requests with a key. */
async function moveMemory(db: Kysely<Schema>, byMs: number, before: number): Promise<void> {
  await sql`update rule_answers set answered_at = answered_at + ${byMs}`.execute(db);
  // 0: nothing was heard.
  await sql`update answered_numbers set heard_at = heard_at + ${byMs} where heard_at > 0`.execute(db);
  await sql`update forwarded_messages set forwarded_at = forwarded_at + ${byMs}`.execute(db);
  await sql`
    update idempotency_keys set created_at = created_at + ${byMs} where created_at > ${before - KEY_KEPT_MS}`.execute(
    db,
  );
}

/** The counts behind the budgets per minute, hour and day. */
async function moveUsage(db: Kysely<Schema>, byMs: number, before: number): Promise<void> {
  const minutes = Math.round(byMs / MINUTE_MS) * MINUTE_MS;
  if (minutes === 0) return;
  const recent = await db
    .deleteFrom("sim_usage")
    .where("minute", ">=", before - DAY_MS)
    .returningAll()
    .execute();
  for (const { sim, minute, parts } of recent) {
    await db
      .insertInto("sim_usage")
      .values({ sim, minute: minute + minutes, parts })
      .onConflict((conflict) =>
        conflict.columns(["sim", "minute"]).doUpdateSet((eb) => ({ parts: eb("sim_usage.parts", "+", parts) })),
      )
      .execute();
  }
}
