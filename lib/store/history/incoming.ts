import type { Kysely } from "kysely";
import { defined } from "../../defined.ts";
import { type IncomingHistory, kindOf } from "../../messages/index.ts";
import { kindColumns } from "../inbox/kinds.ts";
import type { Schema } from "../schema/index.ts";
import { sealed } from "../sealing/sealed-texts.ts";
import { storable } from "../text.ts";
import { takeBack } from "./uncounted.ts";

/**
 * Stores incoming messages of another gateway and gives their IDs, in order. They count as routed: no rule sees them, no word in
 * them opts anybody out, and nobody is told.
 *
 * @throws the driver's error
 */
export async function addIncoming(db: Kysely<Schema>, messages: readonly IncomingHistory[]): Promise<number[]> {
  if (messages.length === 0) return [];
  const rows = messages.map((message) => {
    const text = storable(message.text);
    const row = { sim: "", sender: message.sender === undefined ? null : storable(message.sender) };
    const received = { text, ...defined({ data: message.data, class: message.class }) };
    return {
      channel: "sms" as const,
      modem: storable(message.modem),
      ...row,
      sender_type: null,
      text: sealed(db, "in.text", { row, text }),
      data: sealed(db, "in.data", { row, text: message.data ?? null }),
      class: message.class ?? null,
      sent_at: message.sentAt ?? null,
      received_at: message.receivedAt,
      state: message.parts.present < message.parts.total ? ("incomplete" as const) : ("complete" as const),
      total: message.parts.total,
      join_key: null,
      routed_at: message.receivedAt,
      read_at: message.isRead ? message.receivedAt : null,
      ...kindColumns(kindOf(received), received),
    };
  });
  const inserted = await db.insertInto("incoming_messages").values(rows).returning("id").execute();
  await takeBack(db, { incoming: rows });
  // IDs are assigned in the order of the rows, but may be returned in any order.
  return inserted.map(({ id }) => id).sort((a, b) => a - b);
}
