import type { Generated } from "kysely";
import type { IncomingMessage } from "../../messages/index.ts";

export interface IncomingTables {
  incoming_messages: IncomingMessagesTable;
  incoming_parts: IncomingPartsTable;
}

export interface IncomingMessagesTable {
  id: Generated<number>;
  channel: IncomingMessage["channel"];
  modem: string;
  sim: string;
  sender: string | null;
  sender_type: string | null;
  text: string;
  data: string | null;
  class: number | null;
  sent_at: number | null;
  received_at: number;
  state: IncomingMessage["state"];
  total: number;
  join_key: string | null;
  read_at: number | null;
  note: string | null;
  /** When rules saw it; only what has no time here is still to be routed. */
  routed_at: number | null;
}

export interface IncomingPartsTable {
  id: Generated<number>;
  message_id: number;
  part: number;
  modem: string;
  sim: string;
  received_at: number;
  sent_at: number | null;
  pdu: string;
  smsc: string | null;
  alphabet: string | null;
  protocol: number | null;
  text: string | null;
  data: string | null;
  destination_port: number | null;
  source_port: number | null;
  decode_error: string | null;
  dedupe_key: string;
}
