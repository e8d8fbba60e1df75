/** Alarms: somebody answers, or the next one is called. Policies say who is called how, and for how long an answer is waited for. */

/** Whom a step tells. Names are those of the address book, in whatever case. */
export type AlarmNotify =
  | { contact: string }
  /** All members. */
  | { group: string }
  /** Who of the group is on call when the step begins; without a schedule all of it. */
  | { onCall: string }
  /** The first of the group's escalation order whom this round has not told yet. */
  | { next: string };

/** How a person is told. */
export const ALARM_WAYS = ["sms", "telegram", "auto", "ring", "email"] as const;
export type AlarmWay = (typeof ALARM_WAYS)[number];

/** One step of a policy. Lists have at least one item. */
export interface PolicyStep {
  notify: readonly AlarmNotify[];
  /** Several: each person is told in each of these ways. */
  by: readonly AlarmWay[];
  /** How long an answer is waited for, before the next step begins. */
  waitSeconds: number;
}

/** Where it is reported that nobody has answered. */
export type UnansweredDestination =
  | { email: { to: readonly string[] } }
  /** A target of signed webhooks; it gets `alarm.unanswered`, whether or not it has picked it. */
  | { webhook: string }
  /** All members are told by SMS. */
  | { group: string };

/**
 * Who is called when, as `POST /api/v1/policies` has it: plain JSON, with the defaults filled in. Only what `parsePolicy` returned
 * is a policy.
 */
export interface Policy {
  name: string;
  steps: readonly PolicyStep[];
  /** How often all steps are gone through; 1 by default. */
  rounds: number;
  /** What happens behind the last step of the last round; empty by default. */
  unanswered: readonly UnansweredDestination[];
  /** An alarm that somebody has taken is open again, from the first step on, when it is not resolved after that. */
  notResolvedAfterSeconds?: number;
  /** Whether those who were told learn that it is resolved; true by default. */
  tellResolved: boolean;
}

/** A policy as it is kept. Times are milliseconds since 1970. */
export interface StoredPolicy {
  id: number;
  policy: Policy;
  /** Its content was damaged in the database: what is read in its place calls nobody. */
  unreadable?: boolean;
  /** Counts its changes. */
  version: number;
  createdAt: number;
  changedAt: number;
}

/** In the order of their weight: an alarm that is added to tells again only when it rises. */
export const ALARM_SEVERITIES = ["info", "warning", "critical"] as const;
export type AlarmSeverity = (typeof ALARM_SEVERITIES)[number];

/**
 * `unanswered`: the policy is at its end. Somebody may still take or resolve it, and the same key opens it again.
 *
 * ```
 *        ┌──────────────────────────────▶ resolved
 *        │            ┌─────────────────────▲  ▲
 *      open ────▶ acknowledged ──────────────┘  │
 *       │▲ ◀──────────┘  ▲                      │
 *       ▼│               │                      │
 *    unanswered ─────────┴──────────────────────┘
 * ```
 */
export const ALARM_STATES = ["open", "acknowledged", "resolved", "unanswered"] as const;
export type AlarmState = (typeof ALARM_STATES)[number];

/** An interface, or a part of the gateway, that something came through. */
export type AlarmDoor =
  | "api.php"
  | "rest"
  | "v1"
  | "web"
  | "alerts"
  | "email"
  | "mqtt"
  | "rule"
  | "check"
  | "isms"
  | "command"
  | "sms"
  | "telegram"
  /** The gateway itself: a time has passed. */
  | "gateway";

/** Who did something about an alarm, and through which door. */
export interface AlarmActor {
  door: AlarmDoor;
  /** The contact's, user's or check's; absent when nobody is known. */
  name?: string;
  contactId?: number;
  userId?: number;
}

/** What is said about a trouble that somebody has to know of. */
export interface NewAlarm {
  /** By name, in whatever case. */
  policy: string;
  /** What it is about: the same key of the same source adds to the alarm of this policy that is not resolved. Absent: it is about nothing else. */
  key?: string;
  /** One line; the beginning of the text where none was given. */
  title: string;
  text: string;
  severity: AlarmSeverity;
  source: AlarmActor;
  /** A rehearsal: texts are marked, all steps of one round are gone through, and answers are only noted. */
  drill?: boolean;
  /** Of a drill: no step waits longer for answers, whatever the policy says. */
  waitSecondsAtMost?: number;
}

/** An alarm. Times are milliseconds since 1970. */
export interface Alarm extends Omit<NewAlarm, "drill" | "waitSecondsAtMost"> {
  id: number;
  /** What people type: from 1 to 99 in turn, so that a late answer does not meet another alarm; more only when these are in use. */
  number: number;
  state: AlarmState;
  /** Who has taken it; absent when nobody has. */
  holder?: AlarmActor;
  /** How often it was raised: 1, and once more for each time that its key was raised again. */
  count: number;
  drill: boolean;
  /** Of the policy, from 1; 0 before the first. */
  step: number;
  /** From 1. */
  round: number;
  /** When the next step begins, the policy ends, or the alarm opens again; absent when nothing is due. */
  nextAt?: number;
  openedAt: number;
  /** When the policy began with its first step: at the opening, or when the alarm was last opened again. */
  begunAt: number;
  acknowledgedAt?: number;
  resolvedAt?: number;
  changedAt: number;
  /** Counts its changes. */
  version: number;
}

