import type { Generated } from "kysely";
import type { Flag } from "./flag.ts";

export interface CheckTables {
  checks: ChecksTable;
  check_states: CheckStatesTable;
  check_results: CheckResultsTable;
}

export interface ChecksTable {
  id: Generated<number>;
  name: string;
  /** Its name as it is compared. */
  name_key: string;
  enabled: Flag;
  /** JSON, without name and switch. */
  definition: string;
  secrets_sealed: string | null;
  beat_key: string | null;
  version: number;
  created_at: number;
  changed_at: number;
}

export interface CheckStatesTable {
  check_id: number;
  next_at: number;
  /** JSON. */
  memory: string;
  beat_at: number | null;
  fence: Generated<number>;
  lease_node: string | null;
  lease_until: number | null;
}

interface CheckResultsTable {
  check_id: number;
  at: number;
  ok: Flag;
  milliseconds: number;
  text: string;
}
