import {
  ALARM_SEVERITIES,
  type Alarm,
  type AlarmActor,
  type AlarmCase,
  type AlarmDecision,
  type AlarmSeverity,
  type NewAlarmEntry,
} from "../../messages/index.ts";
import { act } from "./act.ts";
import type { AlarmAct } from "./acts.ts";
import { again, doneBy, fromTheStart } from "./again.ts";
import { endOf, type Reports } from "./end.ts";
import type { StepPeople } from "./people.ts";

/** What happens to an alarm. */
export type AlarmEvent =
  /** It is new, or its key was raised again. `first`: whom the first step calls, where that is known. */
  | {
      kind: "raised";
      trouble: { title: string; text: string; severity: AlarmSeverity };
      by: AlarmActor;
      first?: StepPeople | undefined;
    }
  /** Its time has come. `version`: as it was when people were looked up. */
  | { kind: "due"; version: number; people?: StepPeople | undefined; reports?: Reports | undefined }
  /** No message of its step arrives. */
  | { kind: "unreached"; version: number }
  | { kind: "act"; act: AlarmAct; by: AlarmActor; at?: string | undefined };

/** The step that comes next, both from 1; `undefined` behind the last one. Pure. */
export function nextStep({
  alarm,
  policy,
}: Pick<AlarmCase, "alarm" | "policy">): Pick<Alarm, "step" | "round"> | undefined {
  const { step, round, drill } = alarm;
  if (step < policy.steps.length) return { step: step + 1, round: Math.max(1, round) };
  return round < (drill ? 1 : policy.rounds) ? { step: 1, round: round + 1 } : undefined;
}

/**
 * What becomes of an alarm: the state it moves to, whom it calls, who learns what, and when something is due again. `undefined`:
 * nothing changes. Pure.
 */
export function next(found: AlarmCase, event: AlarmEvent, now: number): AlarmDecision | undefined {
  const { alarm } = found;
  switch (event.kind) {
    case "raised":
      return alarm.version === 0 ? opened(found, event, now) : raisedAgain(found, event, now);
    case "due": {
      if (alarm.version !== event.version || alarm.nextAt === undefined || alarm.nextAt > now) return undefined;
      if (alarm.state === "acknowledged") return again({ kind: "not-resolved" }, now);
      if (alarm.state !== "open") return undefined;
      return nextStep(found) === undefined ? endOf(found, event.reports, now) : step(found, event.people, now);
    }
    case "unreached":
      if (alarm.version !== event.version || alarm.state !== "open") return undefined;
      return { alarm: { nextAt: now }, entries: [{ kind: "undelivered", step: alarm.step, round: alarm.round }] };
    case "act":
      return act(found, event, now);
    default:
      return event satisfies never;
  }
}

type Raised = Extract<AlarmEvent, { kind: "raised" }>;

function opened(found: AlarmCase, { by, first }: Raised, now: number): AlarmDecision {
  const entry: NewAlarmEntry = { kind: "opened", ...doneBy(by) };
  if (first === undefined) return { alarm: { nextAt: now }, entries: [entry] };
  const decision = step(found, first, now);
  return { ...decision, entries: [entry, ...decision.entries] };
}

/** Tells nobody, unless it is worse than before, or nobody has answered. */
function raisedAgain(found: AlarmCase, { trouble, by }: Raised, now: number): AlarmDecision {
  const { alarm } = found;
  const count = alarm.count + 1;
  const isWorse = rank(trouble.severity) > rank(alarm.severity);
  const detail = trouble.text === alarm.text ? {} : { detail: trouble.text.slice(0, DETAIL_CHARACTERS) };
  const about = { ...doneBy(by), ...detail };
  if (alarm.state === "unanswered") {
    const decision = again({ kind: "opened-again", ...about }, now);
    return { ...decision, alarm: { ...decision.alarm, ...trouble, severity: worst(alarm, trouble), count } };
  }
  if (!isWorse) return { alarm: { count }, entries: [{ kind: "added", ...about }] };
  const entries: NewAlarmEntry[] = [{ kind: "severity-raised", ...about }];
  // Whoever has it learns that it is worse; nobody else is called.
  if (alarm.state === "acknowledged")
    return { alarm: { ...trouble, count }, entries, news: { what: "severity-raised" } };
  return { alarm: { ...trouble, count, ...fromTheStart(now) }, entries };
}

/** 300 characters of what was raised again: the timeline shows what differs. */
const DETAIL_CHARACTERS = 300;

/** The next step begins. One that reaches nobody does not wait for an answer. */
function step(found: AlarmCase, people: StepPeople | undefined, now: number): AlarmDecision {
  const at = nextStep(found);
  const { calls, missed } = people ?? { calls: [], missed: [] };
  const names = [...new Set(calls.map(({ person }) => person))];
  const waitMs =
    at === undefined || calls.length === 0 ? 0 : (found.policy.steps[at.step - 1]?.waitSeconds ?? 0) * 1_000;
  return {
    alarm: { ...at, nextAt: now + waitMs },
    entries: [
      { kind: "step", ...at, ...(names.length === 0 ? {} : { detail: names.join(", ") }) },
      ...missed.map(({ person, why }): NewAlarmEntry => ({ kind: "not-told", ...at, person, detail: why })),
    ],
    calls,
  };
}

const rank = (severity: AlarmSeverity) => ALARM_SEVERITIES.indexOf(severity);
const worst = (one: { severity: AlarmSeverity }, other: { severity: AlarmSeverity }): AlarmSeverity =>
  rank(one.severity) >= rank(other.severity) ? one.severity : other.severity;
