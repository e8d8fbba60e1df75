import type { AlarmCase, AlarmDecision, AlarmTelling, NewAlarmEntry, NewCall, NewJob } from "../../messages/index.ts";

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

/** Who answered, who was told and did not, and who was not told and why. */
function drillEnded({ calls, answered, missed }: AlarmCase, now: number): AlarmDecision {
  const named = answered.map(({ person, detail }) => `${person} ${detail}`);
  const told = new Set(calls.filter(isTold).map(({ person }) => person));
  const silent = [...told].filter((person) => !answered.some((each) => each.person === person));
  const untold = Map.groupBy(
    [
      ...missed,
      ...calls.filter((call) => !isTold(call)).map(({ person }) => ({ person, why: "the message has not gone" })),
    ].filter(({ person }) => !told.has(person)),
    ({ person }) => person,
  );
  const why = [...untold].map(([person, each]) => `${person} (${[...new Set(each.map((one) => one.why))].join(", ")})`);
  const detail = [
    named.length === 0 ? "nobody answered" : `answered: ${named.join(", ")}`,
    ...(silent.length === 0 ? [] : [`no answer: ${silent.join(", ")}`]),
    ...(why.length === 0 ? [] : [`not told: ${why.join(", ")}`]),
  ].join("; ");
  return {
    alarm: { state: "resolved", resolvedAt: now, nextAt: undefined },
    entries: [{ kind: "drill-ended", detail }],
  };
}

/** A ring says nothing. What becomes of mail is in the log of jobs. */
const isTold = ({ way, toldAt, hasGone }: AlarmTelling): boolean =>
  way !== "ring" && toldAt !== undefined && (way === "email" || hasGone === true);
