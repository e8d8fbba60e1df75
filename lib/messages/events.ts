import type { Target } from "./lanes.ts";
import type { Refusal } from "./refusals.ts";
import type { MessageState } from "./states.ts";

/**
 * What each kind of event tells, besides its kind. `docs/events.md` is made of the comments in here.
 *
 * The event log keeps `userName`, `modem`, `messageId` (an outgoing message) and `address` in fields of their own, and `details`
 * with their names; the rest stands only in the sentence. There is never a password in an event, and never the text of a message.
 */
interface EventData {
  /** `/api.php` refused a request, or a recipient of it. */
  "api.php.refused": Refusal;
  /** The webhook for Alertmanager and Grafana refused a request. */
  "alerts.refused": Refusal;
  /** `/check.php` refused a request. */
  "check.php.refused": Refusal;
  /** `/commands.php` refused a request. */
  "commands.php.refused": Refusal;
  /** The iSMS interface refused a request, or a recipient of it. */
  "isms.refused": Refusal;
  /** The REST API refused a request, or a recipient of it. */
  "rest.refused": Refusal;
  /** Wrong passwords used up the attempts for a user name or a client's address. */
  "auth.throttled": { userName: string; address: string; details: { retryAfterSeconds: number } };

  /** A system user was added. */
  "user.added": Named;
  /** A system user was removed. */
  "user.removed": Named;
  /** A system user may sign in again. */
  "user.enabled": Named;
  /** A system user may no longer sign in. */
  "user.disabled": Named;
  /** A system user has another password. */
  "user.password-changed": Named;
  /** A system user has other permissions. */
  "user.permissions-changed": Named & { permissions: readonly string[] };
  /** A system user has other limits. */
  "user.limits-changed": Named & CallLimits;

  /** A contact was added to the address book. */
  "contact.added": BookChange;
  /** A contact was changed. */
  "contact.changed": BookChange;
  /** A contact was removed from the address book. */
  "contact.removed": BookChange;
  /** Contacts were imported from a file or a URL; a warning when rows were refused. */
  "contacts.imported": ByUser & { source: string; refusedRows: readonly RefusedRow[]; details: ImportCounts };
  /** A file or a URL with contacts could not be imported, and nothing was changed. */
  "contacts.import-failed": ByUser & { source: string; problem: string };
  /** A group was added to the address book. */
  "group.added": BookChange;
  /** A group has another name. */
  "group.renamed": BookChange & { groupId: number };
  /** A group was removed from the address book. */
  "group.removed": BookChange;
  /** Contacts joined or left a group. */
  "group.members-changed": BookChange & ({ joined: number } | { left: number });
  /** A group has another schedule, or none. */
  "group.schedule-changed": BookChange & { shifts: number | undefined };
  /** A group has another escalation order. */
  "group.escalation-changed": BookChange & { members: number };
  /** A message to a group went by its escalation order: nobody on call could be reached. */
  "group.nobody-on-call": { userName: string; group: string; told: string };

  /** A message was given up: the network or the gateway refuses it for good, or its attempts are used up. */
  "message.failed": MessageEnd & { error: string };
  /** Nobody knows whether the network took a message. */
  "message.unknown": MessageEnd & { error: string };
  /** The validity of a message passed before it could be sent; of a great many at once, those beyond 100 are counted. */
  "message.expired": { messageId: number; modem?: string; number: string } | { details: { messages: number } };
  /** A queued message was cancelled. */
  "message.cancelled": OfMessage;
  /** A message that had come to nothing was sent again: itself, or a copy of it. */
  "message.resent": OfMessage & { details?: { copy: number } };
  /** A message was deleted by a user. */
  "message.deleted": ByClient & ({ messageId: number; details: { state: MessageState } } | { incomingId: number });
  /** Failed messages were acknowledged: they no longer count for `/check.php`. */
  "messages.failures-acknowledged": { messages: number };
  /** A modem received something that is not a valid message. It is kept as it came. */
  "inbox.undecodable": { modem: string; incomingId: number; error: string | undefined };

  /** A modem is ready to send. */
  "modem.ready": OfModem & { operator: string | undefined; technology: string | undefined; port: string | undefined };
  /** A modem has no network. */
  "modem.searching": ModemProblem;
  /** A modem cannot send: SIM, PIN, registration, or its start failed. */
  "modem.out-of-service": ModemProblem;
  /** A modem does not answer, or its port is gone. */
  "modem.gone": ModemProblem;
  /** A modem's supervision failed. */
  "modem.stopped": ModemProblem;
  /** A step was taken to bring a modem back. */
  "modem.recovery": OfModem & { details: { step: RecordedStep; times: number } };
  /** Something about a modem needs attention, though it works. */
  "modem.notice": OfModem & { notice: string };
  /** Somebody called a modem's number. */
  "call.incoming": OfModem & { number: string | undefined };

  /** Nothing was sent by the first targets of a route for too long: messages take the next. */
  "route.diverted": RouteTrouble & { target: Target };
  /** Nothing was sent by any target of a route for too long: messages wait. */
  "route.waiting": RouteTrouble;
  /** The first target of a route can send again. */
  "route.restored": { target: Target; affected: AffectedMessages };
  /** A modem failed again and again: it gets no messages for a while. */
  "breaker.opened": OfModem & { restMs: number; failures: number; error: string };
  /** A modem that had failed again and again gets messages again. */
  "breaker.closed": OfModem;
  /** A SIM has sent four fifths of what it may send in a period. */
  "budget.low": OfModem & { details: BudgetUse };
  /** A SIM has sent all that it may send in a period. */
  "budget.spent": OfModem & { details: BudgetUse };

