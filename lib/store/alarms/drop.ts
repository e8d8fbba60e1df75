import { type Kysely, sql } from "kysely";
import { lockFree } from "../dialect.ts";
import { moveMessage } from "../outbox/moves.ts";
import type { MessageRow } from "../outbox/rows.ts";
import type { Schema } from "../schema/index.ts";

const WHY = "the alarm was taken, or is over";

/**
 * Drops calls of an alarm that have not gone: those that wait for their person's minute, and messages that are still queued and carry
 * nothing else that matters. Whoever was to get them was not called, and gets no news.
 *
 * @throws the driver's error
 */
export async function dropCalls(db: Kysely<Schema>, alarmId: number, now: number): Promise<void> {
  await db
    .updateTable("alarm_tellings")
    .set({ dropped_at: now, due_at: null })
    .where("alarm_id", "=", alarmId)
    .where("news", "is", null)
    .where("due_at", "is not", null)
    .execute();
  for (const row of await queuedFor(db, alarmId)) {
    await moveMessage(db, row, ["cancelled"], { at: now, detail: WHY, set: { last_error: WHY } });
    await db.updateTable("alarm_tellings").set({ dropped_at: now }).where("message_id", "=", row.id).execute();
  }
}

/** One that a worker is about to take goes out. */
async function queuedFor(db: Kysely<Schema>, alarmId: number): Promise<MessageRow[]> {
  const { rows } = await sql<MessageRow>`
    select message.* from outgoing_messages as message
    where message.state = 'queued' and message.id in (
      select telling.message_id from alarm_tellings as telling
      where telling.alarm_id = ${alarmId} and telling.news is null and telling.dropped_at is null
        and telling.message_id is not null)
      and not exists (
        select 1 from alarm_tellings as other join alarms on alarms.id = other.alarm_id
        where other.message_id = message.id
          and (other.news is not null or (alarms.id <> ${alarmId} and alarms.state in ('open', 'unanswered'))))
    order by message.id ${lockFree(db, "update", "message")}`.execute(db);
  return rows;
}
