import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";

/** What is said of a message, or of a job, that was not finished when the backup was made. */
const WAS_SENDING = "restored from a backup that was made while it was being sent: nobody knows whether it was";
const WAS_QUEUED = "restored from a backup that was made while it was queued: nobody knows whether it was sent since";

/** What came out of a restored database. */
export interface HeldBack {
  /** Messages that are *unknown* until a person decides. */
  messages: number;
  /** Jobs that are dead letters until somebody sends them again. */
  jobs: number;
}

/**
 * Sees to it that nothing of a restored database is sent without a person: since the backup all of it may have been. What was being sent is
 * *unknown* in any case.
 *
 * ```
 *                          otherwise                          resumeQueue
 * message sending          unknown, held                      unknown, held
 * message queued           unknown, held                      queued
 * message unknown          held                               as --unknown says
 * job waiting, running     dead letter                        waiting
 * alarm that calls         calls nobody more                  goes on
 * message in, not routed   counts as routed                   routed
 * ```
 *
 * Triggers must be suspended, and messages counted afterwards.
 *
 * @throws the driver's error
 */
export async function holdBack(
  db: Kysely<Schema>,
  { now, resumeQueue }: { now: number; resumeQueue: boolean },
): Promise<HeldBack> {
  const messages = await holdMessages(db, { now, resumeQueue });
  await sql`update check_states set lease_node = null, lease_until = null, fence = fence + 1
    where lease_node is not null`.execute(db);
  if (resumeQueue) {
    await sql`update jobs set state = 'waiting', lease_node = null, lease_until = null, fence = fence + 1
      where state = 'running'`.execute(db);
    return { messages, jobs: 0 };
  }
  const jobs = await sql`update jobs set state = 'dead', finished_at = ${sql.lit(now)}, last_error = ${WAS_QUEUED},
    lease_node = null, lease_until = null, fence = fence + 1 where state in ('waiting', 'running')`.execute(db);
  await sql`update alarms set next_at = null where next_at is not null`.execute(db);
  await sql`update alarm_tellings set dropped_at = ${sql.lit(now)}, due_at = null where due_at is not null`.execute(db);
  await sql`update alarm_chats set edit_at = null where edit_at is not null`.execute(db);
  await sql`update incoming_messages set routed_at = ${sql.lit(now)} where routed_at is null`.execute(db);
  return { messages, jobs: Number(jobs.numAffectedRows ?? 0n) };
}

async function holdMessages(
  db: Kysely<Schema>,
  { now, resumeQueue }: { now: number; resumeQueue: boolean },
): Promise<number> {
  const isHeld = resumeQueue
    ? sql<SqlBool>`state = 'sending'`
    : sql<SqlBool>`state in ('queued', 'sending', 'unknown')`;
  await sql`insert into held_messages (message_id) select id from outgoing_messages
    where ${isHeld} and id not in (select message_id from held_messages)`.execute(db);
  await sql`update outgoing_messages set parked = 0 where parked = 1`.execute(db);
  await sql`update outgoing_parts set state = 'unknown' where state = 'sending'`.execute(db);
  const sending = await moveToUnknown(db, sql`state = 'sending'`, { now, why: WAS_SENDING });
  const queued = resumeQueue ? 0 : await moveToUnknown(db, sql`state = 'queued'`, { now, why: WAS_QUEUED });
  return sending + queued;
}

async function moveToUnknown(
  db: Kysely<Schema>,
  which: RawBuilder<SqlBool>,
  { now, why }: { now: number; why: string },
): Promise<number> {
  const id = isPostgres(db)
    ? { column: sql``, value: sql`` }
    : {
        column: sql`id,`,
        value: sql`coalesce((select max(id) from outgoing_timeline where message_id = outgoing_messages.id), 0) + 1,`,
      };
  await sql`insert into outgoing_timeline (message_id, ${id.column} at, state, detail)
    select outgoing_messages.id, ${id.value} cast(${now} as bigint), 'unknown', ${sql.lit(why)}
    from outgoing_messages where ${which}`.execute(db);
  const { numAffectedRows } = await sql`
    update outgoing_messages set state = 'unknown', unknown_cause = 'gateway', last_error = ${why}, fence = fence + 1,
      lease_node = null, lease_epoch = null, lease_until = null
    where ${which}`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
