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
  /**
   * Opens an alarm; with a key that is open already, adds to that one. Gives its ID, or none where people are told by a message. The
   * problem is a sentence that says what to change.
   */
  raise(alarm: MonitoringAlarm): Promise<Result<number | undefined>>;
  /** Closes the alarms with this key, or only the one with the ID `alarm`. */
  resolve(alarm: Omit<MonitoringAlarm, "severity"> & { alarm?: number | undefined }): Promise<void>;
  /** Since when nobody is called by an alarm or has it: it was resolved, or nobody has answered. Times are milliseconds since 1970. */
  overSince(id: number): Promise<number | undefined>;
}
