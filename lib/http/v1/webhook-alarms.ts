import { type Static, Type } from "@sinclair/typebox";
import { ALARM_SEVERITIES, ALARM_STATES } from "../../messages/index.ts";
import type { DescribedEvent } from "../operations/describe.ts";
import { oneOf } from "../plumbing/schemas.ts";
import { event, strict, time } from "./webhook-schemas.ts";

const Alarm = event(
  "WebhookAlarm",
  ["alarm.opened", "alarm.escalated", "alarm.acknowledged", "alarm.resolved", "alarm.unanswered"] as const,
  Type.Object(
    {
      id: Type.Integer({ description: "As in `/api/v1/alarms`." }),
      number: Type.Integer({ description: "What people type; free for another alarm once this one is resolved." }),
      state: oneOf(ALARM_STATES),
      policy: Type.String({ description: "Its name." }),
      key: Type.Optional(Type.String({ description: "What it is about." })),
      title: Type.String(),
      text: Type.String(),
      severity: oneOf(ALARM_SEVERITIES),
      source: Type.String({ description: "The interface that raised it." }),
      holder: Type.Optional(Type.String({ description: "Who has taken it." })),
      count: Type.Integer({ description: "How often it was raised." }),
      step: Type.Integer({ description: "The policy's step that it is at, from 1." }),
      round: Type.Integer({ description: "From 1." }),
      drill: Type.Boolean({ description: "It is a rehearsal." }),
      openedAt: time("When it was raised first."),
      acknowledgedAt: Type.Optional(time("When somebody has taken it.")),
      resolvedAt: Type.Optional(time("When it was over.")),
    },
    strict,
  ),
);

const OPENED: Static<typeof Alarm> = {
  type: "alarm.opened",
  timestamp: "2026-01-31T03:00:00.000Z",
  data: {
    id: 12,
    number: 3,
    state: "open",
    policy: "night",
    key: "disk:db1",
    title: "Disk full on db1",
    text: "Disk full on db1: 2 % left on /var",
    severity: "critical",
    source: "v1",
    count: 1,
    step: 1,
    round: 1,
    drill: false,
    openedAt: "2026-01-31T03:00:00.000Z",
  },
};

const TAKEN: Static<typeof Alarm> = {
  type: "alarm.acknowledged",
  timestamp: "2026-01-31T03:02:10.000Z",
  data: { ...OPENED.data, state: "acknowledged", holder: "Anna", acknowledgedAt: "2026-01-31T03:02:10.000Z" },
};

/** What targets of webhooks get of alarms, by type. */
export const ALARM_WEBHOOKS = {
  "alarm.opened": {
    summary: "An alarm was opened",
    description: "Or opened again: it was given back, or not resolved in time.",
    schema: Alarm,
    example: OPENED,
  },
  "alarm.escalated": {
    summary: "The next step of an alarm's policy has begun",
    schema: Alarm,
    example: {
      ...OPENED,
      type: "alarm.escalated",
      timestamp: "2026-01-31T03:05:00.000Z",
      data: { ...OPENED.data, step: 2 },
    },
  },
  "alarm.acknowledged": { summary: "Somebody has taken an alarm", schema: Alarm, example: TAKEN },
  "alarm.resolved": {
    summary: "An alarm is over",
    schema: Alarm,
    example: {
      type: "alarm.resolved",
      timestamp: "2026-01-31T03:40:00.000Z",
      data: { ...TAKEN.data, state: "resolved", resolvedAt: "2026-01-31T03:40:00.000Z" },
    },
  },
  "alarm.unanswered": {
    summary: "Nobody has answered an alarm",
    description: "Its policy is at its end. Also sent to a target that the policy names.",
    schema: Alarm,
    example: {
      type: "alarm.unanswered",
      timestamp: "2026-01-31T03:30:00.000Z",
      data: { ...OPENED.data, state: "unanswered", step: 3, round: 2 },
    },
  },
} satisfies Readonly<Record<string, DescribedEvent>>;
