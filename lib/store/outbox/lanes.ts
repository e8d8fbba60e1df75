import type { Kysely } from "kysely";
import type { NewMessage, QueuePlace } from "../../messages/index.ts";
import type { Schema } from "../schema.ts";
import { present } from "../text.ts";
import { inState } from "./rows.ts";

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
  const rows = await db
    .selectFrom("outgoing_messages")
    // A long queue is read before anything is sent: only what says where a message belongs.
    .select(["id", "created_at", "lane", "recipient", "pool", "asked_modem"])
    .where(inState("queued"))
    // In the lane of a SIM: rules decide again when that wait ends.
    .where("sim_wait_since", "is", null)
    .where((eb) => eb(eb.refTuple("created_at", "id"), ">", eb.tuple(after.createdAt, after.id)))
    .orderBy("created_at")
    .orderBy("id")
    .limit(STEP)
    .execute();
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
