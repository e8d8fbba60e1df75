import { CompiledQuery, type Kysely } from "kysely";
import type { Backend } from "./backend.ts";
import { StoreError } from "./error.ts";
import type { Schema } from "./schema.ts";
import { inTransaction, undo } from "./transaction.ts";

/** Does all the items of one turn at once. Gives one result for each, in order, or fails for all. */
export type Together<Item, Result> = (db: Kysely<Schema>, items: readonly Item[]) => Promise<readonly Result[]>;

/**
 * The only one that writes. What is asked for in one turn of the event loop shares one transaction and so one sync;
 * while a transaction commits, the next one gathers.
 *
 *     turn 1: write(a) together(b) write(c) together(d)   ─▶  begin a {b,d} c commit  ─▶  a b c d answered
 *     turn 2: write(e)                                     ─▶  begin e commit
 *
 * Works run one after another, in the order asked for, each behind a savepoint: one that fails is undone and rejected
 * alone. A commit that fails rejects all of its works. No promise resolves before its commit is synced.
 */
export interface Writer {
  /** @throws StoreError; what the work itself throws comes out as it is */
  write<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result>;
  /** As {@link write}, but the items of one turn for the same function are done by one call, at the place of the first. */
  together<Item, Result>(work: Together<Item, Result>, item: Item): Promise<Result>;
  /** Transactions committed so far. */
  readonly commits: number;
  /** Resolves when all that was asked for is committed; refuses what comes later. */
  close(): Promise<void>;
}

/** Answers the callers of one work, once the transaction has ended. */
type Answer = () => void;

interface Work {
  run(db: Kysely<Schema>): Promise<Answer>;
  reject(error: unknown): void;
}

interface Waiting {
  item: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Work that met another gateway's is tried so often. */
const MOST_TRIES = 6;

/** Makes the writer of `backend`. It owns `backend.writer`. */
export function createWriter(backend: Pick<Backend, "writer" | "begin" | "translate" | "mayRetry">): Writer {
  let gathering: Work[] = [];
  let gatherings = new Map<Together<never, unknown>, Waiting[]>();
  let scheduled = false;
  let closed = false;
  let commits = 0;
  const idle: (() => void)[] = [];

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => void commitGathered());
  }

  async function commitGathered(): Promise<void> {
    const works = gathering;
    gathering = [];
    gatherings = new Map();
    await commit(works);
    scheduled = false;
    if (gathering.length > 0) schedule();
    else for (const done of idle.splice(0)) done();
  }

  /** Never rejects: every failure goes to the callers. */
  async function commit(works: readonly Work[]): Promise<void> {
    const answers: Answer[] = [];
    try {
      await inTransaction(backend, async (db) => {
        for (const work of works) answers.push(await work.run(db));
      });
    } catch (error) {
      for (const work of works) work.reject(error);
      return;
    }
    commits++;
    for (const answer of answers) answer();
  }

  /** Runs behind a savepoint. @throws when the whole transaction is lost */
  async function isolated<Result>(
    db: Kysely<Schema>,
    work: (db: Kysely<Schema>) => Promise<Result>,
  ): Promise<{ ok: true; result: Result } | { ok: false; error: unknown }> {
    for (let attempt = 1; ; attempt++) {
      await db.executeQuery(raw.savepoint);
      try {
        const result = await work(db);
        await db.executeQuery(raw.release);
        return { ok: true, result };
      } catch (error) {
        // Some errors (a full disk, a lost connection) end the transaction itself: then this fails all of it.
        if (!(await undo(db, raw.rollbackToSavepoint))) throw error;
        if (attempt < MOST_TRIES && backend.mayRetry(error)) continue;
        return { ok: false, error: isDatabaseError(error) ? backend.translate(error) : error };
      }
    }
  }

  function add(work: Work): void {
    gathering.push(work);
    schedule();
  }

  function write<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result> {
    if (closed) return Promise.reject(closedError());
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    add({
      reject,
      async run(db) {
        const outcome = await isolated(db, work);
        return outcome.ok ? () => resolve(outcome.result) : () => reject(outcome.error);
      },
    });
    return promise;
  }

  function together<Item, Result>(work: Together<Item, Result>, item: Item): Promise<Result> {
    if (closed) return Promise.reject(closedError());
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const waiting: Waiting = { item, resolve: resolve as (result: unknown) => void, reject };
    const key = work as Together<never, unknown>;
    const group = gatherings.get(key);
    if (group) {
      group.push(waiting);
      return promise;
    }
    const started = [waiting];
    gatherings.set(key, started);
    add({
      reject: (error) => {
        for (const one of started) one.reject(error);
      },
      run: (db) => runTogether(db, work as Together<unknown, unknown>, started),
    });
    return promise;
  }

  async function runTogether(
    db: Kysely<Schema>,
    work: Together<unknown, unknown>,
    group: readonly Waiting[],
  ): Promise<Answer> {
    const items = group.map((one) => one.item);
    const outcome = await isolated(db, () => work(db, items));
    if (outcome.ok) return () => group.forEach((one, at) => void one.resolve(outcome.result[at]));
    if (group.length === 1) return () => group[0]?.reject(outcome.error);
    // One of them is to blame: each by itself, so that the others do not suffer.
    const answers: Answer[] = [];
    for (const one of group) answers.push(await runTogether(db, work, [one]));
    return () => {
      for (const answer of answers) answer();
    };
  }

  return {
    write,
    together,
    get commits() {
      return commits;
    },
    async close() {
      closed = true;
      if (scheduled) await new Promise<void>((done) => idle.push(done));
    },
  };
}

const raw = {
  savepoint: CompiledQuery.raw("savepoint work"),
  release: CompiledQuery.raw("release savepoint work"),
  rollbackToSavepoint: CompiledQuery.raw("rollback to savepoint work"),
};

/** Drivers' errors carry a `code`; this layer's own and programming errors do not. */
const isDatabaseError = (error: unknown) => error instanceof Error && "code" in error;

const closedError = () => new StoreError("unavailable", "the store is closed");
