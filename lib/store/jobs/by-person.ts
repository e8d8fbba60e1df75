import { type Kysely, type RawBuilder, sql } from "kysely";
import { JOB_LIFE_MS, type Job, type JobProblem, type JobStore } from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import { indexedBy, isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { attemptsOf } from "./list.ts";
import { jobOf } from "./rows.ts";

/** See {@link JobStore.retry}. @throws the driver's error */
export async function retry(db: Kysely<Schema>, id: number, now: number): Promise<Result<Job, JobProblem>> {
  const job = await lockJob(db, id);
  if (job === undefined) return no("not-found");
  if (job.state === "running" || job.state === "delivered") return no(job.state);
  const row = await db
    .updateTable("jobs")
    .set(afresh(now))
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return ok({ ...jobOf(row), attemptsInAll: await attemptsOf(db, id) });
}

/** See {@link JobStore.retryDead}. @throws the driver's error */
export async function retryDead(
  db: Kysely<Schema>,
  destination: string,
  { now, limit }: { now: number; limit: number },
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("jobs")
    .set(afresh(now))
    .where("id", "in", deadOf(db, destination, limit))
    .where("state", "=", "dead")
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** See {@link JobStore.remove}. @throws the driver's error */
export async function remove(db: Kysely<Schema>, id: number): Promise<Result<Job, Exclude<JobProblem, "delivered">>> {
  const job = await lockJob(db, id);
  if (job === undefined) return no("not-found");
  if (job.state === "running") return no("running");
  await db.deleteFrom("jobs").where("id", "=", id).execute();
  return ok(job);
}

/** See {@link JobStore.removeDead}. @throws the driver's error */
export async function removeDead(db: Kysely<Schema>, destination: string, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("jobs")
    .where("id", "in", deadOf(db, destination, limit))
    .where("state", "=", "dead")
    .executeTakeFirst();
  return Number(numDeletedRows);
}

const afresh = (now: number) =>
  ({ state: "waiting", due_at: now, give_up_at: now + JOB_LIFE_MS, attempts: 0, finished_at: null }) as const;

/** Oldest first. */
const deadOf = (db: Kysely<Schema>, destination: string, limit: number): RawBuilder<number> => sql`(
  select id from jobs ${indexedBy(db, "jobs_dead")} where state = 'dead' and destination = ${destination}
  order by id limit ${limit})`;

async function lockJob(db: Kysely<Schema>, id: number): Promise<Job | undefined> {
  const query = db.selectFrom("jobs").selectAll().where("id", "=", id);
  const row = await (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst();
  return row && jobOf(row);
}
