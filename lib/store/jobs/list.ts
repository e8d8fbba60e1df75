import { type Kysely, sql } from "kysely";
import {
  JOB_STATES,
  type Job,
  type JobAttempt,
  type JobFilter,
  type JobKind,
  type JobState,
  MOST_JOBS_COUNTED,
} from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { attemptOf, jobOf } from "./rows.ts";

/** 4,000 jobs are gone through for one page: a few milliseconds, however few of them match. */
const LOOK_AT = 4_000;

/** See `JobStore.page`. @throws the driver's error */
export async function page(
  db: Kysely<Schema>,
  { kinds, state, destination }: JobFilter,
  { limit, before }: { limit: number; before?: number },
): Promise<{ jobs: Job[]; next?: number }> {
  // One condition by which an index goes; the others are looked at here, without their payloads.
  let query = db.selectFrom("jobs").select(["id", "kind", "state", "destination"]).orderBy("id", "desc").limit(LOOK_AT);
  if (before !== undefined) query = query.where("id", "<", before);
  if (destination !== undefined) query = query.where("destination", "=", destination);
  else if (state !== undefined) query = query.where("state", "=", state);
  const searched = await query.execute();
  const found = searched.filter(
    (row) => (state === undefined || row.state === state) && (kinds === undefined || kinds.includes(row.kind)),
  );
  const ids = found.slice(0, limit).map(({ id }) => id);
  const rows = ids.length === 0 ? [] : await withAttempts(db).where("id", "in", ids).execute();
  const jobs = rows
    .map(({ tried, ...row }) => ({ ...jobOf(row), attemptsInAll: Number(tried ?? 0) }))
    .sort((one, other) => other.id - one.id);
  const next = found.length > limit ? ids.at(-1) : searched.length === LOOK_AT ? searched.at(-1)?.id : undefined;
  return next === undefined ? { jobs } : { jobs, next };
}

/** Jobs with how often they were tried: by one statement, which sees an attempt and what it made of the job, or neither. */
const withAttempts = (db: Kysely<Schema>) =>
  db
    .selectFrom("jobs")
    .selectAll()
    .select(({ selectFrom }) =>
      selectFrom("job_attempts")
        .select(({ fn }) => fn.max("number").as("number"))
        .whereRef("job_id", "=", "jobs.id")
        .as("tried"),
    );

/** See `JobStore.find`. @throws the driver's error */
export async function find(db: Kysely<Schema>, id: number): Promise<{ job: Job; attempts: JobAttempt[] } | undefined> {
  const rows = await db
    .selectFrom("jobs")
    // A row for each attempt, for the reason of `withAttempts`.
    .leftJoin("job_attempts", "job_id", "id")
    .selectAll()
    .where("id", "=", id)
    .orderBy("number")
    .execute();
  const [row] = rows;
  if (row === undefined) return undefined;
  const attempts = rows.flatMap(({ at, milliseconds, status, error, answer }) =>
    at === null || milliseconds === null ? [] : [attemptOf({ at, milliseconds, status, error, answer })],
  );
  return { job: { ...jobOf(row), attemptsInAll: attempts.length }, attempts };
}

/** How often a job was tried, before it was sent again too. @throws the driver's error */
export async function attemptsOf(db: Kysely<Schema>, id: number): Promise<number> {
  const tried = await db
    .selectFrom("job_attempts")
    .select(({ fn }) => fn.max("number").as("number"))
    .where("job_id", "=", id)
    .executeTakeFirst();
  return Number(tried?.number ?? 0);
}

/** See `JobStore.countByState`. @throws the driver's error */
export async function countByState(db: Kysely<Schema>, kinds: readonly JobKind[]): Promise<Record<JobState, number>> {
  const counts: Record<JobState, number> = { waiting: 0, running: 0, delivered: 0, dead: 0 };
  if (kinds.length === 0) return counts;
  const places = kinds.flatMap((kind) => JOB_STATES.map((state) => ({ kind, state })));
  const counted = places.map(
    ({ kind, state }) => sql`select ${sql.lit(state)} as state, count(*) as count from (
      select 1 from jobs where kind = ${kind} and state = ${state} limit ${sql.lit(MOST_JOBS_COUNTED)}) as some_jobs`,
  );
  const { rows } = await sql<{ state: JobState; count: number }>`${sql.join(counted, sql` union all `)}`.execute(db);
  for (const { state, count } of rows) counts[state] = Math.min(MOST_JOBS_COUNTED, counts[state] + count);
  return counts;
}
