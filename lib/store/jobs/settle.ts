import { type Kysely, type Selectable, sql } from "kysely";
import type { ClaimWrite, JobAttempt, JobClaim, JobSettlement, JobStore } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import type { JobsTable } from "../schema/jobs.ts";
import { sealed } from "../sealing/sealed-texts.ts";
import { factsOf } from "../tally/facts.ts";
import { orNull, storable } from "../text.ts";

const FREE = { lease_node: null, lease_until: null } as const;

/** See {@link JobStore.settle}. @throws the driver's error */
export async function settle(db: Kysely<Schema>, claim: JobClaim, settlement: JobSettlement): Promise<ClaimWrite> {
  const { id } = claim.job;
  const held = await lockHeld(db, claim);
  if (held === undefined) return "claim-lost";
  if (settlement.state === "given-back") {
    await db
      .updateTable("jobs")
      .set({ state: "waiting", ...FREE })
      .where("id", "=", id)
      .execute();
    return "written";
  }
  const { state, attempt } = settlement;
  await addAttempt(db, id, attempt);
  await db
    .updateTable("jobs")
    .set({
      state,
      attempts: held.attempts + 1,
      last_error: attempt.error === undefined ? null : storable(attempt.error),
      ...(state === "waiting" ? { due_at: settlement.dueAt } : { finished_at: attempt.at + attempt.milliseconds }),
      ...FREE,
    })
    .where("id", "=", id)
    .execute();
  factsOf(db)?.push({ what: "job", destination: held.destination, result: state === "waiting" ? "failed" : state });
  return "written";
}

async function lockHeld(db: Kysely<Schema>, { job, fence }: JobClaim): Promise<Selectable<JobsTable> | undefined> {
  const query = db
    .selectFrom("jobs")
    .selectAll()
    .where("id", "=", job.id)
    .where("state", "=", "running")
    .where("fence", "=", fence);
  return (isPostgres(db) ? query.forUpdate() : query).executeTakeFirst();
}

async function addAttempt(db: Kysely<Schema>, id: number, attempt: JobAttempt): Promise<void> {
  const { rows } = await sql<{ number: number }>`
    select coalesce(max(number), 0) + 1 as number from job_attempts where job_id = ${id}`.execute(db);
  const row = { job_id: id, number: rows[0]?.number ?? 1 };
  await db
    .insertInto("job_attempts")
    .values({
      ...row,
      at: attempt.at,
      milliseconds: attempt.milliseconds,
      status: orNull(attempt.status),
      error: attempt.error === undefined ? null : storable(attempt.error),
      answer: sealed(db, "try.answer", {
        row,
        text: attempt.answer === undefined ? null : storable(attempt.answer),
      }),
    })
    .execute();
}

/** See {@link JobStore.renew}. @throws the driver's error */
export async function renew(db: Kysely<Schema>, claims: readonly JobClaim[], until: number): Promise<void> {
  for (const { job, fence } of claims) {
    await db
      .updateTable("jobs")
      .set({ lease_until: until })
      .where("id", "=", job.id)
      .where("state", "=", "running")
      .where("fence", "=", fence)
      .execute();
  }
}

/** See {@link JobStore.recover}. @throws the driver's error */
export async function recover(
  db: Kysely<Schema>,
  { now, node, alone = false }: Parameters<JobStore["recover"]>[0],
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("jobs")
    .set((eb) => ({ state: "waiting", fence: eb("fence", "+", 1), ...FREE }))
    .where("state", "=", "running")
    .where((eb) =>
      alone
        ? eb.lit(true)
        : eb.or([eb("lease_until", "<=", now), ...(node === undefined ? [] : [eb("lease_node", "=", node)])]),
    )
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Whether any job runs, on any gateway. @throws the driver's error */
export async function anyRunning(db: Kysely<Schema>): Promise<boolean> {
  const running = await db.selectFrom("jobs").select("id").where("state", "=", sql.lit("running")).limit(1).execute();
  return running.length > 0;
}
