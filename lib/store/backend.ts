import type { Kysely } from "kysely";
import type { StoreFailure } from "../messages/index.ts";
import type { Condition } from "./condition.ts";
import type { Reads } from "./reads.ts";
import type { Schema } from "./schema/index.ts";

/**
 * A database with its connections. Everything that differs between the two dialects at run time is here.
 *
 * @throws the driver's error from every asynchronous method, as `translate` takes it; `lockSchema` also what `migrate`
 * throws
 */
export interface Backend {
  readonly kind: "sqlite" | "postgres";
  /** For reading, outside of the writer's transactions: sees what is committed, a moment before the disk has it. */
  readonly reader: Kysely<Schema>;
  readonly reads: Reads;
  /** Updated by readers and the writer. */
  readonly condition: Condition;
  /** One connection, owned by the writer. */
  readonly writer: Kysely<Schema>;
  /** Begins a transaction that may write. Waits for other processes without blocking the event loop. */
  begin(db: Kysely<Schema>): Promise<void>;
  /** Called at the end of a transaction; without a promise it has nothing to add. */
  beforeCommit?(db: Kysely<Schema>): Promise<void> | undefined;
  /**
   * Resolves when everything that was committed is on disk. `false`: nothing was written since the last time.
   * @throws the driver's or the disk's error
   */
  synced(): Promise<boolean>;
  /** Whether a write may be expected to succeed, as far as can be told without one. Never rejects. */
  hasRoom(): Promise<boolean>;
  /** While its file is gone: what people are to do, in sentences. */
  fileProblem(): string | undefined;
  /**
   * Keeps two processes from migrating at once until the transaction ends, and extends the time limit for `migrate`.
   */
  lockSchema<Result>(db: Kysely<Schema>, migrate: () => Promise<Result>): Promise<Result>;
  /** Whether another process migrates now. */
  isMigrating(db: Kysely<Schema>): Promise<boolean>;
  /** Whether commits on this connection are synced to disk before they are answered. */
  isSynced(db: Kysely<Schema>): Promise<boolean>;
  /** The server's clock, milliseconds since 1970; `undefined` for a database in this process. */
  time(db: Kysely<Schema>): Promise<number | undefined>;
  /**
   * Updates the planner's statistics of the queue. PostgreSQL does not know about rows of the last minute, and without
   * them sorts a whole long queue for every step through it.
   */
  refreshStatistics(db: Kysely<Schema>): Promise<void>;
  translate(error: unknown): StoreFailure;
  /** Whether the same write may succeed when retried at once, because it conflicted with another gateway's. */
  mayRetry(error: unknown): boolean;
  /** Shortens the lock waits of the transaction after one write timed out, since the next writes may need the same lock. */
  hurry?(db: Kysely<Schema>, error: unknown): Promise<void>;
  /** Tells other gateways at commit that messages were accepted. */
  announceAccepted(db: Kysely<Schema>): Promise<void>;
  /** Calls `wake` when another gateway has announced. Returns the function that unsubscribes. */
  onAccepted(wake: () => void): () => void;
  /** Tells other gateways that the log of changes has grown. */
  announceChanges(db: Kysely<Schema>): Promise<void>;
  /** As `onAccepted`, for {@link announceChanges}. */
  onChanges(wake: () => void): () => void;
  /** Tells other gateways at commit that jobs are due. */
  announceJobs(db: Kysely<Schema>): Promise<void>;
  /** As `onAccepted`, for {@link announceJobs}. */
  onJobs(wake: () => void): () => void;
  /** Tells all gateways, this one too, that something about them has changed. */
  announceNodes(db: Kysely<Schema>): Promise<void>;
  /** As `onAccepted`, for {@link announceNodes}. */
  onNodes(wake: () => void): () => void;
  /** How many announcements of its own this process has heard. */
  heardOwn(): number;
  /** Tells other gateways at commit that something may be due about alarms. */
  announceAlarms(db: Kysely<Schema>): Promise<void>;
  /** As `onAccepted`, for {@link announceAlarms}; on SQLite within a second, and also for what else another process has written. */
  onAlarms(wake: () => void): () => void;
  /** Moves the write-ahead log into the database file, where there is one. */
  checkpoint(): Promise<void>;
  /** The same in another thread, as far as nobody reads what it would move. Never rejects. */
  fold(): Promise<void>;
  /** Fails everything that is running or waiting, at once. */
  abandon(): void;
  close(): Promise<void>;
}
