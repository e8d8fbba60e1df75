import { defined } from "../defined.ts";
import type { AlarmChanged } from "./alarm-stores.ts";
import type { Alarm, NewAlarmEntry } from "./alarms.ts";
import type { WebhookEvent } from "./webhooks.ts";

type AlarmWebhookType = Extract<WebhookEvent["type"], `alarm.${string}`>;

/** The events of a change. The same change makes the same keys. Pure. */
export function alarmWebhookEvents({ after, decision }: AlarmChanged): WebhookEvent[] {
  const types = new Set(decision.entries.flatMap((entry) => typeOf(entry) ?? []));
  return [...types].map((type) => alarmWebhookEvent(type, after));
}

/** One event of an alarm that has just changed. Pure. */
export function alarmWebhookEvent(type: AlarmWebhookType, alarm: Alarm): WebhookEvent {
  const { id, number, state, policy, key, title, text, severity, source, holder, count, step, round, drill } = alarm;
  const { openedAt, acknowledgedAt, resolvedAt, changedAt: at, version } = alarm;
  const data = {
    id,
    number,
    state,
    policy,
    ...defined({ key }),
    title,
    text,
    severity,
    source: source.door,
    ...defined({ holder: holder && (holder.name ?? holder.door) }),
    count,
    step,
    round,
    drill,
    openedAt: new Date(openedAt).toISOString(),
    ...(acknowledgedAt === undefined ? {} : { acknowledgedAt: new Date(acknowledgedAt).toISOString() }),
    ...(resolvedAt === undefined ? {} : { resolvedAt: new Date(resolvedAt).toISOString() }),
  };
  return { type, key: `alarm-${id}-${version}-${type.slice("alarm.".length)}`, at, data };
}

function typeOf({ kind, step, round }: NewAlarmEntry): AlarmWebhookType | undefined {
  switch (kind) {
    case "opened":
    case "opened-again":
    case "severity-raised":
    case "given-back":
    case "not-resolved":
      return "alarm.opened";
    case "step":
      return step === 1 && round === 1 ? undefined : "alarm.escalated";
    case "taken":
      return "alarm.acknowledged";
    case "resolved":
    case "drill-ended":
      return "alarm.resolved";
    case "unanswered":
      return "alarm.unanswered";
    default:
      return undefined;
  }
}
