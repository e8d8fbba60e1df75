import type { AlarmCase, AlarmDecision, NewAlarmEntry, NewCall, NewJob } from "../../messages/index.ts";

/** What goes out when nobody has answered, found out before the decision. */
export interface Reports {
  jobs: readonly NewJob[];
  /** Targets of webhooks, by name. */
  webhooks: readonly string[];
  /** Members of groups. */
  calls: readonly NewCall[];
  /** What could not be reported, and why. */
  missed: readonly { person: string; why: string }[];
  /** Where it is reported, as timelines have it. */
  to: readonly string[];
}

/** What becomes of an alarm behind the last step of its policy. Pure. */
export function endOf(found: AlarmCase, reports: Reports | undefined, now: number): AlarmDecision {
  const { alarm } = found;
  if (alarm.drill && found.answered.length > 0) return drillEnded(found, now);
  const { jobs = [], webhooks = [], calls = [], missed = [], to = [] } = reports ?? {};
  const entries: NewAlarmEntry[] = [
    { kind: "unanswered" },
    ...to.map((detail): NewAlarmEntry => ({ kind: "reported", detail })),
    ...missed.map(({ person, why }): NewAlarmEntry => ({ kind: "not-told", person, detail: why })),
  ];
  const reported = { calls, jobs, webhooks };
  if (!alarm.drill) return { alarm: { state: "unanswered", nextAt: undefined }, entries, ...reported };
  const ended = drillEnded(found, now);
  return { ...ended, entries: [...entries, ...ended.entries], ...reported };
}

function drillEnded({ calls, answered }: AlarmCase, now: number): AlarmDecision {
  const named = answered.map(({ person, detail }) => `${person} ${detail}`);
  const without = new Set(calls.map(({ person }) => person));
  for (const { person } of answered) without.delete(person);
  const detail = [
    named.length === 0 ? "nobody answered" : `answered: ${named.join(", ")}`,
    ...(without.size === 0 || named.length === 0 ? [] : [`no answer: ${[...without].join(", ")}`]),
  ].join("; ");
  return {
    alarm: { state: "resolved", resolvedAt: now, nextAt: undefined },
    entries: [{ kind: "drill-ended", detail }],
  };
}
