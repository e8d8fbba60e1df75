import { type Kysely, sql } from "kysely";
import type { PersonTraces } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import { lockMessage, moveMessage } from "../outbox/moves.ts";
import type { Schema } from "../schema/index.ts";
import { changesOf } from "../stream/changes.ts";

/**
 * Deletes a message to the person; one that waits is cancelled first, so that whoever counts it knows. What is sent right now stays.
 *
 * @returns `undefined`: it is gone already, or goes to somebody else now
 * @throws the driver's error
 */
export async function removeOutgoing(
  db: Kysely<Schema>,
  id: number,
  { traces, now }: { traces: PersonTraces; now: number },
): Promise<"removed" | "cancelled" | "being-sent" | undefined> {
  const row = await lockMessage(db, id);
  if (row === undefined || !traces.isNumber(row.recipient)) return undefined;
  if (row.state === "sending") return "being-sent";
  if (row.state === "queued") await moveMessage(db, row, ["cancelled"], { at: now });
  await db.deleteFrom("outgoing_messages").where("id", "=", id).execute();
  changesOf(db)?.push({ type: "message", id, state: "deleted", userId: row.user_id });
  return row.state === "queued" ? "cancelled" : "removed";
}

/**
 * Deletes a message from the person, with the jobs that it led to, unless one of these is being delivered.
 *
 * @returns `became`: `undefined` when it is gone already
 * @throws the driver's error
 */
export async function removeIncoming(
  db: Kysely<Schema>,
  id: number,
): Promise<{ jobs: number; became: "removed" | "being-delivered" | undefined }> {
  const ofMessage = db.selectFrom("jobs").select(["id", "state"]).where("incoming_id", "=", id);
  const jobs = await (isPostgres(db) ? ofMessage.forUpdate() : ofMessage).execute();
  const over = jobs.filter(({ state }) => state !== "running").map((job) => job.id);
  if (over.length > 0) await db.deleteFrom("jobs").where("id", "in", over).execute();
  if (over.length < jobs.length) return { jobs: over.length, became: "being-delivered" };
  const { numDeletedRows } = await db.deleteFrom("incoming_messages").where("id", "=", id).executeTakeFirst();
  if (numDeletedRows === 0n) return { jobs: over.length, became: undefined };
  changesOf(db)?.push({ type: "incoming", id, state: "deleted" });
  return { jobs: over.length, became: "removed" };
}

/** The PDUs of a message say the same as its text, which names the person no longer. @throws the driver's error */
export async function blankOutgoing(db: Kysely<Schema>, id: number): Promise<void> {
  await db.updateTable("outgoing_parts").set({ pdu: "" }).where("message_id", "=", id).execute();
}

/** The same of a received message, and the texts and data of its parts. @throws the driver's error */
export async function blankIncoming(db: Kysely<Schema>, id: number): Promise<void> {
  await db.updateTable("incoming_messages").set({ data: null }).where("id", "=", id).execute();
  await db
    .updateTable("incoming_parts")
    .set({ pdu: "", data: null, text: sql`case when text is null then null else '' end` })
    .where("message_id", "=", id)
    .execute();
}
