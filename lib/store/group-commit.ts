import type { Kysely } from "kysely";
import { isStoreFailure, StoreFailure } from "../messages/index.ts";
import { createTurns } from "../turns.ts";
import type { Backend } from "./backend.ts";
import { type Alone, type Answer, type Run, runTogether, type Together, type Waiting } from "./group-work.ts";
import { isolated } from "./savepoint.ts";
import type { Schema } from "./schema/index.ts";
import { commitTransaction, rollback, undo } from "./transaction.ts";

/**
 * The only writer. Waiting writes share a transaction, and so one sync; while two transactions wait for theirs, more writes
 * gather.
 *
 *     write(a) together(b) unit(write(c) write(d)) together(e)   ─▶  begin a {b,e} c d commit  ─▶  a b c d e answered
 *
 * Writes run one after another, in the order requested. If one fails, the transaction is replayed with a savepoint
 * around each write, so only that write is rejected; savepoints would cost too much in the normal case. If the commit
 * fails, all of its writes are rejected. No promise resolves before its commit is synced.
 *
 * A transaction accepts more writes for as long as beginning and committing one takes: so at least half of the time
 * goes into writes, and no caller waits for many others. Larger groups would also make their callers return at the same
 * time, and modems that all wait at once send less than modems that take turns.
 */
export interface GroupCommit {
  /** @throws StoreFailure; other errors of `work` as they are */
  write<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result>;
  /**
   * As {@link write}, but all items waiting for the same function are processed by one call, in the place of the first.
   * @throws as {@link write}
   */
  batched<Item, Result>(work: Together<Item, Result>, item: Item): Promise<Result>;
  /** All writes requested by `ask` before it returns share one transaction. Returns what `ask` returns. */
  atomically<Result>(ask: () => Result): Result;
  /** Whether nothing waits to be committed. */
  readonly isIdle: boolean;
  /** Resolves when nothing waits to be committed. Never rejects. */
  idle(): Promise<void>;
  /** Transactions committed so far that wrote something. */
  readonly commits: number;
  /** Resolves when every requested write is committed; rejects later ones. Never rejects. */
  close(): Promise<void>;
}

interface Work {
  run: Run;
  reject(error: unknown): void;
}

/** A transaction that is in the log. */
interface Committed {
  answers: readonly Answer[];
  synced: Promise<boolean>;
  /** Why the database refused one of its writes. */
  refusal?: StoreFailure | undefined;
}

/**
 * Two: while one waits for the disk, the next is written and then waits beside it, so that nobody waits for a sync that had
 * begun before. More would take the threads that others need.
 */
const MOST_UNSYNCED = 2;

/** 1/8: the weight of the latest commit in the expected cost, since one slow commit does not mean a slow disk. */
const COST_WEIGHT = 1 / 8;

type Writes = Pick<
  Backend,
  "writer" | "begin" | "beforeCommit" | "synced" | "translate" | "mayRetry" | "hurry" | "condition"
>;

