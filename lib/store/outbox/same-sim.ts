import { type Kysely, sql, type Updateable } from "kysely";
import { type Claim, type OutgoingMessage, type PartState, simLane } from "../../messages/index.ts";
import { lockFree } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import type { OutgoingMessagesTable } from "../schema/outgoing.ts";
import { addTimeline, type MessageRow, messageOf, type PartRow, partsOf } from "./rows.ts";

/** 200 per transaction: a few milliseconds, so that claims do not wait. */
export const SIM_WAIT_STEP = 200;

const GONE: readonly PartState[] = ["sent", "delivered", "undelivered"];

/**
 * The columns that make a requeued message wait for the SIM that has sent some of its parts, if there is one.
 *
 * @throws the driver's error
 */
export async function waitForSim(
  db: Kysely<Schema>,
  message: Pick<MessageRow, "id" | "via" | "concat_reference" | "sim_wait_since">,
  at: number,
): Promise<Updateable<OutgoingMessagesTable>> {
  if (message.via !== "sms" || message.concat_reference === null) return {};
  const parts = await partsOf(db, message.id);
  const sim = simOfRest(parts);
  if (sim === undefined) return {};
  const since = message.sim_wait_since;
  const hasGoneOn = since === null || parts.some(({ sent_at }) => sent_at !== null && sent_at > since);
  return { lane: simLane(sim), sim_wait_since: hasGoneOn ? at : since };
}

/**
 * Restarts a claim whose first parts were sent by another SIM: returns it without parts. The sent parts are kept aside
 * for reports that are still to come.
 *
 * @throws the driver's error
 */
export async function beginAgain(
  db: Kysely<Schema>,
  claim: Claim,
  { sim, now }: { sim?: string | undefined; now: number },
): Promise<{ claim: Claim; insteadOf?: number | undefined }> {
  const { message, parts } = claim;
  const begun = simOfRest(parts);
  if (sim === undefined || begun === undefined || begun === sim || message.expiresAt <= now) return { claim };
  await setAside(db, message.id);
  await db.updateTable("outgoing_messages").set({ may_be_duplicate: 1 }).where("id", "=", message.id).execute();
  await addTimeline(db, [
    {
      messageId: message.id,
      at: now,
      state: "sending",
      detail: `the first parts went by the SIM ${begun}: all of it goes again, may be a duplicate`,
    },
  ]);
  const { concatReference, ...rest } = message;
  return { claim: { ...claim, message: { ...rest, mayBeDuplicate: true }, parts: [] }, insteadOf: concatReference };
}

/**
 * At most {@link SIM_WAIT_STEP} messages that have waited for their SIM since `before`. Returns their number.
 *
 * @throws what `laneOf` throws; the driver's error
 */
export async function endSimWaits(
  db: Kysely<Schema>,
  { before, now, laneOf }: { before: number; now: number; laneOf: (message: OutgoingMessage) => string },
): Promise<number> {
  const { rows } = await sql<MessageRow>`
    select * from outgoing_messages as message
    where message.state = 'queued' and message.sim_wait_since is not null and message.sim_wait_since <= ${before}
    order by message.sim_wait_since limit ${SIM_WAIT_STEP} ${lockFree(db, "update", "message")}`.execute(db);
  for (const row of rows) {
    await db
      .updateTable("outgoing_messages")
      .set({ lane: laneOf(messageOf(row)), sim_wait_since: null, parked: 0 })
      .where("id", "=", row.id)
      .execute();
  }
  await addTimeline(
    db,
    rows.map(({ id }) => ({
      messageId: id,
      at: now,
      state: "queued" as const,
      detail: "the SIM of its first parts has not come back: another may send all of it",
    })),
  );
  return rows.length;
}

/** Whether any message has waited for its SIM since `before`. @throws the driver's error */
export async function anySimWait(db: Kysely<Schema>, before: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from outgoing_messages as message
    where message.state = 'queued' and message.sim_wait_since is not null and message.sim_wait_since <= ${before}
    limit 1`.execute(db);
  return rows.length > 0;
}

/** The SIM that has sent some of the parts while others are still to go. */
function simOfRest(parts: readonly { state: PartState; sim?: string | null }[]): string | undefined {
  if (!parts.some(({ state }) => state === "open")) return undefined;
  return parts.findLast(({ state }) => GONE.includes(state))?.sim ?? undefined;
}

async function setAside(db: Kysely<Schema>, messageId: number): Promise<void> {
  for (const part of await partsOf(db, messageId)) {
    const { sim } = part;
    if (sim === null || !(GONE.includes(part.state) || part.doubtful === 1)) continue;
    await db
      .insertInto("outgoing_abandoned_parts")
      .values({ ...reported(part), sim })
      .execute();
  }
  await db.deleteFrom("outgoing_parts").where("message_id", "=", messageId).execute();
}

const reported = (part: PartRow) => ({
  message_id: part.message_id,
  position: part.position,
  recipient_tail: part.recipient_tail,
  state: part.state,
  doubtful: part.doubtful,
  reference: part.reference,
  sending_at: part.sending_at,
  sent_at: part.sent_at,
  status_code: part.status_code,
  discharged_at: part.discharged_at,
});
