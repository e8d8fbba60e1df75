import type { Backlog, MessageState } from "../../messages/index.ts";
import type { Family } from "./family.ts";

const WAITING = ["queued", "sending", "unknown"] as const satisfies readonly MessageState[];
const ALARM_STATES = ["open", "acknowledged", "unanswered"] as const;
const SEVERITIES = ["info", "warning", "critical"] as const;

/** What waits on the database, which gateways may share. Pure. */
export function backlogFamilies(
  counts: Readonly<Record<(typeof WAITING)[number], number>>,
  { oldestQueuedAt, jobs, alarms }: Backlog,
  now: number,
): Family[] {
  const age = (since: number | undefined) => (since === undefined ? 0 : Math.max(0, now - since) / 1_000);
  return [
    {
      type: "gauge",
      name: "aldis_queue_messages",
      help: "Messages that are not settled; those planned for later are queued, too.",
      labels: ["state"],
      values: WAITING.map((state) => ({ labels: { state }, value: counts[state] })),
    },
    {
      type: "gauge",
      name: "aldis_queue_oldest_seconds",
      help: "Age of the oldest queued message, from its acceptance or planned time; 0 when none is due.",
      labels: [],
      values: [{ labels: {}, value: age(oldestQueuedAt) }],
    },
    {
      type: "gauge",
      name: "aldis_jobs_waiting",
      help: "Jobs that wait for a destination; 1000 means that many or more.",
      labels: ["destination"],
      values: jobs.map(({ destination, waiting }) => ({ labels: { destination }, value: waiting })),
    },
    {
      type: "gauge",
      name: "aldis_jobs_oldest_seconds",
      help: "Age of the oldest of the jobs that are due first at a destination.",
      labels: ["destination"],
      values: jobs.map(({ destination, oldestCreatedAt }) => ({
        labels: { destination },
        value: age(oldestCreatedAt),
      })),
    },
    {
      type: "gauge",
      name: "aldis_alarms",
      help: "Alarms that are not resolved; no drills.",
      labels: ["state", "severity"],
      values: ALARM_STATES.flatMap((state) =>
        SEVERITIES.map((severity) => ({
          labels: { state, severity },
          value: alarms.find((found) => found.state === state && found.severity === severity)?.count ?? 0,
        })),
      ),
    },
  ];
}
