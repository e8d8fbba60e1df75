import { defined } from "../defined.ts";
import type { Result } from "../result.ts";
import type { IfIs } from "./address-book.ts";
import type { AlarmDoor, AlarmSeverity, AlarmState } from "./alarms.ts";
import type { IncomingMessage } from "./incoming.ts";
import type { NewJob } from "./jobs.ts";
import type { OnceKey, OnceResult } from "./once.ts";
import type { Channel } from "./outgoing.ts";
import type { MessageState } from "./states.ts";

/** What a target of signed webhooks may pick. */
export const WEBHOOK_EVENTS = [
  "message.received",
  "call.received",
  "message.sent",
  "message.delivered",
  "message.undelivered",
  "message.failed",
  "message.unknown",
  "modem.state",
  "alarm.opened",
  "alarm.escalated",
  "alarm.acknowledged",
  "alarm.resolved",
  "alarm.unanswered",
] as const;
export type WebhookEventType = (typeof WEBHOOK_EVENTS)[number];

/** Targets that there may be: an event that all of them pick makes as many jobs, in one transaction. */
export const WEBHOOKS_STORED = 50;
/** Characters of a target's name, and of its address: what every receiver of requests takes. */
export const WEBHOOK_NAME_CHARACTERS = 64;
export const WEBHOOK_URL_CHARACTERS = 2_000;

/** A day that the secret before signs too: time to put the new one into the receiver. */
export const OLD_SECRET_SECONDS = 86_400;
/** 30 days: a receiver that nobody changes within a month is not going to be changed. */
export const OLD_SECRET_SECONDS_AT_MOST = 30 * 86_400;

/** Nobody picks it: it is sent when somebody asks for it. */
export const WEBHOOK_TEST = "webhook.test";

/** What each event tells. Times are RFC 3339 in UTC, as in `/api/v1`; IDs and names are those of `/api/v1` too. */
interface WebhookData {
  "message.received": IncomingData;
  "call.received": IncomingData;
  "message.sent": OutgoingData;
  "message.delivered": OutgoingData;
  "message.undelivered": OutgoingData;
  "message.failed": OutgoingData;
  "message.unknown": OutgoingData;
  "modem.state": ModemData;
  "alarm.opened": AlarmData;
  "alarm.escalated": AlarmData;
  "alarm.acknowledged": AlarmData;
  "alarm.resolved": AlarmData;
  "alarm.unanswered": AlarmData;
  "webhook.test": { webhook: string };
}

/** An incoming message, or a call: then its text is empty. */
interface IncomingData {
  id: number;
  from?: string;
  text: string;
  /** As `/api/v1/incoming` says it. */
  kind: string;
  channel: Channel;
  modem: string;
  receivedAt: string;
  sentAt?: string;
  /** Of a call, as far as it is known. */
  rangSeconds?: number;
  /** Of an MMS that waits to be fetched. */
  mms?: NonNullable<IncomingMessage["mms"]>;
  /** The message whose place it took in lists. */
  replaces?: number;
  /** The rule that sends it here; absent when the target has picked the event. */
  rule?: { id: number; name: string };
}

/** Without the text: whoever sent the message knows it by its ID or reference. */
interface OutgoingData {
  id: number;
  to: string;
  state: MessageState;
  channel: Channel;
  modem?: string;
  source: string;
  reference?: string;
  createdAt: string;
  sentAt?: string;
  error?: string;
}

interface ModemData {
  modem: string;
  /** `deleted`: it was taken out. */
  state: string;
  /** What is wrong, as a sentence. */
  problem?: string;
  /** The gateway that has it. */
  node: string;
}

/** An alarm after the event. IDs, names and states are those of `/api/v1/alarms`. */
interface AlarmData {
  id: number;
  number: number;
  state: AlarmState;
  policy: string;
  key?: string;
  title: string;
  text: string;
  severity: AlarmSeverity;
  source: AlarmDoor;
  /** Who has taken it. */
  holder?: string;
  count: number;
  step: number;
  round: number;
  drill: boolean;
  openedAt: string;
  acknowledgedAt?: string;
  resolvedAt?: string;
}

