import type { StoreFailure, StoreFailureKind } from "../messages/index.ts";

/** The kinds of access that are tracked: reading, committing a transaction, accepting a message. */
type AccessMode = "read" | "write" | "accept";

/**
 * Health of the database, judged by its latest answers to its users, so that a health check costs nothing. Owns these
 * records.
 */
export interface Condition {
  done(way: AccessMode): void;
  /** Failures caused by the value (refused by the schema) do not count. */
  failed(way: AccessMode, error: StoreFailure): void;
  /** A transaction has begun; `done` or `failed` ends it. */
  began(): void;
  /** `unknown`: the database was not used recently and has to be tried. */
  now(): { kind: "well" } | { kind: "ill"; reason: Error } | { kind: "unknown" };
}

/** 30 s: how long an answer counts as current, and so the shortest interval of trials. */
const FRESH_MS = 30_000;
/** 5 s: a longer commit comes too late for the callers that wait for it. */
const COMMIT_MS = 5_000;

/** @param time  milliseconds on a clock that is never set */
export function createCondition(time: () => number = () => performance.now()): Condition {
  const seen = new Map<AccessMode, { at: number; error?: StoreFailure }>();
  let begunAt: number | undefined;

  function record(way: AccessMode, outcome: { error?: StoreFailure }): void {
    if (way === "write") begunAt = undefined;
    seen.set(way, { at: time(), ...outcome });
  }

  return {
    done: (way) => record(way, {}),
    failed: (way, error) => record(way, BLAMELESS.has(error.kind) ? {} : { error }),
    began() {
      begunAt = time();
    },
    now() {
      const fresh = [...seen].filter(([, { at }]) => time() - at < FRESH_MS);
      const reason = fresh.find(([, { error }]) => error !== undefined)?.[1].error;
      if (reason !== undefined) return { kind: "ill", reason };
      if (begunAt !== undefined && time() - begunAt >= COMMIT_MS) {
        return { kind: "ill", reason: new Error(`a transaction has taken longer than ${COMMIT_MS / 1_000} s`) };
      }
      const ways = fresh.map(([way]) => way);
      return { kind: ways.includes("read") && ways.includes("write") ? "well" : "unknown" };
    },
  };
}

const BLAMELESS: ReadonlySet<StoreFailureKind> = new Set(["conflict", "invalid", "not-allowed"]);

/** Drivers' errors carry a `code`; programming errors do not. */
export const isDriverError = (error: unknown): boolean => error instanceof Error && "code" in error;
