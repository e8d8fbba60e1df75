import type { Generated } from "kysely";
import type { AnyMessage } from "../../messages/index.ts";

type Direction = AnyMessage["direction"];

/** The index of searches besides its two tables, which are of different kinds on the two databases. */
export interface SearchTables {
  search_progress: SearchProgressTable;
  /** Messages whose text or number has changed since they were indexed. */
  search_changes: { id: Generated<number>; direction: Direction; message_id: number };
}

interface SearchProgressTable {
  direction: Direction;
  up_to: number;
  /** PostgreSQL: the next `up_to`, and the transactions that have to end before. */
  seen: Generated<number | null>;
  seen_xmax: Generated<number | null>;
  seen_at: Generated<number | null>;
  /** SQLite: entries of messages that are there, and of those that are gone. */
  live: Generated<number>;
  dead: Generated<number>;
  /** SQLite: not null while the index is compacted. */
  compacting: Generated<number | null>;
}
