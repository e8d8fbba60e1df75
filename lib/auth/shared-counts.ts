import { isStoreFailure } from "../messages/index.ts";

/** The other gateways on this one's database. */
export interface Others {
  /** Whether there are some now: looked at with each request, so that a lone gateway asks nobody. */
  readonly areThere: boolean;
  /** From now on `listener` is called when the first one has come, or the last one has gone. */
  onChange(listener: (areThere: boolean) => void): void;
}

/** What all gateways of a database count together, by its clock. Every promise rejects with a StoreFailure. */
export interface CountStore {
  readonly guesses: GuessStore;
  readonly requests: RequestCountStore;
  /** Removes what has come to mean nothing. */
  forgetOld(): Promise<void>;
}

/** Token buckets. */
export interface GuessStore {
  /** Takes a token of each bucket, if each of them has one. Gives what each has then, in their order. @throws StoreFailure */
  take(buckets: readonly string[], size: BucketSize): Promise<{ isTaken: boolean; left: number[] }>;
  /** @throws StoreFailure */
  giveBack(buckets: readonly string[], size: BucketSize): Promise<void>;
  /** What one gateway has counted while it was alone: no bucket has more than it says. @throws StoreFailure */
  lower(buckets: readonly { bucket: string; left: number }[], size: BucketSize): Promise<void>;
}

interface BucketSize {
  burst: number;
  perMinute: number;
}

/** Requests, and parts of messages, of users in the last minute. */
export interface RequestCountStore {
  /**
   * Takes back `back` of the latest, and then counts `amount` as often as it fits, `times` at most: each needs room for `room`.
   * Gives how often it did, and how long it takes until it fits again; 0 when it would. @throws StoreFailure
   */
  count(userId: number, asked: CountAsked): Promise<{ taken: number; waitMs: number }>;
  /** What one gateway has counted while it was alone, by its times. @throws StoreFailure */
  add(counted: readonly { userId: number; times: readonly number[] }[]): Promise<void>;
}

interface CountAsked {
  back?: number;
  times: number;
  amount: number;
  room: number;
  perMinute: number;
}

/** Whether the database answers, and only takes nothing: then each gateway counts for itself, so that people still get in. */
export const takesNoWrites = (error: unknown): boolean =>
  isStoreFailure(error, "read-only") || isStoreFailure(error, "full");
