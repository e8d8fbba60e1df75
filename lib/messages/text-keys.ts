import type { Result } from "../result.ts";

/** What is known of the keys that texts of a database are encrypted with. */
export interface TextKeyState {
  /** Those that rows may need, the oldest first; `since`: milliseconds since 1970. */
  needed: { id: string; since: number }[];
  /** The IDs of those that somebody has given up: what they encrypt is read as damaged, unless the key is there after all. */
  givenUp: string[];
  /** The IDs of those that rows need and that are not there. */
  missing: string[];
  /** Whether searches find texts. */
  searchesTexts: boolean;
}

/** One step of writing texts again. */
interface TextKeyStep {
  /** Rows that were written again. */
  rows: number;
  /** Rows that no key opens, which stay as they are. */
  damaged: number;
  /** Rows that the key does not open that new ones are written with. */
  unreadable: number;
  /** Where to go on; absent at the end of the table. */
  next?: readonly (string | number)[];
}

/** One step of looking whether texts open. */
interface TextCheckStep {
  rows: number;
  /** The keys of rows that do not open with their key. */
  damaged: (readonly (string | number)[])[];
  /** By the ID of a key that is not there: rows that need it. */
  keyless: Readonly<Record<string, number>>;
  /** Where to go on; absent at the end of the table. */
  next?: readonly (string | number)[];
}

/** The keys that texts are encrypted with. Every promise rejects with a StoreFailure when the database fails. */
export interface TextKeyStore {
  /** Whether texts are written encrypted, so that searches find numbers only. */
  readonly seals: boolean;
  /**
   * Must have resolved before a gateway writes the first text. A command notes its key with the first text.
   *
   * @param node  this gateway
   * @throws StoreFailure kind "invalid" when rows need a key that is not there, "conflict" when another gateway lacks ours
   */
  begin(node: string): Promise<void>;
  state(): Promise<TextKeyState>;
  /** The tables that have texts. */
  readonly tables: readonly string[];
  /** Opens the texts of some rows, and changes nothing. */
  check(table: string, after: readonly (string | number)[] | undefined): Promise<TextCheckStep>;
  /**
   * Gives a key up that every copy of is lost: the database opens without it, and what it encrypts is read as damaged. `there`: the key
   * file has it; `nodes`: those gateways have it.
   */
  forget(id: string): Promise<Result<undefined, "not-needed" | "there" | { nodes: string[] }>>;
  /** Begins to write all texts again, as new ones are written; the problem names gateways that write otherwise. */
  beginRotation(): Promise<Result<ReadonlyMap<string, string>, { nodes: string[] }>>;
  /** Writes the texts of some rows again: a transaction of a few milliseconds. It may be the last one: each stands for itself. */
  rotate(table: string, after: readonly (string | number)[] | undefined): Promise<TextKeyStep>;
  /** Once every table was gone through without damage. Returns the IDs of keys that no row needs any more. */
  endRotation(uses: ReadonlyMap<string, string>): Promise<string[]>;
  /**
   * Gives back what SQLite's file still has of texts in free pages, as far as it can, and empties its write-ahead log; `false`: somebody
   * who reads has kept the log.
   */
  scrub(): Promise<boolean>;
}
