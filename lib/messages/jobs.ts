import type { Result } from "../result.ts";
import type { ClaimWrite } from "./outgoing.ts";

/** What is done for a destination: one handler for each kind. */
export const JOB_KINDS = ["http", "isms", "webhook", "email", "mqtt", "alarm"] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** `dead`: given up, a dead letter, until somebody sends it again. */
export const JOB_STATES = ["waiting", "running", "delivered", "dead"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Something durable to do for a destination. It is done at least once; every attempt carries the same `eventId`. */
export interface NewJob {
  /** Names what is done, each once: `in-7.3.0` for the first destination of rule 3 and incoming message 7. */
  eventId: string;
  kind: JobKind;
  /**
   * What is slow, or in order, together: `http:https://host:8443`, `webhook:erp`, `email`. It begins with its kind, and has
   * no secret in it.
   */
  destination: string;
  /** One after another at this destination, oldest first: the next one waits until this one has ended. */
  isOrdered?: boolean;
  /** What the kind's handler needs, as JSON. Secrets are not in it: the handler looks them up. */
  payload: Readonly<Record<string, unknown>>;
  /** The incoming message that it came from. */
  incomingId?: number;
  ruleId?: number;
}

export interface Job extends NewJob {
  id: number;
  state: JobState;
  /** Milliseconds since 1970, as all times here. */
  createdAt: number;
  /** Not before this. */
  dueAt: number;
  /** No attempt is planned after this. */
  giveUpAt: number;
  /** Since it was added, or sent again by hand: the next wait goes by them. */
  attempts: number;
  /** All of them; absent in a claim. */
  attemptsInAll?: number;
  finishedAt?: number;
  /** A sentence; of the last attempt, when that failed. */
  lastError?: string;
  /** Its payload is encrypted and does not open, or is no JSON. */
  unreadable?: boolean;
}

/** One try, as it is kept. */
export interface JobAttempt {
  at: number;
  milliseconds: number;
  /** What the receiver answered with, of HTTP or SMTP. */
  status?: number;
  /** A sentence; absent: it was delivered. */
  error?: string;
  /** Its first {@link JOB_ANSWER_CHARACTERS} characters. */
  answer?: string;
}

/** 1,024 characters of an answer: enough to see what the receiver complains about. */
export const JOB_ANSWER_CHARACTERS = 1_024;

/** Three days from when a job was added or sent again by hand: a weekend, and the Monday after it. */
export const JOB_LIFE_MS = 3 * 24 * 3_600_000;

/** A job in the hands of a gateway. `fence` grows with every claim: what an earlier holder writes changes nothing. */
export interface JobClaim {
  job: Job;
  fence: number;
}

/** How a claim ends. */
export type JobSettlement =
  | { state: "delivered" | "dead"; attempt: JobAttempt }
  | { state: "waiting"; attempt: JobAttempt; dueAt: number }
  /** It was cut off because the gateway stops: not an attempt, and due at once. */
  | { state: "given-back" };

/** Every field that is given must match. */
export interface JobFilter {
  kinds?: readonly JobKind[];
  state?: JobState;
  destination?: string;
}

/** Why nothing was changed. */
export type JobProblem = "not-found" | "running" | "delivered";

/** Jobs on disk. Every promise resolves after a synced commit, and rejects with a StoreFailure when the database fails. */
export interface JobStore {
  /** Stores those whose event ID is new, all or none, and returns their IDs, in the same order. */
  add(jobs: readonly NewJob[], now: number): Promise<number[]>;
  /**
   * Claims due jobs of these kinds, the longest due first, at most one of each destination: asked again, it gives further
   * ones. A destination has no more than `mostOfOne` running on all gateways, and one where it is ordered. Writes nothing when
   * nothing is due.
   */
  claimDue(options: {
    now: number;
    kinds: readonly JobKind[];
    most: number;
    mostOfOne: number;
    node: string;
    leaseMs: number;
  }): Promise<JobClaim[]>;
  /** When the next job falls due after `now`. */
  nextDue(now: number): Promise<number | undefined>;
  settle(claim: JobClaim, settlement: JobSettlement): Promise<ClaimWrite>;
  /** Extends the leases of claims that are still held. */
  renew(claims: readonly JobClaim[], until: number): Promise<void>;
  /**
   * Makes *waiting* again what gateways that have ended held: those whose lease is over; at the start of a gateway also those
   * of its `node`, and with `alone` all. Returns their number. Writes nothing when there are none.
   */
  recover(options: { now: number; node?: string; alone?: boolean }): Promise<number>;
  /** A page, newest first, below the ID `before`. `next`: where the next page begins; the page may be short before that. */
  page(filter: JobFilter, page: { limit: number; before?: number }): Promise<{ jobs: Job[]; next?: number }>;
  /** With its attempts, oldest first. */
  find(id: number): Promise<{ job: Job; attempts: JobAttempt[] } | undefined>;
  /** Makes a dead letter wait again, or a waiting job due now, with three days before it. */
  retry(id: number, now: number): Promise<Result<Job, JobProblem>>;
  /** The same for the dead letters of one destination, at most `limit`, oldest first. Returns their number. */
  retryDead(of: Pick<Job, "destination">, options: { now: number; limit: number }): Promise<number>;
  /** Deletes one that is not running. Returns the removed one. */
  remove(id: number): Promise<Result<Job, Exclude<JobProblem, "delivered">>>;
  /** Deletes the dead letters of one destination, at most `limit`, oldest first. Returns their number. */
  removeDead(of: Pick<Job, "destination">, options: { limit: number }): Promise<number>;
  /** How many jobs of these kinds are in each state; {@link MOST_JOBS_COUNTED} stands for that many or more. */
  countByState(kinds: readonly JobKind[]): Promise<Record<JobState, number>>;
  /**
   * Calls `wake` when another gateway has added jobs, or a change that this process has written made jobs of webhooks. Returns
   * the function that unsubscribes.
   */
  onAdded(wake: () => void): () => void;
}

/** 10,000 of a kind in a state: counting further costs more than anybody learns from it. */
export const MOST_JOBS_COUNTED = 10_000;
