import type { Generated } from "kysely";
import type { Channel, DeliveryReport, MessageState, NewMessage, PartState } from "../../messages/index.ts";
import type { Flag } from "./flag.ts";

/** The queue, and what became of each message and part. */
export interface OutgoingTables {
  outgoing_messages: OutgoingMessagesTable;
  /** SQLite, one row: see outbox/listed.ts. */
  outgoing_listed: { up_to: number };
  /** On PostgreSQL a state has several rows, on SQLite only what is listed counts; see counted-moves.ts. */
  outgoing_counts: { state: MessageState; count: number };
  message_statistics: {
    slot: number;
    outcome: string;
    modem: string;
    user_id: number;
    channel: string;
    count: number;
  };
  outgoing_excluded_modems: { message_id: number; modem: string };
  outgoing_timeline: OutgoingTimelineTable;
  outgoing_parts: OutgoingPartsTable;
  outgoing_abandoned_parts: OutgoingAbandonedPartsTable;
  sim_usage: { sim: string; minute: number; parts: number };
  unmatched_reports: UnmatchedReportsTable;
  isms_sends: { send_id: number; message_id: number };
  /** In *unknown*, and only a person moves them. */
  held_messages: { message_id: number };
}

export interface OutgoingMessagesTable {
  id: Generated<number>;
  created_at: number;
  recipient: string;
  text: string;
  kind: NewMessage["kind"];
  flash: Flag;
  channel: NewMessage["channel"];
  priority: NewMessage["priority"];
  /** Requested pool; empty for any. */
  pool: string;
  asked_modem: string | null;
  /** Which modems claim from here; empty for any. */
  lane: Generated<string>;
  user_id: number | null;
  source: string;
  send_at: number;
  expires_at: number;
  state: Generated<MessageState>;
  due_at: number;
  attempts: Generated<number>;
  resends: Generated<number>;
  may_be_duplicate: Generated<Flag>;
  unknown_cause: "modem" | "gateway" | null;
  concat_reference: number | null;
  modem: string | null;
  last_error: string | null;
  sent_at: number | null;
  settled_at: number | null;
  /** 1: queued and due, but behind another message to the same recipient. */
  parked: Generated<Flag>;
  /** Grows with every claim and every take-over. */
  fence: Generated<number>;
  lease_node: string | null;
  lease_epoch: number | null;
  lease_until: number | null;
  /** The channel that it is on now or takes next. */
  via: Generated<Channel>;
  /** UTF-16 units at the start of the text that were sent by an earlier channel. */
  taken_units: Generated<number>;
  /** Since when the remaining parts wait for the SIM that sent the first ones; only set in that SIM's lane. */
  sim_wait_since: number | null;
  /** SQLite: see outbox/listed.ts. */
  listed: Generated<Flag>;
  /** The client's own name for it. */
  reference: string | null;
  /** 1: its sender may send to numbers that opted out, or it is the confirmation. */
  despite_opt_out: Generated<Flag>;
  /** 1: retention has deleted the text. */
  text_gone: Generated<Flag>;
}

export interface OutgoingTimelineTable {
  /** In the order of the lines; on SQLite within a message. */
  id: Generated<number>;
  message_id: number;
  at: number;
  state: MessageState | PartState;
  position: number | null;
  modem: string | null;
  detail: string | null;
}

export interface OutgoingPartsTable {
  message_id: number;
  position: number;
  pdu: string;
  length: number;
  state: Generated<PartState>;
  /** 1: open again after an unknown outcome. */
  doubtful: Generated<Flag>;
  recipient_tail: string;
  reference: number | null;
  modem: string | null;
  sim: string | null;
  sending_at: number | null;
  sent_at: number | null;
  status_code: number | null;
  discharged_at: number | null;
}

/** Parts that another SIM sent before the whole message was sent again. */
interface OutgoingAbandonedPartsTable {
  id: Generated<number>;
  message_id: number;
  position: number;
  recipient_tail: string;
  sim: string;
  state: PartState;
  doubtful: Flag;
  reference: number | null;
  sending_at: number | null;
  sent_at: number | null;
  status_code: number | null;
  discharged_at: number | null;
}

export interface UnmatchedReportsTable {
  /** In the order of the reports; on SQLite within a recipient. */
  id: Generated<number>;
  modem: string;
  sim: string;
  reference: number;
  recipient_tail: string;
  outcome: DeliveryReport["outcome"];
  status_code: number;
  discharged_at: number;
  received_at: number;
}
