import type { Kysely } from "kysely";
import type { OutgoingMessage } from "../../routing/index.ts";
import type { Schema } from "../schema.ts";
import { inState, messageOf } from "./rows.ts";

/** So many are read at once and written in one transaction. */
const STEP = 200;

/** Messages that belong into another lane than the one they are in. */
export interface Misplaced {
  lane: string;
  ids: number[];
}

/** Looks through the next queued messages for those that `laneOf` puts elsewhere. `next`: the ID to go on from. */
export async function findMisplaced(
  db: Kysely<Schema>,
  { after, laneOf }: { after: number; laneOf: (message: OutgoingMessage) => string },
): Promise<{ misplaced: Misplaced[]; next: number | undefined }> {
  const rows = await db
    .selectFrom("outgoing_messages")
    .selectAll()
    .where(inState("queued"))
    .where("id", ">", after)
    .orderBy("id")
    .limit(STEP)
    .execute();
  const byLane = new Map<string, number[]>();
  for (const row of rows) {
    const lane = laneOf(messageOf(row));
    if (lane !== row.lane) byLane.set(lane, [...(byLane.get(lane) ?? []), row.id]);
  }
  return {
    misplaced: [...byLane].map(([lane, ids]) => ({ lane, ids })),
    next: rows.length < STEP ? undefined : rows.at(-1)?.id,
  };
}

/** Claims look at them anew, also at those that were parked. */
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
