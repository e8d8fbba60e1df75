import type { Generated } from "kysely";
import type { IncomingKind, IncomingMessage } from "../../messages/index.ts";

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
  kind: Generated<IncomingKind>;
  /** In no list: silent, an indication without a text to keep, or replaced by a newer message. */
  hidden: Generated<0 | 1>;
  /** JSON. */
  waiting: string | null;
  replace_type: number | null;
  replaced_by: number | null;
  rang_ms: number | null;
  /** 1: retention has deleted the text. */
  text_gone: Generated<0 | 1>;
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
