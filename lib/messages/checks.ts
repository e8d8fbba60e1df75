import type { Result } from "../result.ts";
import type { IfIs } from "./address-book.ts";
import type { OnceKey, OnceResult } from "./once.ts";
import type { ClaimWrite } from "./outgoing.ts";

/** 200 checks: at one minute each, three a second, which costs a small machine a few percent of its processor. */
export const CHECKS_STORED = 200;
/** Characters of a check's name: it stands in an SMS. */
export const CHECK_NAME_CHARACTERS = 60;
/** 200 results of each check are kept: at least a week of a check that stays as it is. */
export const CHECK_RESULTS_KEPT = 200;
/** Characters of what a result says: a sentence. */
export const CHECK_TEXT_CHARACTERS = 300;

/** An HTTP request, and what its answer must be like. Secrets are masked in a check that is stored. */
export interface HttpProbe {
  url: string;
  /** GET by default. */
  method?: "GET" | "HEAD";
  headers?: Readonly<Record<string, string>>;
  secretHeaders?: Readonly<Record<string, string>>;
  /** Basic authentication. */
  username?: string;
  password?: string;
  /** Those that are right; 200 to 299 by default. */
  status?: readonly number[];
  /** The first 64 KB of the answer must hold this text. */
  contains?: string;
  /** The first 64 KB of the answer must match this pattern. */
  matches?: string;
  /** `any`: also one that is not trusted. `trusted` by default. */
  certificate?: "trusted" | "any";
  /** How many more days the certificate must be valid. */
  certificateDays?: number;
}

/** What a check looks at: one of these. */
export type CheckProbe =
  | { ping: { host: string } }
  | { tcp: { host: string; port: number } }
  | { http: HttpProbe }
  /** How many seconds after its interval a call still counts as in time. */
  | { heartbeat: { graceSeconds: number } };

/** Who is told. */
export type CheckNotify = { policy: string } | { group: string };

/** A check as people write it, with all defaults. */
export interface Check {
  /** One line; each name once, whatever its case. */
  name: string;
  enabled: boolean;
  probe: CheckProbe;
  everySeconds: number;
  timeoutSeconds: number;
  /** So many in a row count as a failure. */
  failures: number;
  /** A check that changes its state more than `changes` times within `minutes` minutes is flapping. */
  flapping: { changes: number; minutes: number };
  /** Absent: the page and the event log alone. */
  notify?: CheckNotify;
  severity: "warning" | "critical";
}

/** What is wrong with a value of a check. */
export interface CheckFault {
  /** RFC 6901. */
  pointer: string;
  message: string;
}

/** What one run found. Times are milliseconds since 1970. */
export interface CheckResult {
  at: number;
  ok: boolean;
  milliseconds: number;
  /** A sentence, or part of one: what was found, or what is wrong. */
  text: string;
}

/** What the checks before a run have led to. */
export interface CheckMemory {
  /** `unknown`: not run yet, or not since it was changed. */
  state: "unknown" | "up" | "down";
  /** When it became so. */
  since: number;
  /** In a row, up to now. */
  failures: number;
  /** When its state changed, oldest first, as far as flapping is concerned. */
  changes: readonly number[];
  isFlapping: boolean;
  /** What was told of it last; `nothing` also after its alarm was resolved. */
  told: "nothing" | "down" | "flapping";
  /** The alarm that tells it; absent where a message does. */
  alarm?: number;
  last?: CheckResult;
  /** When a result was kept last: those that tell nothing new are kept once an hour. */
  keptAt?: number;
}

/** Of a check that has not run, or not since it looks at something else. @param told  what was told of it before */
export const newCheckMemory = (now: number, told: CheckMemory["told"] = "nothing"): CheckMemory => ({
  state: "unknown",
  since: now,
  failures: 0,
  changes: [],
  isFlapping: false,
  told,
});

/** What people can change about a check. */
export interface CheckContent {
  /** With its secrets masked. */
  check: Check;
  /** Opened by the installation's secret key alone. */
  secretsSealed?: string;
}

/** A check as it is kept. */
export interface StoredCheck extends CheckContent {
  id: number;
  /** Its content was damaged in the database: what is read in its place is switched off. */
  unreadable?: boolean;
  memory: CheckMemory;
  /** When it runs next. */
  nextAt: number;
  /** Of a heartbeat: the secret of its URL. */
  beatKey?: string;
  /** When it was called last. */
  beatAt?: number;
  /** Counts its changes by people. */
  version: number;
  createdAt: number;
  changedAt: number;
}

