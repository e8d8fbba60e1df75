import type { Kysely, Selectable } from "kysely";
import { defined } from "../../defined.ts";
import { type IncomingMessage, pushedBy } from "../../messages/index.ts";
import type { IncomingMessagesTable, IncomingPartsTable } from "../schema/incoming.ts";
import type { Schema } from "../schema/index.ts";
import { isDamaged } from "../sealing/sealed-texts.ts";
import { present } from "../text.ts";
import { portsOf, readWaiting } from "./kinds.ts";

type Row = Selectable<IncomingMessagesTable>;

/** Messages with the list of parts that arrived, in the order given. @throws the driver's error */
export async function describeMessages(db: Kysely<Schema>, rows: readonly Row[]): Promise<IncomingMessage[]> {
  if (rows.length === 0) return [];
  const parts = await db
    .selectFrom("incoming_parts")
    .select(["message_id", "part", "pdu", "decode_error", "destination_port", "source_port"])
    .where(
      "message_id",
      "in",
      rows.map((row) => row.id),
    )
    .orderBy("part")
    .execute();
  const partsOf = Map.groupBy(parts, (part) => part.message_id);
  const replaced = await replacedBy(db, rows);
  return rows.map((row) => messageOf(row, partsOf.get(row.id) ?? [], replaced.get(row.id)));
}

/** The newest message that each of these has replaced. */
async function replacedBy(db: Kysely<Schema>, rows: readonly Row[]): Promise<Map<number, number>> {
  const ids = rows.flatMap(({ id, kind }) => (kind === "replace" ? [id] : []));
  if (ids.length === 0) return new Map();
  const found = await db
    .selectFrom("incoming_messages")
    .select(["id", "replaced_by"])
    .where("replaced_by", "in", ids)
    .orderBy("id")
    .execute();
  return new Map(found.flatMap(({ id, replaced_by }) => (replaced_by === null ? [] : [[replaced_by, id]])));
}

type PartRow = Pick<
  Selectable<IncomingPartsTable>,
  "part" | "pdu" | "decode_error" | "destination_port" | "source_port"
>;

function messageOf(row: Row, parts: readonly PartRow[], replaces: number | undefined): IncomingMessage {
  const first = parts[0];
  const raw = row.state === "undecodable" ? first : undefined;
  const ports = first && portsOf(first);
  return {
    id: row.id,
    kind: row.kind,
    channel: row.channel,
    modem: row.modem,
    ...present({ sender: row.sender }),
    text: row.text,
    ...present({ data: row.data, class: row.class, sentAt: row.sent_at }),
    receivedAt: row.received_at,
    state: row.state,
    parts: { total: row.total, present: parts.map((part) => part.part) },
    ...defined({ ports, waiting: readWaiting(row.waiting) }),
    ...(raw === undefined ? {} : { pdu: raw.pdu, ...present({ decodeError: raw.decode_error }) }),
    ...pushedBy(row.kind, defined({ data: row.data ?? undefined, ports })),
    ...defined({ replaces }),
    ...present({ replaceType: row.replace_type, replacedBy: row.replaced_by, rangMs: row.rang_ms }),
    ...present({ readAt: row.read_at, note: row.note }),
    ...(row.text_gone === 1 ? { textGone: true } : {}),
    // Its note may not open either, which hides no text.
    ...(isDamaged(row, "text") || isDamaged(row, "data") ? { textUnreadable: true } : {}),
  };
}
