import type { Kysely } from "kysely";
import type { StoreFailure } from "../messages/index.ts";
import type { Condition } from "./condition.ts";
import type { Reads } from "./reads.ts";
import type { Schema } from "./schema.ts";

/** A database with its connections. All that differs between the two dialects at run time is in here. */
export interface Backend {
  readonly kind: "sqlite" | "postgres";
  /** For reading, outside of the writer's transactions: sees only what is committed and synced. */
  readonly reader: Kysely<Schema>;
  readonly reads: Reads;
  /** Told by those who read and write. */
  readonly condition: Condition;
  /** One connection, owned by the writer. */
  readonly writer: Kysely<Schema>;
  /** Begins a transaction that may write. Waits for other processes without holding up the event loop. */
  begin(db: Kysely<Schema>): Promise<void>;
  /** Keeps two processes from migrating at once, until the transaction ends, and gives `migrate` time. */
  lockSchema<Result>(db: Kysely<Schema>, migrate: () => Promise<Result>): Promise<Result>;
  /** Whether commits on this connection are on the disk before they are answered. */
  isSynced(db: Kysely<Schema>): Promise<boolean>;
  /** The server's clock, milliseconds since 1970; `undefined` for a database in this process. */
  time(db: Kysely<Schema>): Promise<number | undefined>;
  /**
   * Lets the planner know how much is queued. What came in during the last minute is unknown to PostgreSQL, which then sorts
   * all of a long queue for every step through it.
   */
  refreshStatistics(db: Kysely<Schema>): Promise<void>;
  translate(error: unknown): StoreFailure;
  /** Whether the same work may succeed when it is done again at once: it met another gateway's. */
  mayRetry(error: unknown): boolean;
  /** Tells other gateways at commit that messages were accepted. */
  announceAccepted(db: Kysely<Schema>): Promise<void>;
  /** Calls back when another gateway has announced. Gives the way to stop. */
  onAccepted(wake: () => void): () => void;
  /** Moves the write-ahead log into the database file, where there is one. */
  checkpoint(): Promise<void>;
  /** Ends what runs and waits, by failing it: nothing is waited for any more. */
  abandon(): void;
  close(): Promise<void>;
}