/** Creates the writer of `backend`. It owns `backend.writer`. */
export function createGroupCommit(backend: Writes, now: () => number = () => performance.now()): GroupCommit {
  const { condition } = backend;
  /** Each unit shares a transaction. */
  const gathering: Work[][] = [];
  const groups = new Map<Together<never, unknown>, Waiting[]>();
  let unit: Work[] | undefined;
  let scheduled = false;
  let closed = false;
  /** Expected time to begin and commit a transaction, in milliseconds. */
  let cost = 0;
  let commits = 0;
  /** Transactions that wait for the disk. */
  const unsynced = new Set<Promise<void>>();
  const idle: (() => void)[] = [];

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => void commitGathered());
  }

  const isIdle = () => !scheduled && unsynced.size === 0;
  const whenIdle = () => (isIdle() ? Promise.resolve() : new Promise<void>((done) => void idle.push(done)));

  async function commitGathered(): Promise<void> {
    await commit();
    while (unsynced.size >= MOST_UNSYNCED) await Promise.race(unsynced);
    scheduled = false;
    if (gathering.length > 0) schedule();
    else tellIdle();
  }

  function tellIdle(): void {
    if (isIdle()) for (const done of idle.splice(0)) done();
  }

  /** Resolves when the transaction is in the log. Never rejects: every failure goes to the callers. */
  async function commit(): Promise<void> {
    const begun: Work[] = [];
    condition.began();
    try {
      const committed = await commitAll(begun, (cause) => commitAlone(backend, begun, cause));
      const settled: Promise<void> = settle(begun, committed).finally(() => {
        unsynced.delete(settled);
        tellIdle();
      });
      unsynced.add(settled);
    } catch (error) {
      // If no transaction can begin, fail all waiting writes now: the next attempt would fail too.
      fail(begun.length > 0 ? begun : gathering.splice(0).flat(), error);
    }
  }

  /** Answers once the disk has it. Never rejects. */
  async function settle(begun: readonly Work[], { answers, synced, refusal }: Committed): Promise<void> {
    try {
      const hasWritten = await synced;
      if (hasWritten) commits++;
      if (refusal !== undefined) condition.failed("write", refusal);
      else if (hasWritten) condition.done("write");
      else condition.ended();
      for (const answer of answers) answer();
    } catch (error) {
      fail(begun, error);
    }
  }

  function fail(works: readonly Work[], error: unknown): void {
    condition.failed("write", backend.translate(error));
    for (const work of works) work.reject(error);
  }

  /** Runs all waiting writes; when one failed and all are undone, as `alone` does. @throws when it cannot begin or commit */
  async function commitAll(begun: Work[], alone: (cause: unknown) => Promise<Committed>): Promise<Committed> {
    const answers: Answer[] = [];
    const since = now();
    let workMs = 0;
    let undone: { cause: unknown } | undefined;
    try {
      const { synced } = await commitTransaction(backend, async (db) => {
        const workSince = now();
        const takeTurns = createTurns(now);
        for (let works = gathering.shift(); works !== undefined; works = gathering.shift()) {
          begun.push(...works);
          try {
            for (const work of works) answers.push(await work.run(db));
          } catch (error) {
            // Some errors (full disk, lost connection) end the transaction itself: then all writes fail.
            if (await undo(db, rollback)) undone = { cause: error };
            throw error;
          }
          workMs = now() - workSince;
          if (workMs > cost) break;
          await takeTurns();
        }
      });
      const measured = synced.then((hasWritten) => {
        cost += (now() - since - workMs - cost) * COST_WEIGHT;
        return hasWritten;
      });
      return { answers, synced: measured };
    } catch (error) {
      if (undone !== undefined) return alone(undone.cause);
      // What is added at the end conflicted with another gateway's: all of it is undone, too.
      if (isStoreFailure(error) && backend.mayRetry(error.cause)) return alone(error.cause);
      throw error;
    }
  }

  function add(work: Work): void {
    if (unit) unit.push(work);
    else gathering.push([work]);
    schedule();
  }

  function inUnit<Result>(ask: () => Result): Result {
    if (unit) return ask();
    const works: Work[] = [];
    unit = works;
    try {
      return ask();
    } finally {
      unit = undefined;
      if (works.length > 0) gathering.push(works);
    }
  }

  function write<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result> {
    if (closed) return Promise.reject(closedError());
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    add({
      reject,
      async run(db, alone) {
        if (alone === undefined) {
          const result = await work(db);
          return () => resolve(result);
        }
        const outcome = await alone(db, work);
        return outcome.ok ? () => resolve(outcome.value) : () => reject(outcome.problem.error);
      },
    });
    return promise;
  }

  function together<Item, Result>(work: Together<Item, Result>, item: Item): Promise<Result> {
    if (closed) return Promise.reject(closedError());
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const waiting: Waiting = { item, resolve: resolve as (result: unknown) => void, reject };
    const key = work as Together<never, unknown>;
    const group = groups.get(key);
    if (group) {
      group.push(waiting);
      return promise;
    }
    const started = [waiting];
    groups.set(key, started);
    const close = () => {
      if (groups.get(key) === started) groups.delete(key);
    };
    add({
      reject(error) {
        close();
        for (const one of started) one.reject(error);
      },
      run(db, alone) {
        close();
        return runTogether(db, work as Together<unknown, unknown>, { group: started, alone });
      },
    });
    return promise;
  }

  return {
    write,
    batched: together,
    atomically: inUnit,
    get commits() {
      return commits;
    },
    get isIdle() {
      return isIdle();
    },
    idle: whenIdle,
    async close() {
      closed = true;
      await whenIdle();
    },
  };
}

/** Replays the writes after one of them failed, each behind a savepoint, so that the others succeed. */
async function commitAlone(backend: Writes, works: readonly Work[], cause: unknown): Promise<Committed> {
  const answers: Answer[] = [];
  let refusal: StoreFailure | undefined;
  const alone: Alone = async (db, work) => {
    const outcome = await isolated(backend, db, work);
    if (!outcome.ok && outcome.problem.refusal !== undefined) refusal = outcome.problem.refusal;
    return outcome;
  };
  const { synced } = await commitTransaction(backend, async (db) => {
    await backend.hurry?.(db, cause);
    for (const work of works) answers.push(await work.run(db, alone));
  });
  return { answers, synced, refusal };
}

const closedError = () => new StoreFailure("unavailable", "the store is closed");
