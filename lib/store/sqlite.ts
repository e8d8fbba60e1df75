import { Database, SQLiteError, type SQLQueryBindings, type Statement } from "bun:sqlite";
import { CompiledQuery, Kysely } from "kysely";
import { BunSqliteDialect } from "kysely-bun-sqlite";
import { defined } from "../defined.ts";
import type { Log } from "../log.ts";
import { isStoreFailure, type StoreFailure } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import { createCondition } from "./condition.ts";
import { collectMoves, hasMoves, writeMoves } from "./counted-moves.ts";
import { command, takeShortCut } from "./prepared.ts";
import { createReads } from "./reads.ts";
import type { Schema } from "./schema/index.ts";
import { opening, SealedTexts, type TextKeys } from "./sealing/sealed-texts.ts";
import { sqliteFailure } from "./sqlite-failures.ts";
import { whenFree } from "./sqlite-free.ts";
import { createFileGuard } from "./sqlite-guard.ts";
import { createWriteAheadLog, LOG_BYTES } from "./sqlite-log.ts";
import { createOtherWriters } from "./sqlite-others.ts";
import { hasRoom } from "./sqlite-room.ts";

/** 20 ms: this wait blocks the event loop, so it is short; the rest is asynchronous. */
const BUSY_TIMEOUT_MS = 20;
/** 15 ms between attempts while another process writes, without blocking the event loop. */
const BUSY_PAUSE_MS = 15;
/** 10 s, unless the caller says otherwise. */
const LOCK_WAIT_MS = 10_000;
/** 10 s for whoever keeps the whole database to itself, which no gateway does for longer. */
const COPY_WAIT_MS = 10_000;
/** 256 compiled statements: those of lists of varying length must not fill the memory. */
const MOST_STATEMENTS = 256;

/** Free pages of the file can be given back a few at a time. */
export const SHRINKS = "pragma auto_vacuum = incremental";

interface SqliteOptions {
  lockWaitMs?: number;
  distrustsLog?: boolean;
  log?: Log;
  texts?: TextKeys;
}

/**
 * Opens `file`, or `:memory:`. Every commit is synced before it returns.
 *
 * @param options.lockWaitMs  how long to wait for another process before `locked`
 * @param options.distrustsLog  a process that ended may have left in the write-ahead log what the disk refused to sync; the
 *   kernel shows it all the same, and no later sync writes it. So it goes to the database file before anything else
 * @param options.texts  opens texts that are sealed; without them queries read what is written
 * @throws StoreFailure
 */
export function openSqlite(file: string, options: SqliteOptions = {}): Backend {
  try {
    const { lockWaitMs = LOCK_WAIT_MS } = options;
    const writing = openConnection(file, lockWaitMs);
    // Two connections to a database in memory would be two databases.
    const reading = file === ":memory:" ? writing : openConnection(file, lockWaitMs);
    return createBackend(writing, reading, { file, ...options, lockWaitMs });
  } catch (error) {
    throw translate(error, file);
  }
}

/**
 * Copies a database that may be in use, as it is at one moment, to a file that is not there yet. Blocks meanwhile.
 *
 * @throws StoreFailure
 */
export function copySqlite(file: string, to: string): void {
  try {
    using database = new Database(file, { readwrite: true });
    database.run(`pragma busy_timeout = ${COPY_WAIT_MS}`);
    database.run("vacuum into ?", [to]);
  } catch (error) {
    throw translate(error, to);
  }
}

/** A SQLite file without anything around it. */
export interface PlainSqlite {
  all(text: string, parameters?: readonly SQLQueryBindings[]): Record<string, unknown>[];
  run(text: string, parameters?: readonly (string | null)[]): void;
  close(): void;
}

/** Opens a file that is not the store's: of another program, or for a short time. Each statement is compiled once. @throws StoreFailure */
export function openPlain(file: string, { readonly }: { readonly: boolean }): PlainSqlite {
  function translated<Value>(work: () => Value): Value {
    try {
      return work();
    } catch (error) {
      throw translate(error, file);
    }
  }
  const database = translated(
    () => new CachingDatabase(file, readonly ? { readonly } : { create: true, readwrite: true }),
  );
  const prepared = (text: string) => database.prepare<Record<string, unknown>, SQLQueryBindings[]>(text);
  return {
    all: (text, parameters = []) => translated(() => prepared(text).all(...parameters)),
    run: (text, parameters = []) => translated(() => void prepared(text).run(...parameters)),
    close() {
      database.forget();
      database.close();
    },
  };
}

