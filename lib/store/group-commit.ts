import type { Kysely } from "kysely";
import { StoreFailure } from "../messages/index.ts";
import type { Backend } from "./backend.ts";
import { isDriverError } from "./condition.ts";
import { command } from "./prepared.ts";
import type { Schema } from "./schema.ts";
import { inTransaction, rollback, undo } from "./transaction.ts";

/** Does all the items that wait at once. Gives one result for each, in order, or fails for all. */
export type Together<Item, Result> = (db: Kysely<Schema>, items: readonly Item[]) => Promise<readonly Result[]>;

/**
 * The only one that writes. What waits shares transactions and so syncs; while one commits, more gathers.
 *
 *     write(a) together(b) unit(write(c) write(d)) together(e)   ─▶  begin a {b,e} c d commit  ─▶  a b c d e answered
 *
 * Works run one after another, in the order asked for. One that fails is undone and rejected alone: then all of its
 * transaction is done again behind savepoints, which is too dear for the usual case. A commit that fails rejects all of
 * its works. No promise resolves before its commit is synced.
 *
 * A transaction takes more work for as long as it costs to begin and to commit one: so at least half of the time goes
 * into work, and nobody waits for the work of many others. Who waited together would come again together, and a
 * gateway whose modems all wait at the same time sends less than one whose modems take turns.
 */
export interface GroupCommit {
  /** @throws StoreFailure; what the work itself throws comes out as it is */
  write<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result>;
  /** As {@link write}, but the items that wait for the same function are done by one call, at the place of the first. */
  batched<Item, Result>(work: Together<Item, Result>, item: Item): Promise<Result>;
  /** What `ask` asks for in this call shares one transaction. Gives what `ask` gives. */
  atomically<Result>(ask: () => Result): Result;
  /** Nothing waits to be committed. */
  readonly isIdle: boolean;
  /** Resolves when nothing does. */
  idle(): Promise<void>;
  /** Transactions committed so far. */
  readonly commits: number;
  /** Resolves when all that was asked for is committed; refuses what comes later. */
  close(): Promise<void>;
}

/** Answers the callers of one work, once the transaction has ended. */
type Answer = () => void;

/** Together with others, whose transaction ends when it fails; or alone behind a savepoint, so that failing is an answer. */
type Run = (db: Kysely<Schema>, how: "together" | "alone") => Promise<Answer>;

interface Work {
  run: Run;
  reject(error: unknown): void;
}

