import type { Kysely } from "kysely";
import type { AlarmChanged } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";

/**
 * Marks messages with buttons that have to show a change of an alarm. Those that wait for an edit already are left: whoever edits
 * them looks at the alarm after this.
 *
 * @throws the driver's error
 */
export async function markChats(db: Kysely<Schema>, { after, decision }: AlarmChanged, now: number): Promise<void> {
  const { state, step, round } = decision.alarm;
  const shows = state !== undefined || step !== undefined || round !== undefined || "holder" in decision.alarm;
  if (!shows && !decision.entries.some(({ kind }) => kind === "answered")) return;
  await db
    .updateTable("alarm_chats")
    .set({ edit_at: now, attempts: 0 })
    .where("edit_at", "is", null)
    .where(
      "message_id",
      "in",
      db
        .selectFrom("alarm_tellings")
        .select((eb) => eb.ref("message_id").$castTo<number>().as("message_id"))
        .where("alarm_id", "=", after.id)
        .where("news", "is", null)
        .where("message_id", "is not", null),
    )
    .execute();
}
