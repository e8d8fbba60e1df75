import { type Kysely, sql } from "kysely";
import { defined } from "../../defined.ts";
import { type IncomingMessage, joinReceived, kindOf, type NewIncomingPart } from "../../messages/index.ts";
import type { Schema } from "../schema/index.ts";
import { isDamaged, sealed } from "../sealing/sealed-texts.ts";
import { present, storable } from "../text.ts";
import { kindColumns, portsOf, readWaiting } from "./kinds.ts";

/**
 * A late part still joins a message up to 7 days after its first part. Senders reuse references, so there is a limit.
 */
const JOIN_WINDOW_MS = 7 * 24 * 3_600_000;

/**
 * The place of a part among others, or `undefined` for a message of its own. A reference of 0 is legal; a part number
 * or a total that cannot be makes it a single message.
 */
export function placeOf(part: NewIncomingPart): { part: number; total: number } | undefined {
  const { concat } = part;
  if (!concat || part.decodeError !== undefined || part.sender === undefined) return undefined;
  const { part: position, total } = concat;
  return total > 1 && position >= 1 && position <= total ? { part: position, total } : undefined;
}

/**
 * What all parts of one message have in common: SIM, sender, reference (8 and 16-bit ones are different), total,
 * protocol, alphabet. The SIM, because a sender may give two of ours the same reference.
 */
export function joinKeyOf(part: NewIncomingPart): string | undefined {
  const { concat } = part;
  if (!concat || !placeOf(part)) return undefined;
  const { reference, wide, total } = concat;
  return JSON.stringify([
    part.sim,
    part.sender,
    part.senderType ?? "",
    reference,
    wide,
    total,
    part.protocol ?? 0,
    part.alphabet ?? "",
  ]);
}

/** The newest message that still lacks this part. @throws the driver's error */
export async function findJoining(
  db: Kysely<Schema>,
  joinKey: string,
  part: NewIncomingPart,
): Promise<number | undefined> {
  const found = await db
    .selectFrom("incoming_messages as message")
    .select("message.id")
    .where("message.join_key", "=", joinKey)
    .where("message.state", "in", ["waiting", "incomplete"])
    .where("message.received_at", ">=", part.receivedAt - JOIN_WINDOW_MS)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("incoming_parts as taken")
            .select("taken.id")
            .whereRef("taken.message_id", "=", "message.id")
            .where("taken.part", "=", placeOf(part)?.part ?? 1),
        ),
      ),
    )
    .orderBy("message.id", "desc")
    .executeTakeFirst();
  return found?.id;
}

/**
 * Joins the parts of a message again after a new one arrived; returns the state, and the one before.
 *
 * @throws the driver's error, or Kysely's when the message does not exist
 */
export async function rejoin(
  db: Kysely<Schema>,
  messageId: number,
): Promise<Record<"before" | "state", IncomingMessage["state"]>> {
  const message = await db
    .selectFrom("incoming_messages")
    .select(["state", "total", "class", "waiting", "replaced_by", "sim", "sender"])
    .where("id", "=", messageId)
    .executeTakeFirstOrThrow();
  const parts = await db
    .selectFrom("incoming_parts")
    .select(["message_id", "part", "pdu", "text", "data", "sent_at", "protocol", "destination_port", "source_port"])
    .where("message_id", "=", messageId)
    .orderBy("part")
    .execute();
  const state = parts.length === message.total ? "complete" : message.state;
  const joined = joinReceived(parts);
  // Then its text is joined from what else is stored of the part.
  const lacksPart = parts.some(
    (part) => isDamaged(part, "pdu") && (isDamaged(part, "text") || isDamaged(part, "data")),
  );
  const text = storable(joined.text);
  const [first] = parts;
  const received = {
    text,
    ...present({ protocol: first?.protocol ?? null, class: message.class }),
    ...defined({
      waiting: readWaiting(message.waiting),
      data: joined.data === "" ? undefined : joined.data,
      ports: first && portsOf(first),
    }),
  };
  await db
    .updateTable("incoming_messages")
    .set({
      state,
      text: sealed(db, "in.text", { row: message, text }),
      data: sealed(db, "in.data", { row: message, text: received.data ?? null }),
      ...kindColumns(kindOf(received), received),
      ...(message.replaced_by === null ? {} : { hidden: 1 }),
      // What stands in the place of a part's text is for people alone.
      ...(lacksPart ? { routed_at: sql<number>`coalesce(routed_at, received_at)` } : {}),
      sent_at: earliest(parts.map((part) => part.sent_at)),
    })
    .where("id", "=", messageId)
    .execute();
  return { before: message.state, state };
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}
