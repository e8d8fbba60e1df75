import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { NewMessage, QueuePlace } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { present } from "../text.ts";
import { listedParts } from "./listed.ts";
import { inState, type MessageRow } from "./rows.ts";

/** 1,000 are read at once and written in one transaction: a few milliseconds. */
const STEP = 1_000;

const FIRST: QueuePlace = { createdAt: Number.MIN_SAFE_INTEGER, id: 0 };

/** Messages that belong in another lane than the one they are in. */
interface Misplaced {
  lane: string;
  ids: number[];
}

/**
 * Searches the next queued messages, oldest first, for those that `laneOf` puts elsewhere. `next`: where to continue.
 *
 * @throws what `laneOf` throws; the driver's error
 */
export async function findMisplaced(
  db: Kysely<Schema>,
  {
    after = FIRST,
    laneOf,
  }: {
    after?: QueuePlace | undefined;
    laneOf: (message: Pick<NewMessage, "recipient" | "pool" | "askedModem">) => string;
  },
): Promise<{ misplaced: Misplaced[]; next: QueuePlace | undefined }> {
  const rows = await queuedAfter(db, after);
  const byLane = new Map<string, number[]>();
  for (const row of rows) {
    const lane = laneOf({
      recipient: row.recipient,
      ...(row.pool === "" ? {} : { pool: row.pool }),
      ...present({ askedModem: row.asked_modem }),
    });
    if (lane !== row.lane) byLane.set(lane, [...(byLane.get(lane) ?? []), row.id]);
  }
  const last = rows.length < STEP ? undefined : rows.at(-1);
  return {
    misplaced: [...byLane].map(([lane, ids]) => ({ lane, ids })),
    next: last && { createdAt: last.created_at, id: last.id },
  };
}

type Queued = Pick<MessageRow, "id" | "created_at" | "lane" | "recipient" | "pool" | "asked_modem">;

async function queuedAfter(db: Kysely<Schema>, after: QueuePlace): Promise<Queued[]> {
  const { isListed, isUnlisted } = listedParts(db);
  // A long queue is read before anything is sent: only what says where a message belongs. Not what is in the lane of a
  // SIM: rules decide again when that wait ends.
  const queued = (which: RawBuilder<SqlBool>[]) => sql`
    select id, created_at, lane, recipient, pool, asked_modem from outgoing_messages
    where ${sql.join([inState("queued"), ...which], sql` and `)} and sim_wait_since is null
      and (created_at, id) > (${after.createdAt}, ${after.id})`;
  const unlisted = isUnlisted === undefined ? sql`` : sql`union all ${queued(isUnlisted)}`;
  const { rows } = await sql<Queued>`
    ${queued(isListed)} ${unlisted} order by created_at, id limit ${sql.lit(STEP)}`.execute(db);
  return rows;
}

/** Moves messages to their lanes; parked ones become ready again. @throws the driver's error */
export async function moveToLanes(db: Kysely<Schema>, misplaced: readonly Misplaced[]): Promise<void> {
  for (const { lane, ids } of misplaced) {
    await db
      .updateTable("outgoing_messages")
      .set({ lane, parked: 0 })
      .where("id", "in", ids)
      .where(inState("queued"))
      .execute();
  }
}
