import type { Channel } from "./outgoing.ts";

/** What is counted of what comes in. Calls and silent messages are not *received*; *blocked* is what `--incoming-from` refused. */
export const INCOMING_OUTCOMES = ["received", "calls", "silent", "blocked"] as const;

/** What is counted. An undelivered message is *sent* and *failed*; expired ones are *failed*. */
export const STATISTICS_OUTCOMES = ["accepted", "sent", "delivered", "failed", ...INCOMING_OUTCOMES] as const;

/** One of {@link STATISTICS_OUTCOMES}. */
export type StatisticsOutcome = (typeof STATISTICS_OUTCOMES)[number];

/** What is counted apart. */
export type StatisticsDimension = "modem" | "userId" | "channel";

export interface StatisticsQuery {
  /** From `start` to before `end`, milliseconds since 1970; whole quarters of an hour; each begins where the one before ends. */
  periods: readonly { start: number; end: number }[];
  by: readonly StatisticsDimension[];
  userId?: number;
  modem?: string;
  channel?: Channel;
  /** Rows at most. */
  limit: number;
}

/** A number above zero. */
export interface StatisticsRow {
  /** Of the period. */
  start: number;
  outcome: StatisticsOutcome;
  /** Empty: none or not known, such as of what was accepted; or not counted apart. */
  modem: string;
  /** 0: nobody, such as of what was received; or not counted apart. */
  userId: number;
  /** Empty: not counted apart. */
  channel: Channel | "";
  count: number;
}

/** How many messages there were, whatever has been deleted since. */
export interface StatisticsStore {
  /** In the order of time. @throws StoreFailure */
  count(query: StatisticsQuery): Promise<StatisticsRow[]>;
  /** Forgets what this user's messages counted as so far; what is counted meanwhile may stay. @throws StoreFailure */
  reset(userId: number): Promise<void>;
}
