import type { ErasedPerson, PersonTraces } from "./person-traces.ts";

/** What an erasure removes, as it is counted. */
export const ERASED_KINDS = [
  "sent-messages",
  "received-messages",
  "cancelled-messages",
  "mentions",
  "delivery-reports",
  "jobs",
  "alarms",
  "events",
  "opt-outs",
  "opt-out-records",
  "rule-memory",
  "answers-kept",
  "telegram-links",
  "contacts",
] as const;
export type ErasedKind = (typeof ERASED_KINDS)[number];

/** What an erasure has to leave until it is done again. */
export const LEFT_KINDS = ["being-sent", "being-delivered", "still-to-send", "in-file"] as const;
export type LeftKind = (typeof LEFT_KINDS)[number];

/** What was found, or removed. */
export interface ErasureStep {
  erased: Partial<Record<ErasedKind, number>>;
  left: Partial<Record<LeftKind, number>>;
  /** Rows that were the person's or named them, also those that somebody else has changed or removed since they were read. */
  found: number;
  /** The last row that was looked at; absent: the table ends here. */
  next?: ErasurePlace;
}

/** The key of a row. */
export type ErasurePlace = readonly (string | number)[];

/** What came of an erasure. Neither the number nor the name is in it. */
export interface ErasureResult {
  erased: Partial<Record<ErasedKind, number>>;
  left: Partial<Record<LeftKind, number>>;
  /** Copies of the database on this machine, backups and databases before, which hold what was in it then; 500 at most. */
  backups: readonly string[];
  /** What is set up and names the person, which keeps an erasure from beginning. */
  namedBy: readonly string[];
}

/** The record of an erasure. Times are milliseconds since 1970. */
export interface ErasureRecord extends ErasureResult {
  id: number;
  begunAt: number;
  endedAt?: number;
  /** `cut-off`: the gateway ended meanwhile. */
  state: "running" | "done" | "cut-off";
  /** Nothing was removed. */
  isDry: boolean;
  /** Absent on the command line. */
  userName?: string;
}

/** After 60 s without a word an erasure was cut off. */
export const ERASURE_SILENCE_MS = 60_000;

/** Removes a person from a database. Every promise rejects with a StoreFailure when the database fails. */
export interface ErasureStore {
  /** Tables that may hold a person, in the order in which they are gone through. */
  readonly tables: readonly string[];
  /** Tables that say which contact, mail address and chats are the person's, to be gone through when nothing of the person is left elsewhere. */
  readonly whoTables: readonly string[];
  person(given: Pick<ErasedPerson, "number" | "forms">): Promise<ErasedPerson>;
  /** What is set up and names the person, as people call it: `policy night`. Nobody can be removed from under it. */
  namedBy(traces: PersonTraces): Promise<string[]>;
  /** Goes through some rows of a table, and removes the person from them unless it is a dry run. */
  step(
    table: string,
    traces: PersonTraces,
    options: { after?: ErasurePlace; limit: number; now: number; isDry: boolean },
  ): Promise<ErasureStep>;
  /** Takes what was removed out of the index of searches, some pages at a time. Whether more is to be done. */
  compactSearch(): Promise<boolean>;
  /**
   * Sees that nothing of the person is left in the files of a SQLite database. PostgreSQL is asked to vacuum what was changed.
   *
   * @returns whether the files are clean
   */
  scrub(traces: PersonTraces): Promise<boolean>;
  begin(record: { now: number; isDry: boolean; userName?: string }): Promise<number>;
  /** How far it is; with `state`, its end. */
  report(id: number, report: ErasureResult & { now: number; state?: "done" | "cut-off" }): Promise<void>;
  find(id: number, now: number): Promise<ErasureRecord | undefined>;
  /** Newest first. */
  page(page: { limit: number; before?: number }, now: number): Promise<{ erasures: ErasureRecord[]; next?: number }>;
}
