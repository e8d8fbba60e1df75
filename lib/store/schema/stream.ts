import type { StreamChange } from "../../messages/index.ts";

/** What changed lately, and who wrote it. */
export interface StreamTables {
  /** 0: commands; otherwise one for each start of a gateway. */
  stream_writers: { id: number; alive_at: number };
  stream_entries: StreamEntriesTable;
  /** SQLite, one row: changes are written until then. */
  stream_watch: { until: number };
}

export interface StreamEntriesTable {
  writer: number;
  /** Counts up in the order of the writer's commits. */
  seq: number;
  /** Microseconds since 1970; on PostgreSQL by the server's clock. */
  at_us: number;
  type: StreamChange["type"];
  ref: number | null;
  user_id: number | null;
  state: string | null;
  modem: string | null;
  error: string | null;
}
