import { type Kysely, type SqlBool, sql } from "kysely";
import { OPTED_OUT } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import { moveMessage } from "../outbox/moves.ts";
import type { Schema } from "../schema/index.ts";

/** Whether nothing may be sent for a message: its recipient has opted out. */
export const IS_STOPPED = sql<SqlBool>`(outgoing_messages.despite_opt_out = 0 and exists (
  select 1 from opt_outs where opt_outs.number = outgoing_messages.recipient))`;

/**
 * Cancels those of these messages that wait and are stopped.
 *
 * @returns their number
 * @throws StoreFailure kind "not-allowed" as {@link moveMessage}; the driver's error
 */
export async function cancelOptedOut(db: Kysely<Schema>, ids: readonly number[], now: number): Promise<number> {
  if (ids.length === 0) return 0;
  const query = db
    .selectFrom("outgoing_messages")
    .selectAll()
    .where("id", "in", [...ids])
    .where("state", "=", "queued")
    .where(IS_STOPPED)
    .orderBy("id");
  const stopped = await (isPostgres(db) ? query.forUpdate() : query).execute();
  for (const row of stopped) {
    await moveMessage(db, row, ["cancelled"], { at: now, detail: OPTED_OUT, set: { last_error: OPTED_OUT } });
  }
  return stopped.length;
}