/** Why nothing was changed. Names are compared in whatever case. */
export type CheckProblem = "not-found" | "name-taken" | "too-many" | "changed-meanwhile" | "other-request";

/** A check in the hands of a gateway. `fence` grows with every claim: what an earlier holder writes changes nothing. */
export interface CheckClaim {
  check: StoredCheck;
  fence: number;
}

/** How a claim ends. */
export interface CheckSettlement {
  claim: CheckClaim;
  memory: CheckMemory;
  /** Absent: there is none to be kept. */
  result?: CheckResult;
  nextAt: number;
  /** The claim does not end yet. */
  holds?: true;
}

/** One check of an import: a known one, with another content, or a new one. */
export type ListedCheck = { id: number; content?: CheckContent } | { content: CheckContent };

/** Checks, their state and their results. Every promise rejects with a StoreFailure when the database fails. */
export interface CheckStore {
  /** By name. */
  list(): Promise<StoredCheck[]>;
  find(id: number): Promise<StoredCheck | undefined>;
  /** Newest first. */
  results(id: number, options: { limit: number }): Promise<CheckResult[]>;
  /** Due at once. `most`: how many there may be. With a key, once. */
  add(
    content: CheckContent,
    options: { now: number; most: number; once?: OnceKey | undefined },
  ): Promise<OnceResult<StoredCheck, CheckProblem>>;
  /**
   * Changes it to what `next` makes of it; `next` may be called again when the transaction is. What it looks at being another
   * thing than before, its state is unknown again; others being told than before, nothing is told yet. Due at once; a claim of
   * it is void.
   */
  change<Problem>(
    id: number,
    next: (now: StoredCheck) => Result<CheckContent, Problem>,
    options: { now: number; ifIs?: IfIs<StoredCheck> | undefined },
  ): Promise<Result<{ before: StoredCheck; after: StoredCheck }, CheckProblem | Problem>>;
  /** Returns the removed one. */
  remove(id: number, ifIs?: IfIs<StoredCheck>): Promise<Result<StoredCheck, CheckProblem>>;
  /**
   * Makes the checks what `decide` says: those that it does not name are removed. `decide` may be called again when the
   * transaction is. With a key, once.
   */
  revise<Problem>(
    decide: (now: readonly StoredCheck[]) => Result<readonly ListedCheck[], Problem>,
    options: { now: number; most: number; once?: OnceKey | undefined },
  ): Promise<OnceResult<StoredCheck[], CheckProblem | Problem>>;
  /** Makes it due now; a claim of it is void. */
  runNow(id: number, now: number): Promise<boolean>;
  /** The URL of this key was called: a heartbeat that is not well is due now, and a claim of it is void. `false`: no heartbeat has it. */
  beat(key: string, now: number): Promise<boolean>;
  /** Gives it another key. */
  rotateKey(id: number, now: number): Promise<Result<StoredCheck, CheckProblem>>;

  /**
   * Claims what falls due before `until` and is in nobody's hands: enabled checks, and disabled ones whose alarm is open. The
   * longest due first. Writes nothing when there is none.
   */
  claimDue(options: { now: number; until: number; most: number; node: string; leaseMs: number }): Promise<CheckClaim[]>;
  /** The claim with what may have changed since without making it void: when its URL was called last. `undefined`: it is void. */
  stillHeld(claim: CheckClaim): Promise<CheckClaim | undefined>;
  /** When the next check falls due that nobody holds, or somebody's lease ends. */
  nextDue(): Promise<number | undefined>;
  /** Holds what this gateway has for longer. */
  renew(options: { node: string; until: number }): Promise<void>;
  /** Gives back what this gateway held in an earlier life, with `alone` what any did. */
  recover(options: { node: string; alone: boolean }): Promise<void>;
  /**
   * Ends claims, and writes what they led to: all of them in one transaction. A check that people have changed since keeps what they wrote. A heartbeat that
   * was called after its failure is due again at once.
   */
  settle(settlements: readonly CheckSettlement[]): Promise<ClaimWrite[]>;
  /** When it was called last; of a claimed heartbeat this may be later than the claim knows. */
  beatAt(id: number): Promise<number | undefined>;
}
