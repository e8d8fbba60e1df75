import type { Generated } from "kysely";
import type { JobKind, JobState } from "../../messages/index.ts";
import type { Flag } from "./flag.ts";

export interface JobTables {
  jobs: JobsTable;
  job_attempts: JobAttemptsTable;
}

export interface JobsTable {
  id: Generated<number>;
  event_id: string;
  kind: JobKind;
  destination: string;
  is_ordered: Flag;
  /** JSON object. */
  payload: string;
  state: Generated<JobState>;
  created_at: number;
  due_at: number;
  give_up_at: number;
  attempts: Generated<number>;
  /** Grows with every claim and every take-over. */
  fence: Generated<number>;
  lease_node: string | null;
  lease_until: number | null;
  finished_at: number | null;
  last_error: string | null;
  incoming_id: number | null;
  rule_id: number | null;
}

export interface JobAttemptsTable {
  job_id: number;
  /** Counts up for each job. */
  number: number;
  at: number;
  milliseconds: number;
  status: number | null;
  error: string | null;
  answer: string | null;
}
