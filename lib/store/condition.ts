import type { StoreFailure, StoreFailureKind } from "../messages/index.ts";

/** The kinds of access that are tracked: reading, committing a write, accepting a message, trying whether one could write. */
type AccessMode = "read" | "write" | "accept" | "trial";

/**
 * Health of the database, judged by its latest answers to its users, so that a health check costs nothing. Owns these
 * records.
 */
export interface Condition {
  done(way: AccessMode): void;
  /** Failures caused by the value (refused by the schema) do not count. */
  failed(way: AccessMode, error: StoreFailure): void;
  /** A transaction has begun; `done`, `failed` or `ended` ends it. */
  began(): void;
  /** The transaction wrote nothing, which shows nothing. */
  ended(): void;
  /** `unknown`: the database was not used recently and has to be tried. `hasWritten`: the last write in an hour succeeded. */
  now(): { kind: "well" } | { kind: "ill"; reason: Error } | { kind: "unknown"; hasWritten: boolean };
}

/** 30 s: how long an answer counts as current, and so the shortest interval of trials. */
const FRESH_MS = 30_000;
/** 1 h: until a trial has to write, which shows what nothing else does, such as a card that is worn out. */
const WRITTEN_MS = 3_600_000;
/** 5 s: a longer commit comes too late for the callers that wait for it. */
const COMMIT_MS = 5_000;

/** @param time  milliseconds on a clock that is never set */
export function createCondition(time: () => number = () => performance.now()): Condition {
  const seen = new Map<AccessMode, { at: number; error?: StoreFailure }>();
  /** Of the transactions that have not ended, oldest first: one may wait for the disk while the next is at work. */
  const begunAt: number[] = [];

  function record(way: AccessMode, outcome: { error?: StoreFailure }): void {
    if (way === "write") begunAt.shift();
    seen.set(way, { at: time(), ...outcome });
  }

  return {
    done: (way) => record(way, {}),
    failed: (way, error) => record(way, BLAMELESS.has(error.kind) ? {} : { error }),
    began() {
      begunAt.push(time());
    },
    ended() {
      begunAt.shift();
    },
    now() {
      // First: reads that are given up meanwhile, for want of a connection, are no answer of the database.
      if (time() - (begunAt[0] ?? time()) >= COMMIT_MS) {
        return { kind: "ill", reason: new Error(`a transaction has taken longer than ${COMMIT_MS / 1_000} s`) };
      }
      const fresh = [...seen].filter(([, { at }]) => time() - at < FRESH_MS);
      const reason = fresh.find(([, { error }]) => error !== undefined)?.[1].error;
      if (reason !== undefined) return { kind: "ill", reason };
      const ways = fresh.map(([way]) => way);
      if (ways.includes("read") && (ways.includes("write") || ways.includes("trial"))) return { kind: "well" };
      const last = seen.get("write");
      const hasWritten = last !== undefined && last.error === undefined && time() - last.at < WRITTEN_MS;
      return { kind: "unknown", hasWritten };
    },
  };
}

const BLAMELESS: ReadonlySet<StoreFailureKind> = new Set(["conflict", "invalid", "not-allowed"]);

/** Drivers' errors carry a `code`; programming errors do not. */
export const isDriverError = (error: unknown): boolean => error instanceof Error && "code" in error;
