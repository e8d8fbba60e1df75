import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Claim, Lease } from "../../routing/index.ts";
import { isPostgres, lockFree } from "../dialect.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema.ts";
import { addTimeline, inState, type MessageRow, messageOf, partOf, partsOf } from "./rows.ts";

export interface ClaimOptions {
  now: number;
  lease: Lease;
  leaseMs: number;
  modem: string;
  pool?: string;
  otherModems: boolean;
}

/** Ready messages of one priority that are looked at before those in the way are parked. */
const WINDOW = 64;
/** So many candidates, since another gateway may have locked the first. */
const CANDIDATES = 8;

interface Look {
  now: number;
  modem: string;
  /** 1: leave out messages that excluded this modem. */
  leaveExcluded: 0 | 1;
  pool: string;
}

/**
 * Claims the next due message for a modem, in order of priority, due time and ID.
 *
 * The cost does not depend on how much is queued: for each priority one probe of the index `outgoing_ready`, which
 * holds neither what is parked nor, before the first due row, what is due later. Messages in the way, because their
 * recipient has another one in *sending*, are parked: taken out of that index until the other one leaves
 * ({@link releaseRecipient}).
 */
export async function claimDue(db: Kysely<Schema>, options: ClaimOptions): Promise<Claim | undefined> {
  const look: Look = {
    now: options.now,
    modem: options.modem,
    leaveExcluded: options.otherModems ? 1 : 0,
    pool: options.pool ?? "",
  };
  const { find, park } = options.pool === undefined ? anyPool : ofPool;
  for (;;) {
    const [candidate] = await find(db, look);
    if (candidate) return take(db, candidate.id, options);
    if ((await park(db, look)).length === 0) return undefined;
  }
}

async function take(db: Kysely<Schema>, id: number, options: ClaimOptions): Promise<Claim | undefined> {
  const { now, lease, leaseMs, modem } = options;
  const row = await db
    .updateTable("outgoing_messages")
    .set((eb) => ({
      state: "sending",
      fence: eb("fence", "+", 1),
      modem,
      lease_node: lease.node,
      lease_epoch: lease.epoch,
      lease_until: now + leaseMs,
    }))
    .where("id", "=", id)
    .where(inState("queued"))
    // A node that began a new life has nothing to claim in its old one.
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("nodes").select("node").where("node", "=", lease.node).where("epoch", "=", lease.epoch)),
    )
    .returningAll()
    .executeTakeFirst();
  if (!row) return undefined;
  await addTimeline(db, [{ messageId: id, at: now, state: "sending", modem }]);
  return claimOf(db, row);
}

async function claimOf(db: Kysely<Schema>, row: MessageRow): Promise<Claim> {
  const parts = await partsOf(db, row.id);
  return { message: messageOf(row), parts: parts.map(partOf), fence: row.fence };
}

const anyPool = lookInto(false);
const ofPool = lookInto(true);

/** The two queries of a claim: for a modem that belongs to a pool, and for one that belongs to none. */
function lookInto(hasPool: boolean) {
  const find = prepare((db: Kysely<Schema>, value: Value<Look>) => {
    const limit = sql.lit(isPostgres(db) ? CANDIDATES : 1);
    // The order inside is kept by both databases; asking for it again would make SQLite read the whole window.
    const lanes = lanesOf(value, hasPool).map(
      (lane) => sql`select * from (
        select id, priority, due_at from (${lane}) as ready
        where not exists (select 1 from outgoing_messages as busy where ${isBusy}) limit ${limit}) as lane`,
    );
    return sql<{ id: number }>`
      select message.id from outgoing_messages as message
      where message.state = 'queued' and message.id in (
        select id from (${sql.join(lanes, UNION_ALL)}) as lanes order by priority desc, due_at, id limit ${limit})
      order by message.priority desc, message.due_at, message.id limit 1
      ${lockFree(db, "update", "message")}`.compile(db);
  });
  const park = prepare((db: Kysely<Schema>, value: Value<Look>) => {
    const lanes = lanesOf(value, hasPool).map((lane) => sql`select id, recipient from (${lane}) as lane`);
    // Shares the lock of the message in *sending*: it cannot leave before what is parked behind it can be seen.
    return sql<{ id: number }>`
      update outgoing_messages set parked = 1
      where state = 'queued' and parked = 0 and id in (
        select ready.id from (${sql.join(lanes, UNION_ALL)}) as ready
        join outgoing_messages as busy on ${isBusy}
        ${lockFree(db, "share", "busy")})
      returning id`.compile(db);
  });
  return { find, park };
}

