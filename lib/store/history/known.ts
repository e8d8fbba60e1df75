import type { Kysely } from "kysely";
import type { HistoryMessage, HistoryState, MessageState, OutgoingHistory } from "../../messages/index.ts";
import { countMove } from "../counted-moves.ts";
import { addTimeline } from "../outbox/rows.ts";
import type { Schema } from "../schema/index.ts";
import { takeBack } from "./uncounted.ts";

/** What an earlier import has made; without `message` when it is an incoming one, or was deleted here. */
export interface Known {
  message?: { id: number; state: MessageState; isHeld: boolean };
}

/** The state that a message gets which was imported before; `undefined` when it stays as it is. */
export function newsOf(message: HistoryMessage, { message: known }: Known): Exclude<HistoryState, "held"> | undefined {
  if (message.direction !== "outgoing" || known === undefined) return undefined;
  const { state } = message;
  if (known.isHeld) return state === "held" ? undefined : state;
  const isReport = state === "delivered" || state === "undelivered";
  return known.state === "sent" && isReport ? state : undefined;
}

/** Gives a message that was imported before the state that it has reached at its gateway since. @throws the driver's error */
export async function moveKnown(
  db: Kysely<Schema>,
  known: Known,
  { message, now }: { message: OutgoingHistory; now: number },
): Promise<void> {
  const state = newsOf(message, known);
  if (known.message === undefined || state === undefined) return;
  const { id } = known.message;
  const before = await db.selectFrom("outgoing_messages").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const changes = {
    state,
    unknown_cause: null,
    last_error: message.error ?? null,
    sent_at: message.sentAt ?? before.sent_at,
    settled_at: message.settledAt ?? null,
    modem: message.modem ?? before.modem,
  };
  await db.updateTable("outgoing_messages").set(changes).where("id", "=", id).execute();
  await db.deleteFrom("held_messages").where("message_id", "=", id).execute();
  countMove(db, before, changes);
  await takeBack(db, { outgoing: [{ ...before, ...changes }], before: [before] });
  await addTimeline(db, [{ messageId: id, at: now, state, detail: `imported again from ${message.from}` }]);
}
