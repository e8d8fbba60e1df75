import type { Kysely, Updateable } from "kysely";
import { pathWhenKnown, type UnknownPolicy } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import type { OutgoingMessagesTable } from "../schema/outgoing.ts";
import { moveMessage } from "./moves.ts";
import { addTimeline, idsOf, inState, type MessageRow, partsOf } from "./rows.ts";
import { countPart } from "./usage.ts";

/** 200 per transaction: a few milliseconds, so that claims do not wait. */
export const UNKNOWN_STEP = 200;

/**
 * Applies the policy to at most {@link UNKNOWN_STEP} messages; returns the IDs of those it changed.
 *
 * @throws StoreFailure kind "not-allowed" as {@link moveMessage}; the driver's error
 */
export async function settleUnknown(
  db: Kysely<Schema>,
  policy: Exclude<UnknownPolicy, "hold">,
  options: { now: number; id?: number },
): Promise<number[]> {
  const messages = await findUnknown(db, policy, options.id);
  for (const message of messages) {
    if (policy === "resend") await queueUnknownAgain(db, message, options);
    else await assumeSent(db, message, options.now);
  }
  return messages.map((message) => message.id);
}

function findUnknown(db: Kysely<Schema>, policy: "resend" | "assume-sent", id?: number): Promise<MessageRow[]> {
  let query = db
    .selectFrom("outgoing_messages")
    .selectAll()
    .where("id", "in", idsOf(db, "unknown"))
    .where(inState("unknown"))
    .where("id", "not in", db.selectFrom("held_messages").select("message_id"))
    .orderBy("id")
    .limit(UNKNOWN_STEP);
  if (id !== undefined) query = query.where("id", "=", id);
  // What a dead gateway left does not use up the one resend: two power cuts must not strand a message.
  if (policy === "resend") {
    query = query.where((eb) => eb.or([eb("unknown_cause", "=", "gateway"), eb("resends", "=", 0)]));
  }
  return (isPostgres(db) ? query.forUpdate().skipLocked() : query).execute();
}

/**
 * Opens the parts whose outcome is unknown and requeues the message, marked as a possible duplicate.
 *
 * @throws StoreFailure kind "not-allowed" as {@link moveMessage}; the driver's error
 */
export async function queueUnknownAgain(
  db: Kysely<Schema>,
  message: MessageRow,
  { now, set = {} }: { now: number; set?: Updateable<OutgoingMessagesTable> },
): Promise<void> {
  await db.deleteFrom("held_messages").where("message_id", "=", message.id).execute();
  await moveUnknownParts(db, message, { state: "open", now });
  await moveMessage(db, message, ["queued"], {
    at: now,
    detail: "outcome unknown: sent again, may be a duplicate",
    set: {
      ...set,
      may_be_duplicate: 1,
      resends: message.resends + (message.unknown_cause === "gateway" ? 0 : 1),
      unknown_cause: null,
    },
  });
}

async function assumeSent(db: Kysely<Schema>, message: MessageRow, now: number): Promise<void> {
  await moveUnknownParts(db, message, { state: "sent", now });
  const path = pathWhenKnown((await partsOf(db, message.id)).map((part) => part.state));
  await moveMessage(db, message, path, {
    at: now,
    detail: "outcome unknown: taken as sent",
    set: { unknown_cause: null },
  });
}

async function moveUnknownParts(
  db: Kysely<Schema>,
  message: MessageRow,
  to: { state: "open" | "sent"; now: number },
): Promise<void> {
  const moved = await db
    .updateTable("outgoing_parts")
    .set(to.state === "open" ? { state: "open", doubtful: 1 } : { state: "sent", sent_at: to.now })
    .where("message_id", "=", message.id)
    .where(inState("unknown"))
    .returning(["position", "sim"])
    .execute();
  if (to.state === "sent" && message.via === "sms") for (const { sim } of moved) await countPart(db, sim, to.now);
  await addTimeline(
    db,
    moved.map(({ position }) => ({ messageId: message.id, position, at: to.now, state: to.state })),
  );
}
