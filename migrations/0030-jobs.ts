import { type Kysely, type Migration, sql } from "kysely";
import { counter, flag, isPostgres, oneOf, required, withId } from "./columns.ts";

/** What is to be done for destinations other than SMS and Telegram, and what became of each attempt. */
export const jobs: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await withId(db, db.schema.createTable("jobs"))
      .addColumn("event_id", "text", (column) => column.notNull().unique())
      .addColumn("kind", "text", required)
      .addColumn("destination", "text", required)
      .addColumn("is_ordered", "bigint", flag("is_ordered"))
      // JSON object.
      .addColumn("payload", "text", required)
      .addColumn("state", "text", (column) =>
        oneOf("state", ["waiting", "running", "delivered", "dead"])(column).defaultTo("waiting"),
      )
      .addColumn("created_at", "bigint", required)
      .addColumn("due_at", "bigint", required)
      .addColumn("give_up_at", "bigint", required)
      .addColumn("attempts", "bigint", counter)
      // Grows with every claim and every take-over.
      .addColumn("fence", "bigint", counter)
      .addColumn("lease_node", "text")
      .addColumn("lease_until", "bigint")
      .addColumn("finished_at", "bigint")
      .addColumn("last_error", "text")
      // No reference: a job outlives the message and the rule that it came from.
      .addColumn("incoming_id", "bigint")
      .addColumn("rule_id", "bigint")
      .execute();
    // Claims walk over the destinations: the first due one of each, or where it is ordered, the oldest.
    await sql`create index jobs_unordered on jobs (destination, due_at, id)
      where state = 'waiting' and is_ordered = 0`.execute(db);
    await sql`create index jobs_ordered on jobs (destination, id)
      where state = 'waiting' and is_ordered = 1`.execute(db);
    await sql`create index jobs_due on jobs (due_at) where state = 'waiting'`.execute(db);
    await sql`create index jobs_running on jobs (destination) where state = 'running'`.execute(db);
    // Lists, and what is done to all dead letters of a destination.
    await sql`create index jobs_by_state on jobs (state, id)`.execute(db);
    await sql`create index jobs_by_destination on jobs (destination, id)`.execute(db);
    await sql`create index jobs_dead on jobs (destination, id) where state = 'dead'`.execute(db);
    await sql`create index jobs_counted on jobs (kind, state)`.execute(db);
    await sql`create index jobs_finished on jobs (state, finished_at) where finished_at is not null`.execute(db);
    await db.schema
      .createTable("job_attempts")
      .addColumn("job_id", "bigint", (column) => column.notNull().references("jobs.id").onDelete("cascade"))
      // Counts up for each job.
      .addColumn("number", "bigint", required)
      .addColumn("at", "bigint", required)
      .addColumn("milliseconds", "bigint", required)
      .addColumn("status", "bigint")
      .addColumn("error", "text")
      .addColumn("answer", "text")
      .addPrimaryKeyConstraint("job_attempts_key", ["job_id", "number"])
      .modifyEnd(isPostgres(db) ? sql`` : sql`without rowid`)
      .execute();
  },
};
