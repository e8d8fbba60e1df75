import type { Kysely } from "kysely";
import type { EndedCall } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { tellOf } from "./kinds.ts";

/** Completes a call that was stored when it began to ring. @throws the driver's error */
export async function endCall(
  db: Kysely<Schema>,
  { sim, dedupeKey, rangMs, sender }: EndedCall,
): Promise<number | undefined> {
  const call = db
    .selectFrom("incoming_parts")
    .select("message_id")
    .where("sim", "=", sim)
    .where("dedupe_key", "=", dedupeKey);
  const ended = await db
    .updateTable("incoming_messages")
    .set({ state: "complete", rang_ms: rangMs, ...(sender === undefined ? {} : { sender }) })
    .where("id", "in", call)
    .where("kind", "=", "call")
    .returning("id")
    .executeTakeFirst();
  if (ended !== undefined) await tellOf(db, ended.id);
  return ended?.id;
}

/** Completes calls whose end nobody has seen: the gateway ended first. @throws the driver's error */
export async function releaseCalls(db: Kysely<Schema>, since: number): Promise<number[]> {
  const released = await db
    .updateTable("incoming_messages")
    .set({ state: "complete" })
    .where("state", "=", "waiting")
    .where("kind", "=", "call")
    .where("received_at", "<=", since)
    .returning("id")
    .execute();
  const ids = released.map(({ id }) => id).sort((a, b) => a - b);
  for (const id of ids) await tellOf(db, id);
  return ids;
}