interface Waiting {
  item: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** How much of its cost a commit adds to what commits are expected to cost: one slow one is not a slow disk. */
const COST_WEIGHT = 1 / 8;

/** Work that met another gateway's is tried so often. */
const MOST_TRIES = 6;

/** Makes the writer of `backend`. It owns `backend.writer`. */
export function createGroupCommit(
  backend: Pick<Backend, "writer" | "begin" | "translate" | "mayRetry" | "condition">,
  now: () => number = () => performance.now(),
): GroupCommit {
  const { condition } = backend;
  /** Each unit shares a transaction. */
  const gathering: Work[][] = [];
  const groups = new Map<Together<never, unknown>, Waiting[]>();
  let unit: Work[] | undefined;
  let scheduled = false;
  let closed = false;
  let commits = 0;
  /** Why the database refused a work of the transaction under way. */
  let refusal: StoreFailure | undefined;
  /** What it costs to begin and to commit, in milliseconds. */
  let cost = 0;
  const idle: (() => void)[] = [];

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => void commitGathered());
  }

  async function whenIdle(): Promise<void> {
    if (scheduled) await new Promise<void>((done) => idle.push(done));
  }

  async function commitGathered(): Promise<void> {
    await commit();
    scheduled = false;
    if (gathering.length > 0) schedule();
    else for (const done of idle.splice(0)) done();
  }

  /** Never rejects: every failure goes to the callers. */
  async function commit(): Promise<void> {
    const begun: Work[] = [];
    refusal = undefined;
    condition.began();
    try {
      const answers = (await commitAll(begun)) ?? (await commitAlone(begun));
      commits++;
      if (refusal === undefined) condition.done("write");
      else condition.failed("write", refusal);
      for (const answer of answers) answer();
    } catch (error) {
      condition.failed("write", backend.translate(error));
      // Where no transaction begins, nobody is made to wait for the failure of another try.
      const failed = begun.length > 0 ? begun : gathering.splice(0).flat();
      for (const work of failed) work.reject(error);
    }
  }

  /** Takes up what waits. `undefined`: a work failed, so that nothing was done. @throws when it cannot begin or commit */
  async function commitAll(begun: Work[]): Promise<readonly Answer[] | undefined> {
    const answers: Answer[] = [];
    const since = now();
    let workMs = 0;
    let isUndone = false;
    try {
      await inTransaction(backend, async (db) => {
        const workSince = now();
        for (let works = gathering.shift(); works !== undefined; works = gathering.shift()) {
          begun.push(...works);
          try {
            for (const work of works) answers.push(await work.run(db, "together"));
          } catch (error) {
            // Some errors (a full disk, a lost connection) end the transaction itself: then this fails all of it.
            isUndone = await undo(db, rollback);
            throw error;
          }
          workMs = now() - workSince;
          if (workMs > cost) break;
        }
      });
    } catch (error) {
      if (isUndone) return undefined;
      throw error;
    }
    cost += (now() - since - workMs - cost) * COST_WEIGHT;
    return answers;
  }

  /** One of them is to blame: each behind a savepoint, so that the others do not suffer. */
  async function commitAlone(works: readonly Work[]): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    await inTransaction(backend, async (db) => {
      for (const work of works) answers.push(await work.run(db, "alone"));
    });
    return answers;
  }

  async function alone<Result>(db: Kysely<Schema>, work: (db: Kysely<Schema>) => Promise<Result>) {
    const outcome = await isolated(backend, db, work);
    if (!outcome.ok && outcome.refusal !== undefined) refusal = outcome.refusal;
    return outcome;
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
      async run(db, how) {
        if (how === "together") {
          const result = await work(db);
          return () => resolve(result);
        }
        const outcome = await alone(db, work);
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
      run(db, how) {
        close();
        return runGroup(db, work as Together<unknown, unknown>, { group: started, how });
      },
    });
    return promise;
  }

  async function runGroup(
    db: Kysely<Schema>,
    work: Together<unknown, unknown>,
    { group, how }: { group: readonly Waiting[]; how: "together" | "alone" },
  ): Promise<Answer> {
    const items = group.map((one) => one.item);
    const answerAll = (results: readonly unknown[]) => () => group.forEach((one, at) => void one.resolve(results[at]));
    if (how === "together") return answerAll(await work(db, items));
    const outcome = await alone(db, () => work(db, items));
    if (outcome.ok) return answerAll(outcome.result);
    if (group.length === 1) return () => group[0]?.reject(outcome.error);
    const answers: Answer[] = [];
    for (const one of group) answers.push(await runGroup(db, work, { group: [one], how }));
    return () => {
      for (const answer of answers) answer();
    };
  }

  return {
    write,
    batched: together,
    atomically: inUnit,
    get commits() {
      return commits;
    },
    get isIdle() {
      return !scheduled;
    },
    idle: whenIdle,
    async close() {
      closed = true;
      await whenIdle();
    },
  };
}

/** Runs behind a savepoint. @throws when the whole transaction is lost */
async function isolated<Result>(
  backend: Pick<Backend, "mayRetry" | "translate">,
  db: Kysely<Schema>,
  work: (db: Kysely<Schema>) => Promise<Result>,
): Promise<{ ok: true; result: Result } | { ok: false; error: unknown; refusal?: StoreFailure }> {
  for (let attempt = 1; ; attempt++) {
    await savepoint(db);
    try {
      const result = await work(db);
      await release(db);
      return { ok: true, result };
    } catch (error) {
      if (!(await undo(db, rollbackToSavepoint))) throw error;
      if (attempt < MOST_TRIES && backend.mayRetry(error)) continue;
      if (!isDriverError(error)) return { ok: false, error };
      const refusal = backend.translate(error);
      return { ok: false, error: refusal, refusal };
    }
  }
}

const savepoint = command("savepoint work");
const release = command("release savepoint work");
const rollbackToSavepoint = command("rollback to savepoint work");

const closedError = () => new StoreFailure("unavailable", "the store is closed");
