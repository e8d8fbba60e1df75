import type { Result } from "../result.ts";
import type { IfIs } from "./address-book.ts";
import type { AlarmChanged, AlarmReading } from "./alarm-stores.ts";
import type { IncomingMessage } from "./incoming.ts";
import type { NewJob } from "./jobs.ts";
import type { OnceKey, OnceResult } from "./once.ts";
import type { NewMessage } from "./outgoing.ts";
import type { Rule } from "./rules.ts";
import type { WebhookEvent } from "./webhooks.ts";

/** A rule as it is kept. Times are milliseconds since 1970. */
export interface StoredRule {
  id: number;
  /** With its secrets masked. */
  rule: Rule;
  /** Opened by the installation's secret key alone. */
  secretsSealed?: string;
  /** Its content was damaged in the database: what is read in its place leads nowhere. */
  unreadable?: boolean;
  /** Counts its changes. */
  version: number;
  createdAt: number;
  changedAt: number;
  /** How many messages matched. */
  matched: number;
  lastMatchedAt?: number;
}

/** Rules of a gateway: each is looked at for every incoming message, and people keep fewer in mind. */
export const RULES_STORED = 200;

/** What people can change about a rule. */
export type RuleContent = Pick<StoredRule, "rule" | "secretsSealed">;

/** Why nothing was changed. Names are compared in whatever case. */
export type RuleProblem = "not-found" | "name-taken" | "too-many" | "changed-meanwhile" | "other-request";

/** One rule of a new list: one that is kept, perhaps with another content, or a new one. */
export type ListedRule = { id: number; content?: RuleContent } | { content: RuleContent };

/** Rules in their order. Every promise rejects with a StoreFailure when the database fails. */
export interface RuleStore {
  /** In their order. */
  list(): Promise<StoredRule[]>;
  find(id: number): Promise<StoredRule | undefined>;
  /** Grows with every change of a rule by any process. */
  generation(): Promise<number>;
  /** Behind the others. `most`: how many there may be. With a key, once; what refuses it leaves the key free. */
  add(
    content: RuleContent,
    options: { now: number; most: number; once?: OnceKey | undefined },
  ): Promise<OnceResult<StoredRule, RuleProblem>>;
  /** Changes it to what `next` makes of it; `next` may be called again when the transaction is. */
  change<Problem>(
    id: number,
    next: (now: StoredRule) => Result<RuleContent, Problem>,
    options: { now: number; ifIs?: IfIs<StoredRule> | undefined },
  ): Promise<Result<{ before: StoredRule; after: StoredRule }, RuleProblem | Problem>>;
  /** Returns the removed one. */
  remove(id: number, ifIs?: IfIs<StoredRule>): Promise<Result<StoredRule, RuleProblem>>;
  /**
   * Makes the list what `decide` says: those that it does not name are removed. `decide` may be called again when the
   * transaction is. With a key, once.
   */
  revise<Problem>(
    decide: (now: readonly StoredRule[]) => Result<readonly ListedRule[], Problem>,
    options: { now: number; most: number; once?: OnceKey | undefined },
  ): Promise<OnceResult<StoredRule[], RuleProblem | Problem>>;
}

/** An automatic answer that a rule gives. */
interface AutoAnswer {
  ruleId: number;
  everySeconds: number;
  messages: readonly NewMessage[];
}

/** What routing an incoming message adds to the database, in one transaction. */
export interface Routed {
  incomingId: number;
  /** Goes to the webhooks that have picked it; absent: nobody is told what it says. */
  event?: WebhookEvent;
  /** Whose message it is, as messages are sent to it; absent: nobody answers. */
  number?: string | undefined;
  /** Rules that matched. */
  matched: readonly number[];
  jobs: readonly NewJob[];
  /** Messages to others; `times`: how often this text has been forwarded, with this time. */
  forwarded: readonly { messages: readonly NewMessage[]; times: number }[];
  answers: readonly AutoAnswer[];
  /** It comes from somebody whom alarms have called. */
  alarm?: AlarmReading | undefined;
}

/** What became of it. */
export type RoutedOutcome =
  /** Another gateway has routed it, or it was deleted. */
  | { kind: "already" }
  | {
      kind: "routed";
      messages: readonly NewMessage[];
      jobs: number;
      unanswered: readonly WhyUnanswered[];
      /** What it did about alarms. */
      alarms: readonly AlarmChanged[];
    };

/** Why a number gets no automatic answer now. `answers-itself`: it wrote soon after one, as a machine would. */
export type WhyUnanswered = "too-soon" | "answers-itself";

/** What is known about automatic answers to a number. Times are milliseconds since 1970. */
export interface AnswerMemory {
  /** Of the last automatic answer to it, or of its last message that came soon after one. */
  heardAt?: number;
  /** Of the last answer that each rule gave. */
  answeredAt: ReadonlyMap<number, number>;
}

/** A text that this gateway has sent on. */
export interface Forwarded {
  text: string;
  /** How often it had been forwarded then, with that time; 1 for an alarm's. */
  times: number;
  /** When, in milliseconds since 1970. */
  at: number;
  /** It called somebody for an alarm. */
  ofAlarm: boolean;
}

/** Where incoming messages wait for their rules. Every promise rejects with a StoreFailure when the database fails. */
export interface RoutingStore {
  /** Those that no rule has seen, oldest first, behind the ID `after`. Costs nothing when there are none. */
  unrouted(options: { limit: number; after?: number }): Promise<IncomingMessage[]>;
  /** Routes all or none, each once over all gateways; gives what became of each, in order. */
  route(routed: readonly Routed[], now: number): Promise<RoutedOutcome[]>;
  /** Texts that were forwarded to one of these numbers since then, and those of alarms; of each the newest first, at most 100. */
  forwardedTo(numbers: readonly string[], since: number): Promise<Forwarded[]>;
  /** For {@link whyUnanswered}. */
  answerMemory(number: string): Promise<AnswerMemory>;
  /** Deletes what {@link whyUnanswered} and {@link RoutingStore.forwardedTo} need no longer, at most so many of each. Writes nothing when there is nothing. */
  forget(options: { before: number; limit: number }): Promise<number>;
}

/**
 * 10 minutes: a message that comes so soon after an automatic answer to its sender counts as an answer to it, and so does one
 * that comes so soon after such a message. Two gateways whose rules answer each other stop after one round; a person who
 * goes on writing is not answered either.
 */
const ANSWERS_ITSELF_MS = 10 * 60_000;

/** Why a number gets no automatic answer of a rule now; `undefined`: it gets one. Pure. */
export function whyUnanswered(
  { heardAt, answeredAt }: AnswerMemory,
  { ruleId, everySeconds }: Pick<AutoAnswer, "ruleId" | "everySeconds">,
  now: number,
): WhyUnanswered | undefined {
  const last = answeredAt.get(ruleId);
  if (last !== undefined && last > now - everySeconds * 1_000) return "too-soon";
  return answersItself({ heardAt }, now) ? "answers-itself" : undefined;
}

/** Whether a message at this time counts as an answer to an automatic answer. Pure. */
export const answersItself = ({ heardAt }: Pick<AnswerMemory, "heardAt"> | { heardAt: undefined }, now: number) =>
  heardAt !== undefined && heardAt > now - ANSWERS_ITSELF_MS;
