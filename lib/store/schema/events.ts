import type { Generated } from "kysely";

export interface EventTables {
  events: EventsTable;
}

export interface EventsTable {
  id: Generated<number>;
  at: number;
  severity: "info" | "warning" | "error";
  kind: string;
  message: string;
  user_name: string | null;
  modem: string | null;
  message_id: number | null;
  address: string | null;
  /** JSON object. */
  details: string | null;
}
