import { type Insertable, type Kysely, sql } from "kysely";
import { IMPORTED, type MessageState, type OutgoingHistory } from "../../messages/index.ts";
import { isPostgres } from "../dialect.ts";
import { listOlder } from "../outbox/listed.ts";
import type { Schema } from "../schema/index.ts";
import type { OutgoingMessagesTable } from "../schema/outgoing.ts";
import { sealed } from "../sealing/sealed-texts.ts";
import { storable } from "../text.ts";
import { takeBack } from "./uncounted.ts";

/** Stores outgoing messages of another gateway and gives their IDs, in order. Nobody is told. @throws the driver's error */
export async function addOutgoing(db: Kysely<Schema>, messages: readonly OutgoingHistory[]): Promise<number[]> {
  if (messages.length === 0) return [];
  const rows = messages.map((message) => rowOf(db, message));
  const inserted = await db.insertInto("outgoing_messages").values(rows).returning("id").execute();
  // IDs are assigned in the order of the rows, but may be returned in any order.
  const ids = inserted.map(({ id }) => id).sort((a, b) => a - b);
  const held = messages.flatMap(({ state }, at) => (state === "held" ? [{ message_id: ids[at] ?? 0 }] : []));
  if (held.length > 0) await db.insertInto("held_messages").values(held).execute();
  const lines = messages.map((message, at) => ({
    ...(isPostgres(db) ? {} : { id: 1 }),
    message_id: ids[at] ?? 0,
    at: message.settledAt ?? message.sentAt ?? message.createdAt,
    state: stateOf(message),
    detail: `imported from ${storable(message.from)}`,
  }));
  await db.insertInto("outgoing_timeline").values(lines).execute();
  await takeBack(db, { outgoing: rows });
  await listOlder(db, ids.at(-1) ?? 0);
  return ids;
}

const stateOf = ({ state }: OutgoingHistory): MessageState => (state === "held" ? "unknown" : state);

type Row = Insertable<OutgoingMessagesTable>;

function rowOf(db: Kysely<Schema>, message: OutgoingHistory) {
  const { sendAt } = message;
  const recipient = storable(message.recipient);
  return {
    created_at: message.createdAt,
    recipient,
    text: sealed(db, "out.text", { row: { recipient, created_at: message.createdAt }, text: storable(message.text) }),
    kind: "text",
    flash: message.flash ? 1 : 0,
    channel: "sms",
    via: "sms",
    priority: 1,
    pool: "",
    source: IMPORTED,
    send_at: sendAt,
    expires_at: message.expiresAt,
    due_at: sendAt,
    state: stateOf(message),
    attempts: message.state === "held" ? 0 : 1,
    unknown_cause: message.state === "held" ? "gateway" : null,
    modem: message.modem === undefined ? null : storable(message.modem),
    last_error: message.error === undefined ? null : storable(message.error),
    sent_at: message.sentAt ?? null,
    settled_at: message.settledAt ?? null,
    user_id: null,
    // Listed at once: they are many, and change no more.
    ...(isPostgres(db) ? {} : { listed: sql<1>`1` }),
  } as const satisfies { [Column in keyof Row]?: unknown };
}
