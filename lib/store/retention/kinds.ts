import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { type CameAt, MESSAGE_STATES, type RetentionKind, type RetentionTask } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";

/** Where the rows of a kind are, and which of them may go. */
interface KindRows {
  table: string;
  /** Which rows of the table are of the kind. */
  isOf: RawBuilder<SqlBool>;
  /** When a row came. IDs grow with it, but for steps of the clock and what was imported. */
  came: string;
  /** Parts of the table that an index has in the order of `came`. */
  byTime: (db: Kysely<Schema>) => RawBuilder<SqlBool>[];
  /** When nothing more was to happen to it; never before it came. */
  ended: RawBuilder<number>;
  /** Nothing is left to be done with it. */
  isOver: (now: number) => RawBuilder<SqlBool>;
}

/** A day after its validity no report comes any more: networks give up with it. */
const REPORT_GRACE_MS = 24 * 3_600_000;
const NONE = () => [];
const EVERY = sql<SqlBool>`1 = 1`;

/** Of a message that an alarm sent which is not over. */
const CALLS = sql<SqlBool>`exists (select 1 from alarm_tellings join alarms on alarms.id = alarm_tellings.alarm_id
  where alarm_tellings.message_id = kept.id and alarms.is_active = 1)`;
/** Of a message that jobs have still to deliver. */
const IN_JOBS = sql<SqlBool>`kept.id in (select incoming_id from jobs
  where state in ('waiting', 'running') and incoming_id is not null)`;
const UNROUTED = sql<SqlBool>`(kept.routed_at is null and kept.state in ('complete', 'incomplete'))`;

const ofState = (state: "delivered" | "dead"): KindRows => ({
  table: "jobs",
  isOf: sql<SqlBool>`kept.state = ${sql.lit(state)}`,
  came: "created_at",
  byTime: NONE,
  ended: sql<number>`coalesce(kept.finished_at, kept.created_at)`,
  isOver: () => EVERY,
});

/** In queries, `kept` is the table. */
export const KIND_ROWS: Readonly<Record<RetentionKind, KindRows>> = {
  sent: {
    table: "outgoing_messages",
    isOf: EVERY,
    came: "created_at",
    byTime: (db) =>
      MESSAGE_STATES.map((state) => {
        const isListed = isPostgres(db) ? sql`` : sql` and kept.listed = 1`;
        return sql<SqlBool>`kept.state = ${sql.lit(state)}${isListed}`;
      }),
    ended: sql<number>`coalesce(kept.settled_at, kept.sent_at, kept.created_at)`,
    isOver: (now) => sql<SqlBool>`(kept.state in ('delivered', 'undelivered', 'failed', 'cancelled', 'expired')
      or kept.state = 'sent' and kept.expires_at < ${now - REPORT_GRACE_MS}) and not ${CALLS}`,
  },
  incoming: {
    table: "incoming_messages",
    isOf: EVERY,
    came: "received_at",
    byTime: () => [sql<SqlBool>`kept.state <> 'waiting' and kept.hidden = 0`],
    ended: sql<number>`kept.received_at`,
    isOver: () => sql<SqlBool>`kept.state <> 'waiting' and not ${UNROUTED} and not ${IN_JOBS}`,
  },
  events: {
    table: "events",
    isOf: EVERY,
    came: "at",
    byTime: () => [EVERY],
    ended: sql<number>`kept.at`,
    isOver: () => EVERY,
  },
  jobs: ofState("delivered"),
  "dead-jobs": ofState("dead"),
  audit: {
    table: "opt_out_audit",
    isOf: EVERY,
    came: "at",
    byTime: NONE,
    ended: sql<number>`kept.at`,
    // The record that says since when, and by whom, nothing is sent to the number.
    isOver: () => sql<SqlBool>`(not exists (select 1 from opt_outs where opt_outs.number = kept.number)
      or exists (select 1 from opt_out_audit as later where later.number = kept.number and later.id > kept.id
        and later.action = 'opt-out' and later.has_changed = 1))`,
  },
};

const isBelow = (column: string, { came, id }: CameAt) =>
  sql<SqlBool>`(kept.${sql.ref(column)} < ${came} or kept.${sql.ref(column)} = ${came} and kept.id < ${id})`;

/** Whether a row of the kind, or its text, goes. */
export function goes(task: RetentionTask): RawBuilder<SqlBool> {
  const { isOf, ended, isOver } = KIND_ROWS[task.kind];
  const bounds = [
    ...(task.before === undefined ? [] : [sql<SqlBool>`${ended} < ${task.before}`]),
    ...(task.what === "texts" || task.below === undefined ? [] : [isBelow(KIND_ROWS[task.kind].came, task.below)]),
  ];
  if (bounds.length === 0) return sql<SqlBool>`1 = 0`;
  const hasText = task.what === "texts" ? sql` and kept.text_gone = 0 and kept.kind not in ('call', 'ring')` : sql``;
  return sql<SqlBool>`(${sql.join(bounds, sql` or `)}) and ${isOf} and ${isOver(task.now)}${hasText}`;
}
