import { type Kysely, sql } from "kysely";
import type { StreamChange } from "../../messages/index.ts";
import { LOCKS } from "../advisory-locks.ts";
import type { Backend } from "../backend.ts";
import type { Schema } from "../schema/index.ts";
import { changesOf, collectChanges } from "./changes.ts";
import { insertEntries, newestSeq } from "./entries.ts";
import { addWriter, COMMANDS } from "./writers.ts";

/** As whom a gateway writes. */
interface Writing {
  writer: number;
  /** Milliseconds since 1970; on PostgreSQL without end. */
  until: number;
  /** The database does not know the writer yet, as far as is known here. */
  isNew?: boolean;
}

/** What collects the changes of the writer's transactions and writes them at their end. */
export interface StreamRecorder {
  /** The backend for the writer, whose transactions are recorded. */
  readonly backend: Backend;
  /** `undefined` while nothing is written, and for commands. */
  readonly writing: Writing | undefined;
  /** What transactions that begin from now on write. */
  write(as: Writing | undefined): void;
  /** The newest own entry that is on disk. */
  readonly syncedSeq: number;
  onWritten(wake: () => void): () => void;
}

/**
 * Records the changes of every transaction of `backend` before its commit.
 *
 * @param options.gateway  `false`: for a command, which on SQLite writes only while a gateway does
 */
export function createStreamRecorder(
  backend: Backend,
  options: { gateway: boolean; now: () => number },
): StreamRecorder {
  const { gateway, now } = options;
  let writing: Writing | undefined;
  let seq = 0;
  /** Written by the transaction that is about to commit. */
  let written: number | undefined;
  let syncedSeq = 0;
  /** Of the transaction that has begun. */
  let isLogged = false;
  const wakes = new Set<() => void>();

  const isWatched = () => !gateway || (writing !== undefined && now() < writing.until);

  async function append(db: Kysely<Schema>, changes: readonly StreamChange[]): Promise<void> {
    if (writing !== undefined) {
      // Counted before it is certain: what became of a commit that was not answered is unknown, and no number may come twice.
      const after = seq;
      seq += changes.length;
      if (writing.isNew) await addWriter(db, writing.writer, now());
      written = await insertEntries(db, changes, { writer: writing.writer, seq: after, atMs: now() });
    } else if (!gateway && (await isWatchedByGateway(db))) {
      const after = await newestSeq(db, COMMANDS);
      await insertEntries(db, changes, { writer: COMMANDS, seq: after, atMs: now() });
    }
  }

  async function isWatchedByGateway(db: Kysely<Schema>): Promise<boolean> {
    if (backend.kind === "postgres") {
      // Until the commit: commands number their entries in the order of their commits.
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCKS.commands)})`.execute(db);
      return true;
    }
    const watch = await db.selectFrom("stream_watch").select("until").executeTakeFirst();
    return watch !== undefined && now() < watch.until;
  }

  function synced(upTo: number): void {
    syncedSeq = Math.max(syncedSeq, upTo);
    if (writing?.isNew) writing = { ...writing, isNew: false };
    for (const wake of wakes) wake();
  }

  return {
    backend: {
      ...backend,
      begin(db) {
        written = undefined;
        isLogged = isWatched();
        collectChanges(db);
        return backend.begin(db);
      },
      beforeCommit(db) {
        const changes = changesOf(db);
        const before = backend.beforeCommit?.(db);
        if (!isLogged || changes === undefined || changes.length === 0) return before;
        return before === undefined ? append(db, changes) : before.then(() => append(db, changes));
      },
      synced() {
        const upTo = written;
        if (upTo === undefined) return backend.synced();
        return backend.synced().then((hasWritten) => {
          synced(upTo);
          return hasWritten;
        });
      },
    },
    get writing() {
      return writing;
    },
    write(as) {
      if (as?.writer !== writing?.writer) {
        seq = 0;
        syncedSeq = 0;
      }
      writing = as;
    },
    get syncedSeq() {
      return syncedSeq;
    },
    onWritten(wake) {
      wakes.add(wake);
      return () => void wakes.delete(wake);
    },
  };
}
