/** What is deleted by age and number, each kind by settings of its own. */
export const RETENTION_KINDS = ["sent", "incoming", "events", "jobs", "dead-jobs", "audit"] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

/** What can lose its text alone. */
export const TEXT_KINDS = ["sent", "incoming"] as const;
export type TextKind = (typeof TEXT_KINDS)[number];

/** A row by when it came, in milliseconds since 1970, and by its ID among those that came at once. */
export interface CameAt {
  came: number;
  id: number;
}

/** Rows, or texts, that are to go: those that ended before a time, and those that came before another row. */
export type RetentionTask = (
  | { what: "rows"; kind: RetentionKind; below?: CameAt }
  | { what: "texts"; kind: TextKind }
) & {
  /** Milliseconds since 1970. */
  before?: number;
  now: number;
};

/** The next `limit` rows of a table with IDs above `after`. */
export interface Stretch {
  after: number;
  limit: number;
}

export interface Reached {
  /** The highest ID that was looked at. */
  reached: number;
  /** There may be more behind it. */
  isMore: boolean;
}

/** What became of one step. */
export interface RetentionStep extends Reached {
  rows: number;
  /** The last row is too young to go, as are those behind it if IDs grow with time. */
  isPast: boolean;
  /** What its queries took, without the wait for others and for the disk. */
  milliseconds: number;
}

/** The database on its disk. */
export interface DatabaseSize {
  octets: number;
  /** SQLite: what is free inside the file. */
  freeOctets?: number;
  /** SQLite: whether the file gives that back. One of an earlier version has to be compacted once. */
  canShrink?: boolean;
}

/**
 * Deletes what is old, a few rows at a time. What is still to be done, or may still change, stays: messages that wait, are being sent or are
 * *unknown*, that wait for a report, that an open alarm has sent, or that rules or jobs have still to see; and of a number that
 * is opted out, the record that says since when. Every promise rejects with a StoreFailure when the database fails.
 */
export interface RetentionStore {
  /** Looks at the next `limit` rows behind the ID `after`, and deletes what is to go. */
  remove(task: RetentionTask, step: Stretch): Promise<RetentionStep>;
  /** The same, and deletes nothing. */
  count(task: RetentionTask, step: Stretch): Promise<RetentionStep>;
  /** The first ID among the next `limit` rows that is to go. */
  next(task: RetentionTask, step: Stretch): Promise<Reached & { first?: number; milliseconds: number }>;
  /** Rows of a kind with IDs behind `after`, among the next `limit`; `reached` is the last one. */
  countRows(kind: RetentionKind, step: Stretch): Promise<Reached & { rows: number }>;
  /** How many of the next `limit` rows are of a kind and came in each hour since 1970. */
  hours(kind: RetentionKind, step: Stretch): Promise<Reached & { hours: readonly { hour: number; rows: number }[] }>;
  /** Those of a kind among the next `limit` rows that came in this hour since 1970. */
  inHour(kind: RetentionKind, step: Stretch & { hour: number }): Promise<Reached & { rows: readonly CameAt[] }>;
  /** When the oldest row of a kind came; milliseconds since 1970. */
  oldest(kind: RetentionKind): Promise<number | undefined>;
  size(): Promise<DatabaseSize>;
  /** SQLite: gives at most this many free pages back to the file system. `free` counts the pages that are still free, including those that others have freed meanwhile. */
  shrink(pages: number): Promise<{ freed: number; free: number }>;
  /** SQLite: moves what was written to the database file, whose end is cut off by that. In another thread. */
  fold(): Promise<void>;
}
