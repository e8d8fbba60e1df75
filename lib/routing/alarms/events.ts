import type { AlarmChanged, DomainEvent } from "../../messages/index.ts";

/** What a change of an alarm tells the event log. Pure. */
export function alarmEvents({ after, decision }: AlarmChanged): DomainEvent[] {
  const { id: alarm, number, policy, drill } = after;
  const about = { policy, number };
  const details = { alarm, ...(drill ? { drill: true as const } : {}) };
  return decision.entries.flatMap((entry): DomainEvent[] => {
    const by = entry.person ?? entry.door ?? "somebody";
    switch (entry.kind) {
      case "opened":
      case "opened-again":
      case "severity-raised":
      case "given-back":
      case "not-resolved":
        return [{ kind: "alarm.opened", ...about, why: WHY[entry.kind], details }];
      case "step": {
        const told = new Set(decision.calls?.map(({ person }) => person)).size;
        const { step = 0, round = 0 } = entry;
        return [{ kind: "alarm.escalated", ...about, details: { ...details, step, round, told } }];
      }
      case "taken":
        return [{ kind: "alarm.acknowledged", ...about, by, details }];
      case "resolved":
      case "drill-ended":
        return [{ kind: "alarm.resolved", ...about, by: entry.kind === "resolved" ? by : "the gateway", details }];
      case "unanswered":
        return [{ kind: "alarm.unanswered", ...about, details }];
      default:
        return [];
    }
  });
}

const WHY = {
  opened: "raised",
  "opened-again": "raised-again",
  "severity-raised": "raised-again",
  "given-back": "given-back",
  "not-resolved": "not-resolved",
} as const;
