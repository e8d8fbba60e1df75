import type { AlarmSeverity, AlarmState } from "./alarms.ts";
import type { Channel, FailureReason } from "./outgoing.ts";

/** Something that a committed transaction did, for counters. `modem` is empty where there is none. `messages` is how many were accepted. */
export type TallyFact =
  | { what: "accepted"; channel: Channel; messages: number }
  | { what: "sent" | "delivered"; channel: Channel; modem: string; afterMs: number }
  | { what: "failed"; channel: Channel; modem: string; reason: FailureReason }
  | { what: "unknown" | "received"; channel: Channel; modem: string }
  | { what: "job"; destination: string; result: "delivered" | "failed" | "dead" }
  | { what: "acknowledged"; afterMs: number };

/** What is counted. */
export type Tallied = TallyFact["what"];
/** What is also timed: from acceptance (or the planned time) to sent and to delivered, and from open to acknowledged. */
export type Timed = "sent" | "delivered" | "acknowledged";

/** From a second, which a modem takes for a part, to a day. In seconds. */
export const TALLY_BOUNDS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400] as const;

export interface TallyCount {
  labels: Readonly<Record<string, string>>;
  count: number;
}

export interface TallyTimes {
  labels: Readonly<Record<string, string>>;
  /** How many took no longer than each of {@link TALLY_BOUNDS}. */
  buckets: readonly number[];
  count: number;
  seconds: number;
}

/** What this process has done since its start, as far as it is on disk. Each gateway of a database counts its own. */
export interface Tally {
  counts(what: Tallied): TallyCount[];
  times(what: Timed): TallyTimes[];
}

/** What waits on the database. Costs the same however many messages are stored. */
export interface Backlog {
  /** When the oldest queued message was accepted, or was planned for; milliseconds since 1970. Those planned for later do not count. */
  oldestQueuedAt?: number;
  /** Destinations with waiting jobs, up to 50; more than 1,000 jobs count as 1,000. */
  jobs: readonly { destination: string; waiting: number; oldestCreatedAt: number }[];
  /** Alarms that are not resolved; no drills. */
  alarms: readonly { state: AlarmState; severity: AlarmSeverity; count: number }[];
}