/** @throws SQLite's error; of a database that others keep to themselves, once `lockWaitMs` are over */
function openConnection(file: string, lockWaitMs: number): CachingDatabase {
  const database = new CachingDatabase(file, { create: true, readwrite: true });
  try {
    whenFree(() => prepareConnection(database), { isBusy, lockWaitMs });
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** May be done again from its beginning, when others kept the database to themselves in the middle of it. */
function prepareConnection(database: Database): void {
  database.run(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  // Of a new file, before anything is in it: its free pages can be given back a few at a time. Of others it would be a write.
  const isNew = database.query<{ page_count: number }, []>("pragma page_count").get()?.page_count === 0;
  if (isNew) database.run(SHRINKS);
  database.run("pragma journal_mode = wal");
  // A commit leaves its sync to `synced`, which does not block the event loop; the database itself stays sound.
  database.run("pragma synchronous = normal");
  database.run("pragma wal_autocheckpoint = 0");
  // Savepoints copy what they may have to restore: keep the copies in memory instead of a file.
  database.run("pragma temp_store = memory");
  // What is deleted is overwritten, where its page is written in any case.
  database.run("pragma secure_delete = fast");
  database.run("pragma foreign_keys = on");
  // After a long backup, during which the log could not begin anew, the rest is freed.
  database.run(`pragma journal_size_limit = ${LOG_BYTES}`);
  database.run("pragma cache_size = -16000");
  // Whoever has read from the log shares a lock, and so nobody who closes the file keeps it to himself any more.
  database.run("select 1 from sqlite_schema limit 1");
}

function createBackend(
  writing: CachingDatabase,
  reading: CachingDatabase,
  { file, lockWaitMs, distrustsLog = false, log, texts }: SqliteOptions & { file: string; lockWaitMs: number },
): Backend {
  const condition = createCondition();
  const plugins = texts === undefined ? [] : [new SealedTexts(texts)];
  const open = (database: Database) => new Kysely<Schema>({ dialect: new BunSqliteDialect({ database }), plugins });
  const writer = open(writing);
  const reader = reading === writing ? writer : open(reading);

  const rowsOf = opening(texts, (text: string, parameters: readonly unknown[]) =>
    writing.prepare<unknown, SQLQueryBindings[]>(text).all(...(parameters as SQLQueryBindings[])),
  );

  let isAbandoned = false;
  const guard =
    reading === writing
      ? undefined
      : createFileGuard({
          file,
          // The writing connection may be inside a transaction.
          rescue: (to) => void reading.run("vacuum into ?", [to]),
          failed: (error) => condition.failed("write", error),
          ...defined({ log }),
        });

  const writeAheadLog =
    reading === writing
      ? undefined
      : createWriteAheadLog({
          file,
          pages: () => writing.prepare<{ log: number }, []>("pragma wal_checkpoint(noop)").get()?.log ?? 0,
          hasRoom: () => hasRoom(file),
          isDistrusted: distrustsLog,
          ...defined({ log }),
        });

  // Of the writing connection: what it writes itself leaves that as it is.
  const others = createOtherWriters(
    () => writing.prepare<{ data_version: number }, []>("pragma data_version").get()?.data_version ?? 0,
  );

  async function begin(db: Kysely<Schema>): Promise<void> {
    takeShortCut(db, rowsOf);
    collectMoves(db);
    guard?.check();
    const limit = performance.now() + lockWaitMs;
    for (;;) {
      try {
        await writeAheadLog?.ready();
        await beginImmediate(db);
        return;
      } catch (error) {
        if (!isBusy(error) || isAbandoned || performance.now() >= limit) throw error;
        await Bun.sleep(BUSY_PAUSE_MS);
      }
    }
  }

  return {
    kind: "sqlite",
    condition,
    reads: createReads(),
    reader,
    writer,
    begin,
    beforeCommit: (db) => (hasMoves(db) ? writeMoves(db) : undefined),
    async synced() {
      guard?.committed();
      return (await writeAheadLog?.sync()) ?? true;
    },
    fileProblem: () => guard?.problem,
    hasRoom: () => (reading === writing ? Promise.resolve(true) : hasRoom(file)),
    // The transaction holds the only write lock.
    lockSchema: (_db, migrate) => migrate(),
    isMigrating: () => Promise.resolve(false),
    isSynced: () => Promise.resolve(true),
    time: () => Promise.resolve(undefined),
    refreshStatistics: () => Promise.resolve(),
    translate: (error) => translate(error, file),
    mayRetry: () => false,
    // Other processes on the same file are commands, which do not send.
    announceAccepted: () => Promise.resolve(),
    onAccepted: () => () => undefined,
    announceChanges: () => Promise.resolve(),
    onChanges: () => () => undefined,
    announceJobs: () => Promise.resolve(),
    onJobs: () => () => undefined,
    announceNodes: () => Promise.resolve(),
    onNodes: () => () => undefined,
    heardOwn: () => 0,
    announceAlarms: () => Promise.resolve(),
    onAlarms: (wake) => others.add(wake),
    async checkpoint() {
      await writer.executeQuery(CompiledQuery.raw("pragma wal_checkpoint(truncate)"));
    },
    fold: () => writeAheadLog?.fold() ?? Promise.resolve(),
    abandon() {
      isAbandoned = true;
    },
    async close() {
      others.stop();
      guard?.stop();
      await writeAheadLog?.close();
      reading.forget();
      writing.forget();
      if (reader !== writer) await reader.destroy();
      await writer.destroy();
    },
  };
}

/** Compiles each statement once; kysely-bun-sqlite would compile it at every use. */
class CachingDatabase extends Database {
  readonly #statements = new Map<string, Statement>();

  override prepare<Row, Parameters extends SQLQueryBindings | SQLQueryBindings[]>(sql: string) {
    type Prepared = ReturnType<typeof Database.prototype.prepare<Row, Parameters>>;
    const known = this.#statements.get(sql);
    if (known) return known as Prepared;
    if (this.#statements.size >= MOST_STATEMENTS) this.forget();
    const statement = super.prepare<Row, Parameters>(sql);
    this.#statements.set(sql, statement as Statement);
    return statement;
  }

  /** Releases all compiled statements. */
  forget(): void {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
  }
}

const beginImmediate = command("begin immediate");

const isBusy = (error: unknown) =>
  isStoreFailure(error, "locked") || (error instanceof SQLiteError && (error.code ?? "").startsWith("SQLITE_BUSY"));

/** What the error is to the store; of a file, by how its disk is. */
function translate(error: unknown, file: string): StoreFailure {
  return sqliteFailure(error, { code: error instanceof SQLiteError ? (error.code ?? "") : "", file });
}
