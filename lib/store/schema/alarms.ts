import type { Generated } from "kysely";
import type { AlarmEntryKind, AlarmSeverity, AlarmState, AlarmWay } from "../../messages/index.ts";
import type { Flag } from "./flag.ts";

export interface AlarmTables {
  policies: PoliciesTable;
  former_policy_names: FormerPolicyNamesTable;
  alarms: AlarmsTable;
  alarm_entries: AlarmEntriesTable;
  alarm_tellings: AlarmTellingsTable;
  alarm_chats: AlarmChatsTable;
}

export interface PoliciesTable {
  id: Generated<number>;
  name: string;
  name_key: string;
  /** JSON: the rest of the policy. */
  definition: string;
  version: number;
  created_at: number;
  changed_at: number;
}

/** A name that a policy has had, and no policy has now. */
interface FormerPolicyNamesTable {
  name_key: string;
  policy_id: number;
}

export interface AlarmsTable {
  id: Generated<number>;
  number: number;
  /** Until it is resolved. */
  is_active: Flag;
  /** Of the policy, by which alarms are found while there is one; null: it was removed before alarms knew it. */
  policy_id: number | null;
  /** Its name, as names are compared. */
  policy_key: string;
  /** JSON: the policy as it was when the alarm opened. */
  policy: string;
  key: string | null;
  title: string;
  text: string;
  severity: AlarmSeverity;
  /** JSON, as the holder. */
  source: string;
  state: AlarmState;
  holder: string | null;
  count: number;
  is_drill: Flag;
  step: Generated<number>;
  round: Generated<number>;
  next_at: number | null;
  opened_at: number;
  begun_at: number;
  acknowledged_at: number | null;
  resolved_at: number | null;
  changed_at: number;
  version: Generated<number>;
}

export interface AlarmEntriesTable {
  id: Generated<number>;
  alarm_id: number;
  at: number;
  kind: AlarmEntryKind;
  /** JSON: what the kind has. */
  about: string;
}

export interface AlarmTellingsTable {
  id: Generated<number>;
  alarm_id: number;
  /** JSON; null: it calls the person. */
  news: string | null;
  person: string;
  contact_id: number | null;
  way: AlarmWay;
  address: string;
  step: number;
  round: number;
  created_at: number;
  /** As long as it waits. */
  due_at: number | null;
  told_at: number | null;
  dropped_at: number | null;
  message_id: number | null;
}

export interface AlarmChatsTable {
  message_id: number;
  chat_id: number;
  /** Telegram's number of the message. */
  shown_id: number;
  /** What stands under its text, as its alarms were then; empty: unknown. */
  shown: string;
  /** It has to be edited: not before this. */
  edit_at: number | null;
  /** Of edits, since the last that succeeded. */
  attempts: Generated<number>;
}
