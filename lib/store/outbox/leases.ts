import { type Kysely, sql } from "kysely";
import { type Lease, type LostClaims, pathWhenSent, type RecoveredMessages } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import type { Schema } from "../schema/index.ts";
import { moveMessage } from "./moves.ts";
import { matchKeptReports } from "./record-report.ts";
import { addTimeline, idsOf, inState, type MessageRow, partsOf } from "./rows.ts";

/** Starts a new epoch of a node: everything its earlier epochs hold is free from now on. @throws the driver's error */
export async function beginLease(
  db: Kysely<Schema>,
  node: string,
  options: { now: number; leaseMs: number },
): Promise<Lease> {
  const { epoch } = await db
    .insertInto("nodes")
    .values({ node, epoch: 1, lease_until: options.now + options.leaseMs })
    .onConflict((conflict) =>
      conflict.column("node").doUpdateSet((eb) => ({
        epoch: eb("nodes.epoch", "+", 1),
        lease_until: eb.ref("excluded.lease_until"),
      })),
    )
    .returning("epoch")
    .executeTakeFirstOrThrow();
  return { node, epoch };
}

/** Starts a new epoch of a node if its current lease has expired. @throws the driver's error */
export async function resumeLease(
  db: Kysely<Schema>,
  node: string,
  options: { now: number; leaseMs: number },
): Promise<Lease | undefined> {
  const begun = await db
    .updateTable("nodes")
    .set((eb) => ({ epoch: eb("epoch", "+", 1), lease_until: options.now + options.leaseMs }))
    .where("node", "=", node)
    .where("lease_until", "<=", options.now)
    .returning("epoch")
    .executeTakeFirst();
  return begun && { node, epoch: begun.epoch };
}

/**
 * Extends a lease. `false`: the node has started another epoch. Messages are held through the node's row, so this
 * covers all of them.
 *
 * @throws the driver's error
 */
export async function renewLease(
  db: Kysely<Schema>,
  lease: Lease,
  options: { now: number; leaseMs: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("nodes")
    .set({ lease_until: options.now + options.leaseMs })
    .where("node", "=", lease.node)
    .where("epoch", "=", lease.epoch)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/**
 * Takes over the messages of dead gateways. Those that may be on the wire become *unknown*; those with all parts sent
 * become *sent*; the rest is requeued and continues with its first open part. What was claimed and begun in one commit
 * whose answer was lost has not been sent.
 *
 * @throws StoreFailure kind "not-allowed" as {@link moveMessage}, Error for a part without a message; the driver's
 * error
 */
export async function recoverLeases(
  db: Kysely<Schema>,
  options: { now: number; lease: Lease; alone?: boolean; lost?: LostClaims },
): Promise<RecoveredMessages> {
  const recovered = { requeued: 0, sent: 0, unknown: 0 };
  for (const message of await findAbandoned(db, options)) {
    const state = await recover(db, message, { now: options.now, isUnsent: isOf(options.lost, message) });
    if (state === "queued") recovered.requeued++;
    else if (state === "unknown") recovered.unknown++;
    else recovered.sent++;
  }
  return recovered;
}

function findAbandoned(
  db: Kysely<Schema>,
  { now, lease, alone = false }: { now: number; lease: Lease; alone?: boolean },
): Promise<MessageRow[]> {
  const held = db
    .selectFrom("outgoing_messages")
    .selectAll()
    .where("id", "in", idsOf(db, "sending"))
    .where(inState("sending"))
    .where((eb) => eb.not(eb.and([eb("lease_node", "=", lease.node), eb("lease_epoch", "=", lease.epoch)])))
    .orderBy("id");
  const isOver = sql<boolean>`not exists (
    select 1 from nodes
    where nodes.node = outgoing_messages.lease_node and nodes.epoch = outgoing_messages.lease_epoch
      and (nodes.lease_until > ${now} or outgoing_messages.lease_until > ${now}))`;
  const query = alone ? held : held.where(isOver);
  return (isPostgres(db) ? query.forUpdate().skipLocked() : query).execute();
}

/** Whether the claim of the message was lost, and nothing of it sent. */
function isOf(lost: LostClaims | undefined, { id, lease_node, lease_epoch, modem }: MessageRow): boolean {
  if (lost === undefined || lost.except.includes(id) || modem === null || !lost.modems.includes(modem)) return false;
  return lease_node === lost.lease.node && lease_epoch === lost.lease.epoch;
}

async function recover(db: Kysely<Schema>, message: MessageRow, { now, isUnsent }: { now: number; isUnsent: boolean }) {
  const before = await partsOf(db, message.id);
  const begun = before.filter((part) => part.state === "sending");
  if (begun.length > 0) {
    const state = isUnsent ? ("open" as const) : ("unknown" as const);
    await db
      .updateTable("outgoing_parts")
      .set({ state })
      .where("message_id", "=", message.id)
      .where("state", "=", "sending")
      .execute();
    await addTimeline(
      db,
      begun.map((part) => ({ messageId: message.id, position: part.position, at: now, state })),
    );
    if (!isUnsent) for (const part of begun) await matchKeptReports(db, { ...part, state: "unknown" });
  }
  const states = (await partsOf(db, message.id)).map((part) => part.state);
  const leftByModem = before.some((part) => part.state === "unknown");
  const fence = message.fence + 1;
  if (states.includes("unknown")) {
    return moveMessage(db, message, ["unknown"], {
      at: now,
      detail: "the gateway that was sending it ended",
      set: { fence, unknown_cause: leftByModem ? "modem" : "gateway" },
    });
  }
  const allSent = states.length > 0 && !states.includes("open");
  return moveMessage(db, message, allSent ? pathWhenSent(states) : ["queued"], {
    at: now,
    detail: "the gateway that held it ended",
    set: { fence },
  });
}