/** An event before it is known who gets it. */
export type WebhookEvent = {
  [Type in keyof WebhookData]: {
    type: Type;
    /** Letters, digits and hyphens. The same event has the same key, whoever makes it again: `out-17-sent`. */
    key: string;
    /** When it happened, milliseconds since 1970. */
    at: number;
    data: WebhookData[Type];
    /** The incoming message that it is about. */
    incomingId?: number;
  };
}[keyof WebhookData];

/** Who gets events that it has picked. */
export interface WebhookTarget {
  name: string;
  events: readonly WebhookEventType[];
  /** One event after another. */
  isOrdered: boolean;
}

/** A key that signs. */
export interface WebhookSecret {
  /** By the secret box. */
  sealed: string;
  createdAt: number;
  /** It was changed, and signs until then beside its successor. */
  until?: number;
}

/** A target as it is kept. */
export interface Webhook extends WebhookTarget {
  id: number;
  url: string;
  enabled: boolean;
  /** The newest first: that one has no end. */
  secrets: readonly WebhookSecret[];
  /** Its events or its secrets were damaged in the database: none are read in their place, and it is told nothing. */
  unreadable?: boolean;
  createdAt: number;
  changedAt: number;
}

/** The name stays: rules and jobs name a target by it. */
export type NewWebhook = Omit<Webhook, "id" | "unreadable" | "createdAt" | "changedAt">;
export type WebhookChange = Partial<Omit<NewWebhook, "name">>;

/** Why nothing was changed. */
export type WebhookProblem =
  | "not-found"
  | "name-taken"
  | "too-many"
  /** Policies name it. */
  | "in-use"
  | "changed-meanwhile"
  | "other-request";

/** Targets of signed webhooks. Every promise rejects with a StoreFailure when the database fails. */
export interface WebhookStore {
  /** By name. */
  list(): Promise<Webhook[]>;
  find(id: number): Promise<Webhook | undefined>;
  findByName(name: string): Promise<Webhook | undefined>;
  /** Policies that name it, as people call them: `policy night`. */
  usersOf(name: string): Promise<string[]>;
  /** Those that are enabled. One short query: cheap enough to be asked for every message. */
  targets(): Promise<WebhookTarget[]>;
  /** `most`: how many there may be. With a key, once; what refuses it leaves the key free. */
  add(
    webhook: NewWebhook,
    options: { now: number; most: number; once?: OnceKey | undefined },
  ): Promise<OnceResult<Webhook, WebhookProblem>>;
  /** Changes one as `decide` says, once it has seen it; nobody else changes it meanwhile. */
  change(
    id: number,
    decide: (webhook: Webhook) => WebhookChange,
    options: { now: number; ifIs?: IfIs<Webhook> | undefined },
  ): Promise<Result<{ before: Webhook; after: Webhook }, WebhookProblem>>;
  /** Returns the removed one. Its jobs stay. One that policies name is not removed. */
  remove(id: number, ifIs?: IfIs<Webhook>): Promise<Result<Webhook, WebhookProblem>>;
  /** Makes the jobs of an event that no other table tells of. Writes nothing when no target has picked it. */
  addEvent(event: WebhookEvent, now: number): Promise<void>;
}

/** The job that takes an event to one target, whether or not it has picked it. Pure. */
export const webhookJob = (
  { type, key, at, data, incomingId }: WebhookEvent,
  { name, isOrdered }: Pick<WebhookTarget, "name" | "isOrdered">,
): NewJob => ({
  eventId: `${key}-${name}`,
  kind: "webhook",
  destination: `${WEBHOOK_DESTINATION}${name}`,
  isOrdered,
  payload: { type, timestamp: new Date(at).toISOString(), data },
  ...defined({ incomingId }),
});

/** Before the name of a target in the destination of its jobs. */
export const WEBHOOK_DESTINATION = "webhook:";

/** The jobs of an event, for the targets that have picked it. The same event makes the same event IDs. Pure. */
export const webhookJobs = (event: WebhookEvent, targets: readonly WebhookTarget[]): NewJob[] =>
  targets
    .filter(({ events }) => (events as readonly string[]).includes(event.type))
    .map((target) => webhookJob(event, target));
