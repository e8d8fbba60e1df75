import type { Kysely } from "kysely";
import type { NewMessage, OptOutOutcome, OptOutRequest } from "../../messages/index.ts";
import type { Backend } from "../backend.ts";
import { acceptAll } from "../outbox/accept.ts";
import type { Schema } from "../schema/index.ts";
import { sealed } from "../sealing/sealed-texts.ts";
import { orNull, storable } from "../text.ts";

/**
 * Does what is asked for a number, records it, and queues the confirmation if the number has changed its state: all inside
 * the caller's transaction.
 *
 * @throws the driver's error
 */
export async function askFor(
  db: Kysely<Schema>,
  { request, confirmation }: { request: OptOutRequest; confirmation?: NewMessage | undefined },
  { backend }: { backend: Pick<Backend, "announceAccepted"> },
): Promise<OptOutOutcome> {
  const hasChanged = request.action === "opt-out" ? await optOut(db, request) : await optIn(db, request);
  await db
    .insertInto("opt_out_audit")
    .values({
      ...columnsOf(request),
      action: request.action,
      has_changed: hasChanged ? 1 : 0,
      at: request.at,
      asked: sealed(db, "opt-out.asked", {
        row: { number: storable(request.number), at: request.at },
        text: request.asked === undefined ? null : storable(request.asked),
      }),
      modem: orNull(request.modem),
    })
    .execute();
  const isConfirmed = hasChanged && confirmation !== undefined;
  if (isConfirmed) {
    await acceptAll(db, [{ messages: [confirmation], now: request.at }]);
    await backend.announceAccepted(db);
  }
  return { request, hasChanged, isConfirmed };
}

/** Of two at once, one changes it. */
async function optOut(db: Kysely<Schema>, request: OptOutRequest): Promise<boolean> {
  const added = await db
    .insertInto("opt_outs")
    .values({ ...columnsOf(request), since: request.at })
    .onConflict((conflict) => conflict.column("number").doNothing())
    .returning("id")
    .executeTakeFirst();
  return added !== undefined;
}

async function optIn(db: Kysely<Schema>, { number }: OptOutRequest): Promise<boolean> {
  const removed = await db
    .deleteFrom("opt_outs")
    .where("number", "=", storable(number))
    .returning("id")
    .executeTakeFirst();
  return removed !== undefined;
}

const columnsOf = ({ number, door, incomingId, userId, userName }: OptOutRequest) => ({
  number: storable(number),
  door,
  incoming_id: orNull(incomingId),
  user_id: orNull(userId),
  user_name: orNull(userName),
});
