import { type Expression, type Kysely, type RawBuilder, type Selectable, type SqlBool, sql } from "kysely";
import type { MessageState, OutgoingMessage, OutgoingPart, PartState, TimelineEntry } from "../../messages/index.ts";
import { indexedBy, isPostgres } from "../dialect.ts";
import { prepare, type Value } from "../prepared.ts";
import type { Schema } from "../schema/index.ts";
import type { OutgoingMessagesTable, OutgoingPartsTable, OutgoingTimelineTable } from "../schema/outgoing.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { present, storable } from "../text.ts";

export type MessageRow = Selectable<OutgoingMessagesTable>;
export type PartRow = Selectable<OutgoingPartsTable>;

export function messageOf(row: MessageRow): OutgoingMessage {
  return {
    id: row.id,
    createdAt: row.created_at,
    recipient: row.recipient,
    text: row.text,
    kind: row.kind,
    flash: row.flash === 1,
    channel: row.channel,
    priority: row.priority,
    ...(row.pool === "" ? {} : { pool: row.pool }),
    ...present({ askedModem: row.asked_modem }),
    ...(row.lane === "" ? {} : { lane: row.lane }),
    ...present({ userId: row.user_id }),
    source: row.source,
    sendAt: row.send_at,
    expiresAt: row.expires_at,
    state: row.state,
    dueAt: row.due_at,
    attempts: row.attempts,
    resends: row.resends,
    mayBeDuplicate: row.may_be_duplicate === 1,
    ...present({
      concatReference: row.concat_reference,
      modem: row.modem,
      lastError: row.last_error,
      sentAt: row.sent_at,
      settledAt: row.settled_at,
    }),
    via: row.via,
    takenUnits: row.taken_units,
    ...present({ reference: row.reference }),
    ...(row.despite_opt_out === 1 ? { despiteOptOut: true } : {}),
    ...(row.text_gone === 1 ? { textGone: true } : {}),
    ...(isDamaged(row) ? { textUnreadable: true } : {}),
  };
}

export function partOf(row: PartRow): OutgoingPart {
  return {
    position: row.position,
    pdu: row.pdu,
    length: row.length,
    state: row.state,
    ...present({ reference: row.reference, modem: row.modem, sim: row.sim, sentAt: row.sent_at }),
    ...(isDamaged(row) ? { unreadable: true } : {}),
  };
}

export function timelineEntryOf(row: Selectable<OutgoingTimelineTable>): TimelineEntry {
  return {
    at: row.at,
    state: row.state,
    ...present({ position: row.position, modem: row.modem, detail: row.detail }),
  };
}

/** The parts of a message in their order. @throws the driver's error */
export function partsOf(db: Kysely<Schema>, messageId: number): Promise<PartRow[]> {
  return findParts(db, { messageId });
}

const findParts = prepare((db: Kysely<Schema>, value: Value<{ messageId: number }>) =>
  db
    .selectFrom("outgoing_parts")
    .selectAll()
    .where("message_id", "=", value("messageId"))
    .orderBy("position")
    .compile(),
);

/** Writes lines of timelines. The first line of each, *queued*, is the message itself. @throws the driver's error */
export async function addTimeline(
  db: Kysely<Schema>,
  lines: readonly (TimelineEntry & { messageId: number })[],
): Promise<void> {
  for (const line of lines) {
    await insertLine(db, {
      message_id: line.messageId,
      at: line.at,
      state: line.state,
      position: line.position ?? null,
      modem: line.modem ?? null,
      detail: line.detail === undefined ? null : storable(line.detail),
    });
  }
}

type TimelineRow = Omit<Selectable<OutgoingTimelineTable>, "id">;

const insertLine = prepare((db: Kysely<Schema>, value: Value<TimelineRow>) =>
  db
    .insertInto("outgoing_timeline")
    .values({
      ...(isPostgres(db) ? {} : { id: nextLine(value("message_id")) }),
      message_id: value("message_id"),
      at: value("at"),
      state: value("state"),
      position: value("position"),
      modem: value("modem"),
      detail: value("detail"),
    })
    .compile(),
);

const nextLine = (messageId: Expression<number>) => sql<number>`(
  select coalesce(max(id), 0) + 1 from outgoing_timeline where message_id = ${messageId})`;

/** `state = 'queued'`, spelt out: SQLite uses a partial index only if the query repeats its condition literally. */
export function inState(state: MessageState | PartState): Expression<SqlBool> {
  return sql<SqlBool>`state = ${sql.lit(state)}`;
}

/** IDs of the messages in one of the states that few are in. */
export function idsOf(db: Kysely<Schema>, state: "sending" | "unknown"): RawBuilder<number> {
  return sql<number>`(select id from outgoing_messages ${indexedBy(db, `outgoing_${state}`)} where ${inState(state)})`;
}

/** The digits by which a report and a message find each other: national and international form end the same. */
export function tailOf(number: string): string {
  return number.replaceAll(/\D/g, "").slice(-6);
}
