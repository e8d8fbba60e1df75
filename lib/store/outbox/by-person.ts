import type { Kysely } from "kysely";
import {
  type CancelledMessage,
  copyOf,
  countTaken,
  isSimLane,
  type MessageProblem,
  mayRepeat,
  RESENT_AS,
  type ResentMessage,
  validFrom,
} from "../../messages/index.ts";
import { no, ok, type Result } from "../../result.ts";
import type { Schema } from "../schema/index.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { acceptAll } from "./accept.ts";
import { lockMessage, moveMessage } from "./moves.ts";
import { addTimeline, type MessageRow, messageOf, partOf, partsOf } from "./rows.ts";
import { queueUnknownAgain } from "./unknown.ts";

/** queued → cancelled. @throws StoreFailure kind "not-allowed" as {@link moveMessage}; the driver's error */
export async function cancel(
  db: Kysely<Schema>,
  id: number,
  now: number,
): Promise<Result<CancelledMessage, MessageProblem>> {
  const row = await lockMessage(db, id);
  if (row === undefined) return no({ kind: "not-found" });
  if (row.state !== "queued") return no({ kind: "wrong-state", state: row.state });
  const parts = countTaken(await partsOf(db, id));
  await moveMessage(db, row, ["cancelled"], { at: now });
  return ok({ recipient: row.recipient, parts });
}

/**
 * Queues a copy of a settled message; a message whose outcome is unknown is itself requeued.
 *
 * @throws StoreFailure kind "not-allowed" as {@link moveMessage}, Error when the copy got no ID; the driver's error
 */
export async function resend(
  db: Kysely<Schema>,
  id: number,
  now: number,
  { despiteOptOut = false }: { despiteOptOut?: boolean } = {},
): Promise<Result<ResentMessage, MessageProblem>> {
  const row = await lockMessage(db, id);
  if (row === undefined) return no({ kind: "not-found" });
  const as = RESENT_AS[row.state];
  if (as === undefined) return no({ kind: "wrong-state", state: row.state });
  if (row.text_gone === 1) return no({ kind: "text-gone" });
  if (isDamaged(row)) return no({ kind: "text-unreadable" });
  const parts = countTaken(await partsOf(db, id));
  const value = { recipient: row.recipient, parts };
  if (as === "copy") return ok({ ...value, copy: await queueCopy(db, row, { now, despiteOptOut }) });
  const isOver = row.expires_at <= now;
  const expires_at = validFrom({ sendAt: row.send_at, expiresAt: row.expires_at }, now);
  await queueUnknownAgain(db, row, {
    now,
    set: { despite_opt_out: despiteOptOut ? 1 : 0, ...(isOver ? { expires_at } : {}) },
  });
  return ok(value);
}

async function queueCopy(
  db: Kysely<Schema>,
  row: MessageRow,
  { now, despiteOptOut }: { now: number; despiteOptOut: boolean },
): Promise<number> {
  const message = messageOf(row);
  const parts = (await partsOf(db, row.id)).map(partOf);
  const [[copy] = []] = await acceptAll(db, [{ messages: [{ ...copyOf(message, now), despiteOptOut }], now }]);
  if (copy === undefined) throw new Error(`message ${row.id} was not copied`);
  await db
    .updateTable("outgoing_messages")
    .set({
      may_be_duplicate: mayRepeat(message, parts) ? 1 : 0,
      // A message in a SIM's lane must have a waiting time: when the wait ends, rules assign a lane again.
      sim_wait_since: isSimLane(row.lane) ? now : null,
    })
    .where("id", "=", copy)
    .execute();
  await addTimeline(db, [
    { messageId: row.id, at: now, state: row.state, detail: `sent again as message ${copy}` },
    { messageId: copy, at: now, state: "queued", detail: `message ${row.id} sent again` },
  ]);
  return copy;
}