/** What stands in an alarm's timeline. */
export const ALARM_ENTRY_KINDS = [
  /** It was raised. */
  "opened",
  /** The same key was raised again; nobody is told. */
  "added",
  /** The same key was raised with a higher severity: it begins again with the first step. */
  "severity-raised",
  /** The same key was raised when nobody had answered, or it was not resolved in time, or somebody gave it back. */
  "opened-again",
  /** A step begins: `step`, `round`; `detail` says whom it tells, or why nobody. */
  "step",
  /** `person` is told by `way` at `address`; `messageId`. */
  "told",
  /** `person` gets a message that carries several alarms; `detail` says which, and what was left out. */
  "joined",
  /** `person` is told by `way` at `address` later: a message with alarms went there within the minute before. */
  "held",
  /** `person` is not told, and why. */
  "not-told",
  /** A message did not arrive. */
  "undelivered",
  /** Somebody took it. */
  "taken",
  /** Somebody passed it on to the next step. */
  "passed",
  /** Somebody gave it back. */
  "given-back",
  /** It was taken and not resolved within the policy's time. */
  "not-resolved",
  "resolved",
  /** The policy is at its end. */
  "unanswered",
  /** A destination for what nobody has answered got it. */
  "reported",
  /** An answer that could not be understood; `person` got the help text. */
  "helped",
  /** `person` answered, which changed nothing, and was told how it stands; three times at most, so that no machine is answered forever. */
  "reminded",
  /** Somebody answered a drill; `detail` says after how long. */
  "answered",
  /** A drill is over; `detail` says who answered after how long. */
  "drill-ended",
  /** Another trouble found no place, and was told without an alarm of its own; `detail` is its title. */
  "no-place",
] as const;
export type AlarmEntryKind = (typeof ALARM_ENTRY_KINDS)[number];

/** A line of an alarm's timeline. */
export interface AlarmEntry {
  id: number;
  at: number;
  kind: AlarmEntryKind;
  step?: number;
  round?: number;
  /** Who is told, or who did it. */
  person?: string;
  /** Of `told`: how and where. */
  way?: AlarmWay;
  address?: string;
  /** The outgoing message. */
  messageId?: number;
  /** Which door somebody did it through. */
  door?: AlarmDoor;
  /** A sentence. */
  detail?: string;
  /** Of `no-place`: what the trouble is about, as a hash. */
  about?: string;
}

/** A line before it is kept. */
export type NewAlarmEntry = Omit<AlarmEntry, "id" | "at">;

/** What has become of an alarm, for those who were told of it. */
export type AlarmNews =
  | {
      what: "taken" | "given-back" | "resolved" | "severity-raised";
      /** Whoever did it. */
      by?: string;
    }
  /** Another trouble found no place among the alarms: this is all that people learn of it. */
  | { what: "no-place"; title: string; text: string };

/** Something that a person is told, or is about to be told, about an alarm. */
export interface AlarmTelling {
  id: number;
  alarmId: number;
  /** Absent: it calls the person. */
  news?: AlarmNews;
  person: string;
  contactId?: number;
  way: AlarmWay;
  /** The telephone number in the form that messages have it, or the mail address. */
  address: string;
  step: number;
  round: number;
  /** When it was decided. */
  createdAt: number;
  /** When it was put into the queue; absent as long as it waits for its person's minute, and when it was dropped. */
  toldAt?: number;
  /** It was no longer worth telling: somebody had taken the alarm. */
  droppedAt?: number;
  messageId?: number;
  /** Of a call, as its alarm's case has it: the network has taken its message, or may have taken it, in whole or in part. */
  hasGone?: boolean;
}

/** Somebody who is called. */
export type NewCall = Pick<AlarmTelling, "person" | "contactId" | "way" | "address">;

/** 60 s: at most one message per person and way within it carries alarms, and news of them wait for it too. */
export const TELLING_EVERY_MS = 60_000;

/** Characters of what people write about an alarm: more than a message of many parts has. */
export const ALARM_TITLE_CHARACTERS = 200;
export const ALARM_TEXT_CHARACTERS = 2_000;
/** Alertmanager's `groupKey` has all labels of a group in it. */
export const ALARM_KEY_CHARACTERS = 500;
/**
 * 500 alarms that are not resolved: people keep fewer in mind, and a machine in a loop must not fill the disk. Checks, of which there are few
 * more than 200, have as many places of their own.
 */
export const ALARMS_OPEN = 500;
/** 100 of them raised by one user, or by one interface that knows no users: nobody else's alarm is refused for what one machine does. */
export const ALARMS_OPEN_OF_ONE = 100;
/** Policies of a gateway; a list of them is one page. */
export const POLICIES_STORED = 100;