const UNION_ALL = sql` union all `;
const isBusy = sql`busy.recipient = ready.recipient and busy.state = 'sending'`;

/** The head of the queue for each pool that a modem may serve and each priority. */
function lanesOf(value: Value<Look>, hasPool: boolean): RawBuilder<unknown>[] {
  const pools = hasPool ? [sql.lit(""), value("pool")] : [sql.lit("")];
  return [2, 1, 0].flatMap((priority) =>
    pools.map(
      (pool) => sql`
        select message.id, message.recipient, message.priority, message.due_at from outgoing_messages as message
        where message.state = 'queued' and message.parked = 0
          and message.pool = ${pool} and message.priority = ${sql.lit(priority)} and message.due_at <= ${value("now")}
          and (${value("leaveExcluded")} = 0 or not exists (
            select 1 from outgoing_excluded_modems as excluded
            where excluded.message_id = message.id and excluded.modem = ${value("modem")}))
        order by message.due_at, message.id limit ${sql.lit(WINDOW)}`,
    ),
  );
}

/** When the earliest message falls due that no other message to its recipient is in the way of. */
export async function nextDueAt(db: Kysely<Schema>): Promise<number | undefined> {
  const ready = sql`outgoing_messages as message where message.state = 'queued' and message.parked = 0`;
  const earliest = (priority: number) => sql`(
    select message.due_at from ${ready} and message.pool = pools.pool and message.priority = ${sql.lit(priority)}
    order by message.due_at limit 1) as ${sql.ref(`due_${priority}`)}`;
  // Walks over the pools, of which there are few, by the index: as quick with a million messages as with one.
  const { rows } = await sql<Record<"due_0" | "due_1" | "due_2", number | null>>`
    with recursive pools (pool) as (
      select min(message.pool) from ${ready}
      union all
      select (select min(message.pool) from ${ready} and message.pool > pools.pool) from pools
      where pools.pool is not null)
    select ${earliest(0)}, ${earliest(1)}, ${earliest(2)} from pools where pools.pool is not null`.execute(db);
  const due = rows.flatMap((row) => [row.due_0, row.due_1, row.due_2]).filter((at) => at !== null);
  return due.length === 0 ? undefined : Math.min(...due);
}

/**
 * Puts back the first message that was parked behind others to this recipient, for each pool. To be called whenever a
 * message leaves *sending*, or *queued* for good: then everything parked has either one in *sending* or a ready one
 * before it.
 */
export async function releaseRecipient(db: Kysely<Schema>, recipient: string): Promise<void> {
  await release(db, { recipient });
}

const release = prepare((db: Kysely<Schema>, value: Value<{ recipient: string }>) => {
  const parked = sql`outgoing_messages as message where message.parked = 1 and message.recipient = ${value("recipient")}`;
  const first = (priority: number) => sql`(
    select message.id from ${parked} and message.pool = pools.pool and message.priority = ${sql.lit(priority)}
    order by message.due_at, message.id limit 1)`;
  return sql<{ id: number }>`
    with recursive pools (pool) as (
      select min(message.pool) from ${parked}
      union all
      select (select min(message.pool) from ${parked} and message.pool > pools.pool) from pools
      where pools.pool is not null)
    update outgoing_messages set parked = 0
    where parked = 1 and id in (
      select coalesce(${first(2)}, ${first(1)}, ${first(0)}) from pools where pools.pool is not null)
    returning id`.compile(db);
});
