import { type Kysely, type RawBuilder, sql } from "kysely";
import type { JobClaim, JobStore } from "../../messages/index.ts";
import { LOCKS } from "../advisory-locks.ts";
import { indexedBy, isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { jobOf } from "./rows.ts";

type JobClaimOptions = Parameters<JobStore["claimDue"]>[0];

/**
 * The jobs that may be claimed now: the first of each destination.
 *
 * The cost depends on the number of destinations with waiting jobs, of which there are few, and not on how many jobs wait: the
 * indexes `jobs_unordered` and `jobs_ordered` are walked from destination to destination. One query over all due jobs would go
 * through everything that waits for a receiver that is down before it found a job for another.
 *
 * @throws the driver's error
 */
export async function findDue(
  db: Kysely<Schema>,
  { now, kinds, most, mostOfOne }: Pick<JobClaimOptions, "now" | "kinds" | "most" | "mostOfOne">,
): Promise<number[]> {
  const isOurs = sql`job.kind in (${sql.join(kinds)}) and job.due_at <= ${now}`;
  const running = (walk: string) => sql`(
    select count(*) from jobs as running
    where running.state = 'running' and running.destination = ${sql.ref(walk)}.destination)`;
  const { rows } = await sql<{ id: number }>`
    with recursive unordered (destination) as (${destinations(db, "unordered", 0)}),
      ordered (destination) as (${destinations(db, "ordered", 1)})
    select job.id from jobs as job where job.id in (
      select (
        select job.id from jobs as job
        where job.state = 'waiting' and job.is_ordered = 0 and job.destination = unordered.destination and ${isOurs}
        order by job.due_at, job.id limit 1)
      from unordered where unordered.destination is not null and ${running("unordered")} < ${mostOfOne}
      union all
      select (
        select job.id from jobs as job
        where ${isOurs} and job.id = (
          select oldest.id from jobs as oldest
          where oldest.state = 'waiting' and oldest.is_ordered = 1 and oldest.destination = ordered.destination
          order by oldest.id limit 1))
      from ordered where ordered.destination is not null and ${running("ordered")} = 0)
    order by job.due_at, job.id limit ${most}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Those with waiting jobs, one after another; `null` at the end. */
export function destinations(db: Kysely<Schema>, walk: "unordered" | "ordered", isOrdered: 0 | 1): RawBuilder<unknown> {
  const waiting = sql`jobs as job ${indexedBy(db, `jobs_${walk}`)} where job.state = 'waiting' and job.is_ordered = ${sql.lit(isOrdered)}`;
  return sql`
    select min(job.destination) from ${waiting}
    union all
    select (select min(job.destination) from ${waiting} and job.destination > ${sql.ref(walk)}.destination)
    from ${sql.ref(walk)} where ${sql.ref(walk)}.destination is not null`;
}

/**
 * Takes what {@link findDue} gives. On PostgreSQL gateways claim one after another until their commits: what runs at a
 * destination is then known, so its limit and its order hold over all of them.
 *
 * @throws the driver's error
 */
export async function claimDue(db: Kysely<Schema>, options: JobClaimOptions): Promise<JobClaim[]> {
  if (isPostgres(db)) await sql`select pg_advisory_xact_lock(${sql.lit(LOCKS.jobClaims)})`.execute(db);
  const ids = await findDue(db, options);
  if (ids.length === 0) return [];
  const rows = await db
    .updateTable("jobs")
    .set((eb) => ({
      state: "running",
      fence: eb("fence", "+", 1),
      lease_node: options.node,
      lease_until: options.now + options.leaseMs,
    }))
    .where("id", "in", ids)
    // On PostgreSQL somebody may have deleted it, or sent it again, since the look.
    .where("state", "=", "waiting")
    .returningAll()
    .execute();
  const claims = new Map(rows.map((row) => [row.id, { job: jobOf(row), fence: row.fence }]));
  return ids.flatMap((id) => claims.get(id) ?? []);
}

/** See {@link JobStore.nextDue}. @throws the driver's error */
export async function nextDue(db: Kysely<Schema>, now: number): Promise<number | undefined> {
  const { rows } = await sql<{ due_at: number | null }>`
    select min(due_at) as due_at from jobs ${indexedBy(db, "jobs_due")} where state = 'waiting' and due_at > ${now}`.execute(
    db,
  );
  return rows[0]?.due_at ?? undefined;
}
