import type { Kysely } from "kysely";
import { JOB_LIFE_MS, type NewJob } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import type { Schema } from "../schema/index.ts";
import { sealed } from "../sealing/sealed-texts.ts";
import { orNull, storable } from "../text.ts";

/** 100 rows of 12 values per statement: far below both databases' limits on parameters. */
const STEP = 100;

/**
 * Adds jobs inside a transaction of others; those whose event ID is known are left out. Other gateways hear of them at its
 * commit.
 *
 * @returns the new IDs, in the same order
 * @throws the driver's error
 */
export async function addJobs(
  db: Kysely<Schema>,
  jobs: readonly NewJob[],
  { now, backend }: { now: number; backend: Pick<Backend, "announceJobs"> },
): Promise<number[]> {
  const ids: number[] = [];
  for (let from = 0; from < jobs.length; from += STEP) {
    const added = await db
      .insertInto("jobs")
      .values(jobs.slice(from, from + STEP).map((job) => rowOf(db, job, now)))
      .onConflict((conflict) => conflict.column("event_id").doNothing())
      .returning("id")
      .execute();
    ids.push(...added.map(({ id }) => id));
  }
  if (ids.length > 0) await backend.announceJobs(db);
  return ids;
}

const rowOf = (db: Kysely<Schema>, job: NewJob, now: number) => ({
  event_id: storable(job.eventId),
  kind: job.kind,
  destination: storable(job.destination),
  is_ordered: job.isOrdered === true ? (1 as const) : (0 as const),
  payload: sealed(db, "job.payload", {
    row: { event_id: storable(job.eventId) },
    text: JSON.stringify(job.payload),
  }),
  created_at: now,
  due_at: now,
  give_up_at: now + JOB_LIFE_MS,
  incoming_id: orNull(job.incomingId),
  rule_id: orNull(job.ruleId),
});
