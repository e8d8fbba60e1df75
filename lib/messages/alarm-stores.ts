import type { Result } from "../result.ts";
import type { IfIs } from "./address-book.ts";
import type {
  Alarm,
  AlarmActor,
  AlarmEntry,
  AlarmNews,
  AlarmState,
  AlarmTelling,
  NewAlarm,
  NewAlarmEntry,
  NewCall,
  Policy,
  StoredPolicy,
} from "./alarms.ts";
import type { NewJob } from "./jobs.ts";
import type { OnceKey, OnceResult } from "./once.ts";
import type { NewMessage } from "./outgoing.ts";

/** Why nothing was changed. `in-use`: groups, checks or rules name the policy. */
export type PolicyProblem = "not-found" | "name-taken" | "too-many" | "in-use" | "changed-meanwhile" | "other-request";

/**
 * Policies. Names are compared in whatever case; one that a policy had before finds it until another one has it. Every promise rejects with a StoreFailure when the database
 * fails.
 */
export interface PolicyStore {
  /** By name. */
  list(): Promise<StoredPolicy[]>;
  find(id: number): Promise<StoredPolicy | undefined>;
  findByName(name: string): Promise<StoredPolicy | undefined>;
  /** `most`: how many there may be. With a key, once; what refuses it leaves the key free. */
  add(
    policy: Policy,
    options: { now: number; most: number; once?: OnceKey | undefined },
  ): Promise<OnceResult<StoredPolicy, PolicyProblem>>;
  /** Changes it to what `next` makes of it; `next` may be called again when the transaction is. Open alarms go on as they began. With a new name all that name it have that, too. */
  change<Problem>(
    id: number,
    next: (now: StoredPolicy) => Result<Policy, Problem>,
    options: { now: number; ifIs?: IfIs<StoredPolicy> | undefined },
  ): Promise<Result<{ before: StoredPolicy; after: StoredPolicy }, PolicyProblem | Problem>>;
  /** Who names it, as people call them: `group admins`, `check Web shop`, `rule Alarms`. */
  usersOf(id: number): Promise<string[]>;
  /** Returns the removed one. */
  remove(id: number, ifIs?: IfIs<StoredPolicy>): Promise<Result<StoredPolicy, PolicyProblem>>;
}

/** What is kept of an alarm: all that a decision needs. */
export interface AlarmCase {
  alarm: Alarm;
  /** The policy as it was when the alarm opened. */
  policy: Policy;
  /** Calls, in their order, dropped ones too. */
  calls: readonly AlarmTelling[];
  /** News that people got, in their order. */
  news: readonly AlarmTelling[];
  /** Addresses that got the help text. */
  helped: readonly string[];
  /** Addresses that were told how it stands when their answer changed nothing, once for each time. */
  reminded: readonly string[];
  /** Of a drill: who has answered, and after how long. */
  answered: readonly { person: string; detail: string }[];
  /** Who could not be told, and why; groups too. */
  missed: readonly { person: string; why: string }[];
}

/** What becomes of an alarm. It is written in one transaction with all that it sends. */
export interface AlarmDecision {
  /** What changes; `undefined` clears a field. */
  alarm: AlarmChange;
  entries: readonly NewAlarmEntry[];
  /** Who is called: at once, or when a minute has passed since the person was called before. */
  calls?: readonly NewCall[];
  /** What everybody learns who was called, each by one way, but not whoever has this address. */
  news?: AlarmNews & { exceptAt?: string | undefined };
  /** Calls that still wait are dropped, and their messages in the queue are cancelled. */
  callsNobody?: true;
  jobs?: readonly NewJob[];
  /** Targets of webhooks that get the alarm's event whether or not they have picked it. */
  webhooks?: readonly string[];
}

export type AlarmChange = Partial<Pick<Alarm, "state" | "count" | "step" | "round" | "title" | "text" | "severity">> & {
  holder?: AlarmActor | undefined;
  nextAt?: number | undefined;
  begunAt?: number;
  acknowledgedAt?: number | undefined;
  resolvedAt?: number | undefined;
};

/** A change that was written. */
export interface AlarmChanged {
  before: Alarm;
  after: Alarm;
  decision: AlarmDecision;
  /** One that nobody had answered was resolved to make room for it. */
  madeRoom?: AlarmChanged;
}

/**
 * Why an alarm was not raised. `only-told`: as many are open as may be, and people learn of it by a message. `too-many-open`: nobody
 * does.
 */
export type RaiseProblem = "no-such-policy" | "only-told" | "too-many-open" | "other-request";

/** What became of a raised alarm. `added`, `severity-raised`, `opened-again`: its key was raised before. */
export interface Raised {
  alarm: Alarm;
  what: "opened" | "opened-again" | "added" | "severity-raised";
}

/**
 * Makes a decision from what is kept; `undefined`: nothing changes. Pure: it is called inside the transaction, and again when that
 * is repeated.
 */
