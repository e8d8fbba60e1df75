import type { StoreFailure, StoreFailureKind } from "../messages/index.ts";

/** What the database was last asked for: to read, to commit a transaction, or to take a message. */
export type AccessMode = "read" | "write" | "accept";

/**
 * How the database is, by what it last did for those who use it, so that asking for it costs nothing. It is the owner
 * of what it was told.
 */
export interface Condition {
  done(way: AccessMode): void;
  /** A value that the schema refuses says nothing against the database. */
  failed(way: AccessMode, error: StoreFailure): void;
  /** A transaction has begun; `done` or `failed` ends it. */
  began(): void;
  /** What is wrong; `unknown`: nobody has used it for so long that it has to be tried. */
  now(): { kind: "well" } | { kind: "ill"; reason: Error } | { kind: "unknown" };
}

/** What was seen is believed for so long; hence the database is tried at most so often. */
const FRESH_MS = 30_000;
/** A commit that takes longer does not come in time for those who wait for it. */
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
