import type { CheckNotify } from "../messages/index.ts";
import type { Result } from "../result.ts";

/** What is raised. */
export interface MonitoringAlarm {
  to: CheckNotify;
  /** What it is about, the same from its start to its end: `check:17`. */
  key: string;
  /** One line. */
  title: string;
  text: string;
  severity: "warning" | "critical";
}

/**
 * How monitoring calls people. The composition root fills it. Every promise rejects with a StoreFailure when the database fails:
 * the same is asked for again then.
 */
export interface MonitoringAlarms {
  /** Opens an alarm; with a key that is open already, adds to that one. The problem is a sentence that says what to change. */
  raise(alarm: MonitoringAlarm): Promise<Result<void>>;
  /** Closes the alarm with this key, if there is one. */
  resolve(alarm: Omit<MonitoringAlarm, "severity">): Promise<void>;
}
