import { type Kysely, sql } from "kysely";
import type { Backlog } from "../../messages/index.ts";
import { indexedBy, isPostgres } from "../dialect.ts";
import { destinations } from "../jobs/claim.ts";
import { IS_NEW } from "../outbox/listed.ts";
import type { Schema } from "../schema/index.ts";

/** The 1,000 oldest queued messages, so that messages planned for later hide none: more of them at the head of a queue are no longer looked behind. */
const MOST_QUEUED = 1_000;
/** 50 destinations with up to 1,000 jobs each: 50,000 entries of an index, some 10 ms, when all of them are down. */
const MOST_DESTINATIONS = 50;
const MOST_JOBS = 1_000;

/** See {@link Backlog}. @throws the driver's error */
export async function findBacklog(db: Kysely<Schema>, now: number): Promise<Backlog> {
  const oldestQueuedAt = await findOldestQueued(db, now);
  return {
    ...(oldestQueuedAt === undefined ? {} : { oldestQueuedAt }),
    jobs: await waitingJobs(db),
    alarms: await activeAlarms(db),
  };
}

async function findOldestQueued(db: Kysely<Schema>, now: number): Promise<number | undefined> {
  const oldest = isPostgres(db)
    ? sql`(select send_at, created_at from outgoing_messages where state = 'queued' order by id limit ${MOST_QUEUED})`
    : sql`(select * from (select send_at, created_at from outgoing_messages ${indexedBy(db, "outgoing_state")}
          where state = 'queued' and listed = 1 order by created_at, id limit ${MOST_QUEUED})
        union all
        select send_at, created_at from outgoing_messages where state = 'queued' and listed = 0 and ${IS_NEW})`;
  const { rows } = await sql<{ since: number | null }>`
    select min(case when send_at > created_at then send_at else created_at end) as since from ${oldest} as oldest
    where send_at <= ${now}`.execute(db);
  return rows[0]?.since ?? undefined;
}

async function waitingJobs(db: Kysely<Schema>): Promise<Backlog["jobs"]> {
  const waiting = (walk: "unordered" | "ordered", isOrdered: 0 | 1) => {
    const of = sql`from jobs as job ${indexedBy(db, `jobs_${walk}`)}
      where job.state = 'waiting' and job.is_ordered = ${sql.lit(isOrdered)} and job.destination = walked.destination`;
    const order = isOrdered === 1 ? sql`order by job.id` : sql`order by job.due_at, job.id`;
    const some = sql`(select job.created_at ${of} ${order} limit ${MOST_JOBS}) as some_jobs`;
    return sql`select walked.destination,
        (select count(*) from ${some}) as waiting, (select min(some_jobs.created_at) from ${some}) as oldest
      from (select destination from ${sql.raw(walk)} where destination is not null limit ${MOST_DESTINATIONS}) as walked`;
  };
  const { rows } = await sql<{ destination: string; waiting: number; oldest: number | null }>`
    with recursive unordered (destination) as (${destinations(db, "unordered", 0)}),
      ordered (destination) as (${destinations(db, "ordered", 1)})
    ${waiting("unordered", 0)} union all ${waiting("ordered", 1)}`.execute(db);
  const found = new Map<string, { destination: string; waiting: number; oldestCreatedAt: number }>();
  for (const { destination, waiting: count, oldest } of rows) {
    // Taken by somebody between the two looks.
    if (oldest === null) continue;
    const other = found.get(destination);
    found.set(destination, {
      destination,
      waiting: Math.min(MOST_JOBS, count + (other?.waiting ?? 0)),
      oldestCreatedAt: Math.min(oldest, other?.oldestCreatedAt ?? oldest),
    });
  }
  return [...found.values()].slice(0, MOST_DESTINATIONS);
}

/** At most 1,000 are active: see `ALARMS_OPEN`. */
async function activeAlarms(db: Kysely<Schema>): Promise<Backlog["alarms"]> {
  const { rows } = await sql<Backlog["alarms"][number]>`
    select state, severity, count(*) as count from alarms ${indexedBy(db, "alarms_number")}
    where is_active = 1 and is_drill = 0 group by state, severity order by state, severity`.execute(db);
  return rows;
}