  /** Another gateway took this one's name, from a copy of its data directory: this one sends nothing. */
  "outbox.superseded": { node: string };
  /** The other gateway under this one's name has ended: this one sends again. */
  "outbox.resumed": { node: string };
  /** The data directory comes from another place: the gateway has a new name. */
  "gateway.copied": { node: string; before: string; database: "sqlite" | "postgres" };
  /** A user restarted the gateway. */
  "gateway.reboot": ByClient;
  /** A user stopped the gateway. */
  "gateway.halt": ByClient;
  /** The clock that the gateway follows was set: waiting messages were moved with it. */
  "clock.step": { clock: "machine" | "server"; byMs: number; messages: number; whileStopped: boolean };
  /** This machine's clock differs from the database server's. */
  "clock.off": { aheadMs: number };
  /** This machine's clock agrees with the database server's again. */
  "clock.right": Nothing;
  /** A TLS certificate was made. */
  "tls.certificate-made": { reason: string; fingerprint: string };
  /** Events are missing from the event log. */
  "events.dropped": { modem?: string; details: { kind: string; events: number; reason: DropReason } };

  /** Telegram refuses the bot's token. */
  "telegram.token-refused": Nothing;
  /** Telegram has given no updates for a while. */
  "telegram.trouble": { problem: string };
  /** Telegram gives updates again. */
  "telegram.back": Nothing;
  /** Somebody linked a telephone number to Telegram. */
  "telegram.linked": Person;
  /** A link to Telegram was ended, by its owner or on the command line. */
  "telegram.unlinked": Person & { by: "owner" | "operator" };
  /** Somebody blocked the bot. */
  "telegram.blocked": Partial<Person>;
  /** Somebody no longer blocks the bot. */
  "telegram.unblocked": Partial<Person>;
}

type Nothing = Record<never, never>;

interface ByUser {
  /** The system user who did it; absent on the command line. */
  userName?: string | undefined;
}

interface ByClient {
  /** The system user who asked for it. */
  userName: string;
  /** The client's. */
  address: string | undefined;
}

interface Named {
  /** The system user's. */
  name: string;
}

interface BookChange extends ByUser {
  /** The contact's or the group's. */
  name: string;
}

interface OfModem {
  /** Its name. */
  modem: string;
}

interface ModemProblem extends OfModem {
  /** What is wrong, in one sentence. */
  problem: string;
}

interface OfMessage {
  messageId: number;
  /** The recipient's. */
  number: string;
}

type MessageEnd = OfModem & OfMessage;

interface Person {
  /** As Telegram gives it. */
  name: string;
  /** Telephone number. */
  number: string;
}

/** From where and how often a user may call; absent: anywhere, any number. */
export interface CallLimits {
  networks?: readonly string[];
  requestsPerMinute?: number;
}

/** A row of a file of contacts that was not imported. */
export interface RefusedRow {
  line: number;
  name: string;
  problems: readonly string[];
}

/** How many contacts of an import had each outcome. */
export type ImportCounts = {
  added: number;
  changed: number;
  unchanged: number;
  refused: number;
  removed: number;
};

/** Steps of a modem's recovery that people are told of. */
export type RecordedStep = "start-again" | "reset" | "reopen" | "find" | "power";

interface RouteTrouble {
  /** Targets that could not send. */
  tried: readonly Target[];
  /** For how long. */
  forMs: number;
  /** Modems of these targets, and what is wrong with each; nothing when it has just come back. */
  modems: readonly { name: string; problem: string | undefined }[];
  affected: AffectedMessages;
}

/** Which messages a route is for: all, those to numbers that begin so, those that ask for its target. */
export type AffectedMessages = "all" | "asking" | { prefixes: readonly string[] };

type BudgetUse = {
  period: "minute" | "hour" | "day" | "month";
  /** Sent in this period. */
  parts: number;
  limit: number;
  /** What the SIM is known by: ICCID, IMSI, or the modem's IMEI or name. */
  sim: string;
};

/** Too many bytes of a kind; too many that wait for the database; too many of one modem. */
export type DropReason = "flood" | "database" | "modem";

export type EventKind = keyof EventData;

/** Something that happened in the gateway: one of a closed set of kinds, each with its own fields. */
export type DomainEvent<Kind extends EventKind = EventKind> = { [K in Kind]: { kind: K } & EventData[K] }[Kind];

export type EventSeverity = "info" | "warning" | "error";

/** An event as the event log keeps it. Of an earlier or a later version its kind may be any. */
export interface LoggedEvent {
  severity: EventSeverity;
  kind: string;
  /** One sentence, or several. */
  message: string;
  userName?: string;
  modem?: string;
  messageId?: number;
  /** Client's address. */
  address?: string;
  details?: Record<string, string | number | boolean>;
}

/** Takes what happens. */
export interface EventRecorder {
  /** Never throws, never waits. */
  record(event: DomainEvent): void;
}
