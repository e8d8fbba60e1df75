/** Requests that are done once, however often a client repeats them. */

/** What a client marked a request with (`Idempotency-Key`). Keys of different users are different. */
export interface OnceKey {
  userId: number;
  /** Of the key, and of everything that makes the request what it is. */
  keyHash: string;
  requestHash: string;
}

/** What became of a request with a key. */
export type Once<Value> =
  | { kind: "done"; value: Value }
  /** It was done before; `answer` is what was kept of it then. */
  | { kind: "again"; answer: string }
  /** The key was used for something else. */
  | { kind: "other-request" };

/** A key, and what is kept of what was done: a text from which the same answer can be given again. */
export interface OnceRequest<Value> {
  key: OnceKey;
  /** `undefined`: nothing was done, and the key stays free. */
  answerOf(value: Value): string | undefined;
}

/** As a `Result`, of what is done once for each key; `again`: it was done before, and this was the result. */
export type OnceResult<Value, Problem> = { ok: true; value: Value; again?: true } | { ok: false; problem: Problem };

/** 24 h: longer than any client repeats a request. */
export const KEY_KEPT_MS = 24 * 3_600_000;

/** Keys of the last 24 hours. Every promise rejects with a StoreFailure when the database fails. */
export interface OnceStore {
  /** `undefined`: nothing was done for this key, or its request is not done yet. Writes nothing. */
  find(key: OnceKey, now: number): Promise<Exclude<Once<never>, { kind: "done" }> | undefined>;
  /**
   * Takes the key for a request that is done in several transactions, so that no other request gets it meanwhile. Begins
   * again what was interrupted; gives the answer when there is one, and `other-request`.
   */
  begin(key: OnceKey, now: number): Promise<Exclude<Once<never>, { kind: "done" }> | undefined>;
  /** Keeps the answer of what {@link begin} has begun. */
  finish(key: OnceKey, answer: string): Promise<void>;
  /** Deletes keys older than 24 hours, in steps, and returns their number. Writes nothing when none is that old. */
  forget(now: number): Promise<number>;
}
