import type { Kysely, Selectable } from "kysely";
import type { IncomingMessage } from "../../messages/index.ts";
import type { IncomingMessagesTable, IncomingPartsTable } from "../schema/incoming.ts";
import type { Schema } from "../schema/index.ts";
import { present } from "../text.ts";

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
  return rows.map((row) => messageOf(row, partsOf.get(row.id) ?? []));
}

type PartRow = Pick<
  Selectable<IncomingPartsTable>,
  "part" | "pdu" | "decode_error" | "destination_port" | "source_port"
>;

function messageOf(row: Row, parts: readonly PartRow[]): IncomingMessage {
  const first = parts[0];
  const raw = row.state === "undecodable" ? first : undefined;
  const { destination_port: destination, source_port: source } = first ?? {};
  return {
    id: row.id,
    channel: row.channel,
    modem: row.modem,
    ...present({ sender: row.sender }),
    text: row.text,
    ...present({ data: row.data, class: row.class, sentAt: row.sent_at }),
    receivedAt: row.received_at,
    state: row.state,
    parts: { total: row.total, present: parts.map((part) => part.part) },
    ...(destination == null || source == null ? {} : { ports: { destination, source } }),
    ...(raw === undefined ? {} : { pdu: raw.pdu, ...present({ decodeError: raw.decode_error }) }),
    ...present({ readAt: row.read_at, note: row.note }),
  };
}