export type Decide = (found: AlarmCase) => AlarmDecision | undefined;

/**
 * Puts what a person is about to be told by one way at one address into one message, or into a job that mails it. Pure.
 *
 * @param told.tellings  in their order
 * @param told.alarms  those that the tellings are about
 * @param told.called  how many alarms an answer without a number takes, these included; of a drill, what is real too
 */
export type Compose = (told: {
  tellings: readonly AlarmTelling[];
  alarms: readonly Alarm[];
  called: number;
}) => { message: NewMessage; detail?: string } | { job: NewJob; detail?: string };

/** What a change of alarms is made with. */
export interface AlarmWork {
  now: number;
  compose: Compose;
}

/** What a person's message leads to: a decision for each alarm that it is about, and what the person is told at once. */
export interface AlarmAnswer {
  decisions: ReadonlyMap<number, AlarmDecision>;
  reply?: NewMessage;
}

/** How a message of somebody who was called is read in the transaction that routes it. */
export interface AlarmReading {
  /** The number that it came from, as messages have it. */
  address: string;
  /** Of the alarms that have called the number. Pure, as {@link Decide}. */
  answer: (called: readonly AlarmCase[]) => AlarmAnswer;
  compose: Compose;
}

/** Who raised alarms: through this door, and as this user where the door has users. Each has keys of its own. The API and its pages are one door. */
export type AlarmSource = Pick<AlarmActor, "door" | "userId">;

/** Every field that is given must match. */
export interface AlarmFilter {
  states?: readonly AlarmState[];
  /** By name, in whatever case. */
  policy?: string;
}

/**
 * Alarms with their timelines. Each change is one transaction with its timeline, messages and jobs, and over all gateways one is
 * made after another, so that a decision sees what those before it have written. Every promise rejects with a StoreFailure
 * when the database fails.
 */
export interface AlarmStore {
  /**
   * Finds the alarm of this policy, key and source that is not resolved, or adds one, and does with it what `decide` says. The case of a
   * new one has `version` 0. With a key of its client, once.
   *
   * @param options.instead  who learns of it where no place is left, once in an hour
   */
  raise(
    alarm: NewAlarm,
    options: AlarmWork & { decide: Decide; instead?: readonly NewCall[]; once?: OnceKey | undefined },
  ): Promise<OnceResult<AlarmChanged, RaiseProblem>>;
  /** Decides about one. `undefined`: there is none, or nothing changes. */
  change(id: number, options: AlarmWork & { decide: Decide }): Promise<AlarmChanged | undefined>;
  /**
   * Decides about those with this key that are not resolved: of every policy when none is named, and whoever has raised them when no
   * source is.
   */
  changeByKey(
    of: { key: string; policy?: string | undefined; source?: AlarmSource | undefined },
    options: AlarmWork & { decide: Decide },
  ): Promise<AlarmChanged[]>;
  /** Puts into the queue what waited for its person's minute. Returns how many messages. Writes nothing when nothing is due. */
  tell(work: AlarmWork): Promise<number>;
  /** Those whose next step is due, the longest due first. */
  due(options: { now: number; limit: number }): Promise<AlarmCase[]>;
  /** When a step, or something to tell, falls due after `now`. */
  nextDue(now: number): Promise<number | undefined>;
  /**
   * Alarms for which somebody was called at this address and that are not resolved, or not for longer than an hour; the
   * oldest first. Costs next to nothing when there are none.
   */
  calledAt(address: string, now: number): Promise<AlarmCase[]>;
  /** Texts of messages about alarms that went to this address since then, at most 100, the newest first. */
  toldTexts(address: string, since: number): Promise<{ text: string; at: number }[]>;
  find(id: number): Promise<Alarm | undefined>;
  /** The one that people call by this number now. */
  findByNumber(number: number): Promise<Alarm | undefined>;
  /** Its timeline, oldest first, behind the ID `after`. */
  timeline(id: number, page: { limit: number; after?: number }): Promise<AlarmEntry[]>;
  /** A page, newest first, below the ID `before`. */
  page(filter: AlarmFilter, page: { limit: number; before?: number }): Promise<{ alarms: Alarm[]; next?: number }>;
  /** Who was told what, oldest first. */
  tellings(id: number): Promise<AlarmTelling[]>;
  /** Without drills: they wait for nobody. */
  countByState(): Promise<Record<AlarmState, number>>;
  /** Calls `wake` when another gateway or a command has changed alarms, on SQLite within a second. Returns the function that unsubscribes. */
  onChanged(wake: () => void): () => void;
  /** Alarms that wait for an answer and have called somebody whom no message reaches: all of the step's have failed. */
  unreached(limit: number): Promise<AlarmCase[]>;
  /** Deletes those that were resolved before a time, at most `limit`. Returns their number. */
  forget(ended: { before: number; limit: number }): Promise<number>;
}
