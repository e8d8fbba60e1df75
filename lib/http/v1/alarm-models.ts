import { type Static, Type } from "@sinclair/typebox";
import { defined } from "../../defined.ts";
import {
  ALARM_ENTRY_KINDS,
  ALARM_SEVERITIES,
  ALARM_STATES,
  ALARM_WAYS,
  type Alarm,
  type AlarmActor,
  type AlarmEntry,
} from "../../messages/index.ts";
import type { Caller } from "../access/caller.ts";
import { named, oneOf } from "../plumbing/schemas.ts";
import { showInstant } from "./schemas.ts";

const strict = { additionalProperties: false } as const;
const time = (description: string) => Type.Optional(Type.String({ format: "date-time", description }));

export const AlarmStateName = oneOf(ALARM_STATES, {
  description:
    "`open`: people are being called. `acknowledged`: somebody has it. `resolved`: it is over. `unanswered`: everybody was called, and nobody has answered; it may still be taken.",
});
export const AlarmSeverityName = oneOf(ALARM_SEVERITIES, { description: "`warning` by default." });

const FIELDS = {
  id: Type.Integer(),
  number: Type.Integer({
    description: "What people type to answer; free for another alarm once this one is resolved.",
  }),
  state: AlarmStateName,
  policy: Type.String({ description: "Its name." }),
  key: Type.Optional(Type.String({ description: "What it is about: the same key adds to it until it is resolved." })),
  title: Type.String(),
  text: Type.String(),
  severity: AlarmSeverityName,
  source: Type.String({ description: "The interface that it was raised through, such as `alerts` or `v1`." }),
  raisedBy: Type.Optional(Type.String({ description: "The user, contact or check." })),
  holder: Type.Optional(Type.String({ description: "Who has taken it." })),
  count: Type.Integer({ description: "How often it was raised." }),
  drill: Type.Boolean({ description: "It is a rehearsal." }),
  step: Type.Integer({ description: "The policy's step that it is at, from 1; 0 before the first." }),
  round: Type.Integer({ description: "From 1." }),
  nextAt: time("When the next step begins, the policy ends, or, once it is taken, it opens again."),
  openedAt: Type.String({ format: "date-time", description: "When it was raised first." }),
  acknowledgedAt: time("When somebody has taken it."),
  resolvedAt: time("When it was over."),
  changedAt: Type.String({ format: "date-time" }),
};

export const AlarmModel = named("Alarm", Type.Object(FIELDS, strict));

const OUTCOMES = ["opened", "opened-again", "added", "severity-raised"] as const;

export const RaisedAlarm = named(
  "RaisedAlarm",
  Type.Object(
    {
      ...FIELDS,
      outcome: oneOf(OUTCOMES, {
        description:
          "`opened`: a new one. With the key of one that is not resolved: `added` to it, and nobody is told again; `severity-raised`, or `opened-again` when nobody had answered: it begins again with the first step.",
      }),
    },
    strict,
  ),
);

export const AlarmEntryModel = named(
  "AlarmEntry",
  Type.Object(
    {
      id: Type.Integer(),
      at: Type.String({ format: "date-time" }),
      kind: oneOf(ALARM_ENTRY_KINDS),
      step: Type.Optional(Type.Integer()),
      round: Type.Optional(Type.Integer()),
      person: Type.Optional(Type.String({ description: "Who is told, or who did it." })),
      way: Type.Optional(oneOf(ALARM_WAYS, { description: "How the person is told." })),
      address: Type.Optional(Type.String({ description: "Where the person is told: a number or a mail address." })),
      messageId: Type.Optional(Type.Integer({ description: "The outgoing message." })),
      door: Type.Optional(Type.String({ description: "The interface that somebody did it through." })),
      detail: Type.Optional(Type.String({ description: "A sentence." })),
    },
    strict,
  ),
);

export const AlarmWithTimeline = named(
  "AlarmWithTimeline",
  Type.Object(
    {
      ...FIELDS,
      timeline: Type.Array(AlarmEntryModel, { description: "What has happened, oldest first." }),
      next: Type.Optional(
        Type.String({ description: "The timeline is longer: `after` of `GET /api/v1/alarms/{id}/timeline`." }),
      ),
    },
    strict,
  ),
);

const count = Type.Integer();
export const AlarmCounts = Type.Object(
  { open: count, acknowledged: count, resolved: count, unanswered: count },
  strict,
);

export const ALARM_EXAMPLE: Static<typeof AlarmModel> = {
  id: 31,
  number: 47,
  state: "acknowledged",
  policy: "night",
  key: "disk:db1",
  title: "Disk full on db1",
  text: "Disk full on db1: 2 % left on /var",
  severity: "critical",
  source: "v1",
  raisedBy: "monitoring",
  holder: "Anna",
  count: 1,
  drill: false,
  step: 1,
  round: 1,
  nextAt: "2026-01-31T05:02:10.000Z",
  openedAt: "2026-01-31T03:00:00.000Z",
  acknowledgedAt: "2026-01-31T03:02:10.000Z",
  changedAt: "2026-01-31T03:02:10.000Z",
};

export const ENTRY_EXAMPLE: Static<typeof AlarmEntryModel> = {
  id: 112,
  at: "2026-01-31T03:02:10.000Z",
  kind: "taken",
  person: "Anna",
  door: "sms",
};

export function showAlarm(alarm: Alarm): Static<typeof AlarmModel> {
  const { id, number, state, policy, key, title, text, severity, source, holder, count, drill, step, round } = alarm;
  const instant = (ms: number | undefined) => (ms === undefined ? undefined : showInstant(ms));
  return {
    id,
    number,
    state,
    policy,
    ...defined({ key }),
    title,
    text,
    severity,
    source: source.door,
    ...defined({ raisedBy: source.name, holder: holder && (holder.name ?? holder.door) }),
    count,
    drill,
    step,
    round,
    ...defined({ nextAt: instant(alarm.nextAt) }),
    openedAt: showInstant(alarm.openedAt),
    ...defined({ acknowledgedAt: instant(alarm.acknowledgedAt), resolvedAt: instant(alarm.resolvedAt) }),
    changedAt: showInstant(alarm.changedAt),
  };
}

export const showEntry = ({ at, ...entry }: AlarmEntry): Static<typeof AlarmEntryModel> => ({
  ...entry,
  at: showInstant(at),
});

/** Who does something about an alarm: somebody at the page, or a program. */
export const actorOf = ({ user, by }: Pick<Caller, "user" | "by">): AlarmActor => ({
  door: by.kind === "session" ? "web" : "v1",
  name: user.name,
  userId: user.id,
});
