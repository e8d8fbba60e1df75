import { type Kysely, sql } from "kysely";
import {
  type DeliveryReport,
  type MessageState,
  type PartState,
  pathAfterReport,
  type ReportMatch,
} from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import { prepare, prepareEach, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import { lockMessage, moveMessage } from "./moves.ts";
import { findReported, type Report, type ReportedPart } from "./report-matching.ts";
import { addTimeline, type PartRow, partsOf, tailOf } from "./rows.ts";
import { countPart } from "./usage.ts";

const WEEK_MS = 7 * 24 * 3_600_000;

/** The time that the network gave, readable or not. */
type Time = Pick<DeliveryReport, "dischargedAt" | "oddDischargedAt">;

/**
 * Matches a report with the part it is about and applies it, or keeps it until the part's reference is recorded.
 *
 * @throws StoreFailure kind "not-allowed" as {@link moveMessage}, Error for a part without a message; the driver's
 * error
 */
export async function recordReport(db: Kysely<Schema>, given: DeliveryReport): Promise<ReportMatch> {
  const report = reportOf(given);
  const found = await findReported(db, report, {
    since: report.received_at - WEEK_MS,
    dischargedAt: given.dischargedAt,
  });
  if (!found) {
    await db
      .deleteFrom("unmatched_reports")
      .where("received_at", "<", report.received_at - WEEK_MS)
      .execute();
    await db
      .insertInto("unmatched_reports")
      .values({ ...report, ...(isPostgres(db) ? {} : { id: nextReport(report) }) })
      .execute();
    return { matched: false };
  }
  const { part, repeated } = found;
  const messageState = repeated ? await stateOf(db, part.message_id) : await apply(db, part, report, given);
  return { matched: true, messageId: part.message_id, position: part.position, messageState };
}

/**
 * Applies the reports that came before the answer to `AT+CMGS`. A part that never got an answer is settled by any
 * report of its SIM and recipient that arrived while it was being sent.
 *
 * @throws StoreFailure kind "not-allowed" as {@link moveMessage}, Error for a part without a message; the driver's
 * error
 */
export async function matchKeptReports(db: Kysely<Schema>, part: PartRow): Promise<void> {
  if (part.sim === null || part.sending_at === null) return;
  if (part.state === "sent" && part.reference === null) return;
  const { sim, recipient_tail, sending_at, reference } = part;
  const reports = await keptReports(reference === null ? "any" : "same")(db, {
    sim,
    recipient_tail,
    sending_at,
    reference,
  });
  let current: ReportedPart = { ...part, aside: null };
  for (const { id, ...report } of reports) {
    if (isSettled(current)) {
      // The report is another part's, or a repeated one of this part.
      if (!isRepeated(report, current)) continue;
    } else {
      await apply(db, current, report);
      const { status_code, discharged_at } = report;
      current = { ...current, state: stateAfter(report, current.state), status_code, discharged_at };
    }
    await db
      .deleteFrom("unmatched_reports")
      .where("sim", "=", sim)
      .where("recipient_tail", "=", recipient_tail)
      .where("id", "=", id)
      .execute();
  }
}

const nextReport = ({ sim, recipient_tail }: Report) => sql<number>`(
  select coalesce(max(id), 0) + 1 from unmatched_reports where sim = ${sim} and recipient_tail = ${recipient_tail})`;

const isSettled = ({ state }: ReportedPart) => state === "delivered" || state === "undelivered";

const isRepeated = (report: Report, { status_code, discharged_at }: ReportedPart) =>
  report.status_code === status_code && report.discharged_at === discharged_at;

/** Of one reference, or the first of any. */
const keptReports = prepareEach((reference: "any" | "same") =>
  prepare(
    (
      db: Kysely<Schema>,
      value: Value<{ sim: string; recipient_tail: string; sending_at: number; reference: number | null }>,
    ) => {
      const query = db
        .selectFrom("unmatched_reports")
        .selectAll()
        .where("sim", "=", value("sim"))
        .where("recipient_tail", "=", value("recipient_tail"))
        .where("received_at", ">=", value("sending_at"))
        .orderBy("id");
      return (
        reference === "any" ? query.limit(sql.lit(1)) : query.where("reference", "=", value("reference"))
      ).compile();
    },
  ),
);

async function apply(db: Kysely<Schema>, part: ReportedPart, report: Report, time: Time = {}): Promise<MessageState> {
  const message = await lockMessage(db, part.message_id);
  if (!message) throw new Error(`part ${part.position} has no message ${part.message_id}`);
  const state = stateAfter(report, part.state);
  // Columns of the index of references are set only when they change: SQLite would write the index as well.
  const isKnown = part.reference === report.reference && part.sent_at !== null;
  await (part.aside === null ? updatePart(isKnown) : updateAside)(db, {
    message_id: part.message_id,
    position: part.position,
    aside: part.aside,
    state,
    reference: report.reference,
    sent_at: part.sent_at ?? part.sending_at,
    status_code: report.status_code,
    discharged_at: report.discharged_at,
  });
  // The report shows what the modem did not: the network has taken the part.
  if (part.sent_at === null) await countPart(db, part.sim, part.sending_at ?? report.received_at);
  await addTimeline(db, [
    {
      messageId: part.message_id,
      position: part.position,
      at: report.received_at,
      state,
      modem: report.modem,
      detail: `report${part.aside === null ? "" : " for the earlier try"}: ${report.outcome}, status ${report.status_code}${timeInWords(time)}`,
    },
  ]);
  if (part.aside !== null) return message.state;
  const states = (await partsOf(db, message.id)).map((row) => row.state);
  const path = pathAfterReport(message.state, states);
  if (path[0] === "queued" && (await isHeld(db, message.id))) return message.state;
  return moveMessage(db, message, path, {
    at: report.received_at,
    ...(message.state === "unknown" ? { set: { unknown_cause: null } } : {}),
  });
}

/** What came out of a backup is not sent by itself, also when a report shows that its first parts were. */
async function isHeld(db: Kysely<Schema>, id: number): Promise<boolean> {
  const held = db.selectFrom("held_messages").select("message_id").where("message_id", "=", id);
  return (await held.executeTakeFirst()) !== undefined;
}

type Reported = Pick<
  ReportedPart,
  "message_id" | "position" | "aside" | "state" | "reference" | "sent_at" | "status_code" | "discharged_at"
>;

const updatePart = prepareEach((isKnown: boolean) =>
  prepare((db: Kysely<Schema>, value: Value<Reported>) =>
    db
      .updateTable("outgoing_parts")
      .set({ ...told(value), ...(isKnown ? {} : sending(value)) })
      .where("message_id", "=", value("message_id"))
      .where("position", "=", value("position"))
      .compile(),
  ),
);

const updateAside = prepare((db: Kysely<Schema>, value: Value<Reported>) =>
  db
    .updateTable("outgoing_abandoned_parts")
    .set({ ...told(value), ...sending(value) })
    .where("id", "=", value("aside"))
    .compile(),
);

const sending = (value: Value<Reported>) => ({ reference: value("reference"), sent_at: value("sent_at") });

const told = (value: Value<Reported>) => ({
  state: value("state"),
  doubtful: sql.lit(0 as const),
  status_code: value("status_code"),
  discharged_at: value("discharged_at"),
});

const timeInWords = ({ oddDischargedAt }: Time) =>
  oddDischargedAt === undefined ? "" : `, with ${oddDischargedAt} in place of a time`;

/** *Still trying* at least means that the network has the part. */
function stateAfter(report: Pick<Report, "outcome">, before: PartState): PartState {
  switch (report.outcome) {
    case "completed":
      return "delivered";
    case "permanent":
    case "gave-up":
      return "undelivered";
    case "still-trying":
      return before === "delivered" || before === "undelivered" ? before : "sent";
    default:
      return report.outcome satisfies never;
  }
}

async function stateOf(db: Kysely<Schema>, messageId: number): Promise<MessageState> {
  const { state } = await db
    .selectFrom("outgoing_messages")
    .select("state")
    .where("id", "=", messageId)
    .executeTakeFirstOrThrow();
  return state;
}

function reportOf(given: DeliveryReport): Report {
  return {
    modem: given.modem,
    sim: given.sim,
    reference: given.reference,
    recipient_tail: tailOf(given.recipient),
    outcome: given.outcome,
    status_code: given.statusCode,
    discharged_at: given.dischargedAt ?? given.receivedAt,
    received_at: given.receivedAt,
  };
}
