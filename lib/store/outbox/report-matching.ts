import { type Kysely, type RawBuilder, type Selectable, sql } from "kysely";
import { indexedBy } from "../dialect.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import type { UnmatchedReportsTable } from "../schema/outgoing.ts";
import type { PartRow } from "./rows.ts";

/** What a report is matched by, and its content. */
export type Report = Omit<Selectable<UnmatchedReportsTable>, "id">;

/** A part that a report may be about. `aside`: where it is kept since all of its message went again by another SIM. */
export interface ReportedPart
  extends Pick<
    PartRow,
    | "message_id"
    | "position"
    | "state"
    | "sim"
    | "reference"
    | "sending_at"
    | "sent_at"
    | "status_code"
    | "discharged_at"
  > {
  aside: number | null;
}

/** 20 parts of one reference: enough for a week in which the reference was reused many times. */
const MOST = sql.lit(20);

/**
 * In this order: the part that this very report has settled before (it came twice, as its time tells); the newest part of
 * this reference that waits for one; a part of which nobody knows whether it went. A part that another report has settled
 * is not meant: references come round, after a restart of the modem at once, and the part that is may not have its own
 * yet. Only a report without a time passes for a repeated one, when no part is on its way.
 *
 * @throws the driver's error
 */
export async function findReported(
  db: Kysely<Schema>,
  report: Report,
  { since, dischargedAt }: { since: number; dischargedAt?: number | undefined },
): Promise<{ part: ReportedPart; repeated: boolean } | undefined> {
  const ofReference = (await partsOfReference(db, { ...report, since })).sort(newest("sent_at"));
  const settled = ofReference.filter((part) => part.state !== "sent");
  const same = settled.find((part) => part.discharged_at === dischargedAt && part.status_code === report.status_code);
  if (same) return { part: same, repeated: true };
  const waiting = ofReference.find((part) => part.state === "sent");
  if (waiting) return { part: waiting, repeated: false };
  const doubtful = (await doubtfulParts(db, { ...report, since })).sort(newest("sending_at"));
  // It may belong to the part that is being sent right now: wait for that part's reference.
  if (doubtful.some((part) => part.state === "sending")) return undefined;
  if (doubtful[0]) return { part: doubtful[0], repeated: false };
  return settled[0] && dischargedAt === undefined ? { part: settled[0], repeated: true } : undefined;
}

type Key = Report & { since: number };

const partsOfReference = prepare((db: Kysely<Schema>, value: Value<Key>) =>
  kept(
    value,
    sql`part.reference = ${value("reference")} and part.sent_at >= ${value("since")}
      order by part.sent_at desc, part.message_id desc limit ${MOST}`,
  ).compile(db),
);

/** Those in *sending* are found by their messages, of which there are few, and then those that are in doubt. */
const doubtfulParts = prepare((db: Kysely<Schema>, value: Value<Key>) =>
  sql<ReportedPart>`
    select ${COLUMNS}, cast(null as bigint) as aside
    from outgoing_messages as message ${indexedBy(db, "outgoing_sending")}
    cross join outgoing_parts as part
    where message.state = 'sending' and part.message_id = message.id and part.state = 'sending'
      and part.sim = ${value("sim")} and part.recipient_tail = ${value("recipient_tail")}
      and part.sending_at >= ${value("since")}
    union all ${kept(
      value,
      sql`(part.state = 'unknown' or part.doubtful = 1) and part.sending_at >= ${value("since")}
        order by part.sending_at desc`,
    )}`.compile(db),
);

/** The parts of the report's SIM and recipient, where they are and where they were put aside. */
function kept(value: Value<Key>, condition: RawBuilder<unknown>): RawBuilder<ReportedPart> {
  const from = (table: string, aside: RawBuilder<unknown>) => sql`
    select * from (
      select ${COLUMNS}, ${aside} as aside
      from ${sql.table(table)} as part
      where part.sim = ${value("sim")} and part.recipient_tail = ${value("recipient_tail")} and ${condition}) as kept`;
  return sql<ReportedPart>`${from("outgoing_parts", sql`cast(null as bigint)`)}
    union all ${from("outgoing_abandoned_parts", sql`part.id`)}`;
}

const COLUMNS = sql.raw(`part.message_id, part."position", part.state, part.sim, part.reference, part.sending_at,
  part.sent_at, part.status_code, part.discharged_at`);

const newest = (time: "sent_at" | "sending_at") => (one: ReportedPart, other: ReportedPart) =>
  (other[time] ?? 0) - (one[time] ?? 0) || other.message_id - one.message_id;
