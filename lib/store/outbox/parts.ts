import { type Kysely, sql } from "kysely";
import type { Claim, ClaimWrite, PartState } from "../../routing/index.ts";
import { StoreError } from "../error.ts";
import type { Schema } from "../schema.ts";
import { matchKeptReports } from "./reports.ts";
import { addTimeline, tailOf } from "./rows.ts";
import { countPart } from "./usage.ts";

/** Whether the claim still holds. Changes nothing, but keeps the message from being changed by another gateway. */
export async function holds(db: Kysely<Schema>, claim: Claim): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("outgoing_messages")
    .set((eb) => ({ fence: eb.ref("fence") }))
    .where("id", "=", claim.message.id)
    .where("fence", "=", claim.fence)
    .where("state", "=", "sending")
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Keeps the encoded parts, unless the message has some already. */
export async function saveParts(
  db: Kysely<Schema>,
  claim: Claim,
  parts: readonly { pdu: string; length: number }[],
  concatReference?: number,
): Promise<ClaimWrite> {
  if (!(await holds(db, claim))) return "claim-lost";
  const messageId = claim.message.id;
  const rows = parts.map((part, at) => ({
    message_id: messageId,
    position: at + 1,
    pdu: part.pdu,
    length: part.length,
    recipient_tail: tailOf(claim.message.recipient),
  }));
  const saved = await db
    .selectFrom("outgoing_parts")
    .select("position")
    .where("message_id", "=", messageId)
    .limit(1)
    .executeTakeFirst();
  if (saved || rows.length === 0) return "written";
  await db.insertInto("outgoing_parts").values(rows).execute();
  if (concatReference === undefined) return "written";
  await db
    .updateTable("outgoing_messages")
    .set({ concat_reference: concatReference })
    .where("id", "=", messageId)
    .execute();
  return "written";
}

/** The one move of a part, with what it writes besides the state. */
export interface PartMove {
  from: readonly PartState[];
  to: PartState;
  at: number;
  set?: {
    reference?: number | null;
    modem?: string;
    sim?: string;
    sending_at?: number;
    sent_at?: number;
    doubtful?: 0;
  };
  detail?: string;
}

/** @throws StoreError kind "not-allowed" when the part is in none of the states that the move starts from */
export async function movePart(
  db: Kysely<Schema>,
  claim: Claim,
  position: number,
  move: PartMove,
): Promise<ClaimWrite> {
  if (!(await holds(db, claim))) return "claim-lost";
  const messageId = claim.message.id;
  const moved = await db
    .updateTable("outgoing_parts")
    .set({ state: move.to, ...move.set })
    .where("message_id", "=", messageId)
    .where("position", "=", position)
    .where("state", "in", move.from)
    .returningAll()
    .executeTakeFirst();
  if (!moved) throw await refusal(db, messageId, position, move.to);
  await addTimeline(db, [
    {
      messageId,
      at: move.at,
      state: move.to,
      position,
      ...(moved.modem === null ? {} : { modem: moved.modem }),
      ...(move.detail === undefined ? {} : { detail: move.detail }),
    },
  ]);
  if (move.to === "sent" && claim.message.via === "sms") await countPart(db, moved.sim, move.at);
  if (move.to === "sent" || move.to === "unknown") await matchKeptReports(db, moved);
  return "written";
}

async function refusal(db: Kysely<Schema>, messageId: number, position: number, to: PartState): Promise<StoreError> {
  const part = await db
    .selectFrom("outgoing_parts")
    .select("state")
    .where("message_id", "=", messageId)
    .where("position", "=", position)
    .executeTakeFirst();
  const found = part ? `it is ${part.state}` : "there is no such part";
  return new StoreError("not-allowed", `part ${position} of message ${messageId} cannot become ${to}: ${found}`);
}

/** The moves that a gateway makes with the parts of a message it has claimed. */
export const partMoves = {
  sending: (on: { modem: string; sim: string; at: number }): PartMove => ({
    from: ["open"],
    to: "sending",
    at: on.at,
    set: { modem: on.modem, sim: on.sim, sending_at: on.at, reference: null, doubtful: 0 },
  }),
  sent: (result: { reference?: number; at: number; detail?: string }): PartMove => ({
    from: ["sending", "unknown"],
    to: "sent",
    at: result.at,
    set: { reference: result.reference ?? null, sent_at: result.at },
    detail:
      result.detail ??
      (result.reference === undefined ? "the network had it already" : `reference ${result.reference}`),
  }),
  reopened: (at: number): PartMove => ({ from: ["sending"], to: "open", at }),
  unknown: (at: number): PartMove => ({ from: ["sending"], to: "unknown", at }),
} satisfies Record<string, (given: never) => PartMove>;

/** Whether any part is in one of these states. */
export async function anyPart(db: Kysely<Schema>, messageId: number, states: readonly PartState[]): Promise<boolean> {
  const found = await db
    .selectFrom("outgoing_parts")
    .select(sql<number>`1`.as("one"))
    .where("message_id", "=", messageId)
    .where("state", "in", states)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
