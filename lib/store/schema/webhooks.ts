import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

export interface WebhookTables {
  webhooks: WebhooksTable;
}

export interface WebhooksTable {
  id: Generated<number>;
  name: string;
  url: string;
  /** JSON list of the events that it has picked. */
  events: string;
  enabled: Flag;
  is_ordered: Flag;
  /** JSON list, newest first. */
  secrets: string;
  created_at: number;
  changed_at: number;
}
