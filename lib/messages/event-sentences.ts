import { maskNumber } from "../visible.ts";
import type {
  AffectedMessages,
  CallLimits,
  DomainEvent,
  DropReason,
  EventKind,
  EventSeverity,
  ImportCounts,
  RecordedStep,
  RefusedRow,
} from "./events.ts";
import { describeTarget, type Target } from "./lanes.ts";

/** How one kind of event reads. */
export interface EventWording<Event> {
  severity: EventSeverity;
  /** Whether this particular event is a warning although its kind is not. */
  isWarning?: (event: Event) => boolean;
  sentence: (event: Event) => string;
}

const info = <Event>(sentence: (event: Event) => string): EventWording<Event> => ({ severity: "info", sentence });
const warning = <Event>(sentence: (event: Event) => string): EventWording<Event> => ({ severity: "warning", sentence });
const error = <Event>(sentence: (event: Event) => string): EventWording<Event> => ({ severity: "error", sentence });

/** Every sentence of the event log. */
export const EVENT_WORDINGS: { readonly [Kind in EventKind]: EventWording<DomainEvent<Kind>> } = {
  "api.php.refused": warning(({ explanation }) => explanation),
  "alerts.refused": warning(({ explanation }) => explanation),
  "check.php.refused": warning(({ explanation }) => explanation),
  "commands.php.refused": warning(({ explanation }) => explanation),
  "isms.refused": warning(({ explanation }) => explanation),
  "rest.refused": warning(({ explanation }) => explanation),
  "auth.throttled": warning(() => "Too many wrong passwords: further attempts are refused without a check"),

  "user.added": info(({ name }) => `User ${name} was added`),
  "user.removed": info(({ name }) => `User ${name} was removed`),
  "user.enabled": info(({ name }) => `User ${name} was enabled`),
  "user.disabled": info(({ name }) => `User ${name} was disabled`),
  "user.password-changed": info(({ name }) => `The password of user ${name} was changed`),
  "user.permissions-changed": info(
    ({ name, permissions }) => `Permissions of user ${name} are now: ${permissions.join(", ") || "none"}`,
  ),
  "user.limits-changed": info((event) => `User ${event.name} may now send requests ${describeLimits(event)}`),

  "contact.added": info(({ name }) => `Contact ${name} was added`),
  "contact.changed": info(({ name }) => `Contact ${name} was changed`),
  "contact.removed": info(({ name }) => `Contact ${name} was removed`),
  "contacts.imported": {
    severity: "info",
    isWarning: ({ refusedRows }) => refusedRows.length > 0,
    sentence: ({ source, details, refusedRows }) =>
      `Contacts were imported from ${source}: ${describeCounts(details)}${namesOf(refusedRows)}`,
  },
  "contacts.import-failed": error(({ source, problem }) => `Contacts were not imported from ${source}: ${problem}`),
  "group.added": info(({ name }) => `Group ${name} was added`),
  "group.renamed": info(({ groupId, name }) => `Group ${groupId} is now called ${name}`),
  "group.removed": info(({ name }) => `Group ${name} was removed`),
  "group.members-changed": info((event) =>
    "joined" in event
      ? `Group ${event.name} gained ${event.joined} ${event.joined === 1 ? "member" : "members"}`
      : `Group ${event.name} lost ${event.left} ${event.left === 1 ? "member" : "members"}`,
  ),
  "group.schedule-changed": info(({ name, shifts }) =>
    shifts === undefined ? `Group ${name} no longer has a schedule` : `Group ${name} has ${shifts} shifts`,
  ),
  "group.escalation-changed": info(
    ({ name, members }) => `Group ${name} has ${members} members in its escalation order`,
  ),
  "group.nobody-on-call": warning(
    ({ group, told }) =>
      `Nobody on call in group ${group} can be reached: the message went to ${told}, by the escalation order`,
  ),

  "message.failed": error(({ number, error }) => `The message to ${maskNumber(number)} was not sent: ${error}`),
  "message.unknown": warning(
    ({ number, error }) => `Nobody knows whether the network took the message to ${maskNumber(number)}: ${error}`,
  ),
  "message.expired": warning((event) => {
    if ("number" in event) return `The message to ${maskNumber(event.number)} was not sent: its validity has passed`;
    const { messages } = event.details;
    return `${messages} more ${messages === 1 ? "message was" : "messages were"} not sent: their validity has passed`;
  }),
  "message.cancelled": info(({ number }) => `The message to ${maskNumber(number)} was cancelled`),
  "message.resent": info(({ number, details }) => {
    const what = details === undefined ? "was queued again" : `was sent again as message ${details.copy}`;
    return `The message to ${maskNumber(number)} ${what}`;
  }),
  "message.deleted": info((event) =>
    "messageId" in event
      ? `The outgoing message ${event.messageId} was deleted`
      : `The incoming message ${event.incomingId} was deleted`,
  ),
  "messages.failures-acknowledged": info(
    ({ messages }) => `All messages that had failed were acknowledged: ${messages}`,
  ),
  "inbox.undecodable": warning(
    ({ incomingId, error }) =>
      `A received PDU cannot be read and is kept as message in-${incomingId}: ${error ?? "unknown reason"}`,
  ),

  "modem.ready": info(({ operator, technology, port }) => {
    const network = [operator, technology].filter((word) => word !== undefined).join(", ");
    const where = port === undefined ? "" : ` at ${port}`;
    return `The modem${where} is ready${network === "" ? "" : ` (${network})`}.`;
  }),
  "modem.searching": info(({ problem }) => problem),
  "modem.out-of-service": warning(({ problem }) => problem),
  "modem.gone": warning(({ problem }) => problem),
  "modem.stopped": warning(({ problem }) => problem),
  "modem.recovery": warning(({ details }) => STEPS[details.step]),
  "modem.notice": warning(({ notice }) => notice),
  "call.incoming": info(({ number }) => `${number ?? "An unknown number"} called`),

  "route.diverted": warning((event) => `${routeTrouble(event)} now take ${describeTarget(event.target)}`),
  "route.waiting": warning((event) => `${routeTrouble(event)} wait`),
  "route.restored": info(
    ({ target, affected }) => `${sentenceStart(target)} can send again and takes ${messagesOf(affected)}`,
  ),
  "breaker.opened": warning(
    ({ modem, restMs, failures, error }) =>
      `${modem} gets no messages for ${seconds(restMs)}, then one trial message: it failed ${failures} times in a row, most recently with: ${error}`,
  ),
  "breaker.closed": info(({ modem }) => `${modem} sends again: the trial message was sent`),
  "budget.low": warning(
    ({ modem, details: { period, parts, limit } }) =>
      `The SIM in ${modem} has sent ${parts} of its ${limit} parts of this ${period}`,
  ),
  "budget.spent": warning(
    ({ modem, details: { period, parts, limit } }) =>
      `The SIM in ${modem} has sent ${parts} of its ${limit} parts of this ${period}: messages wait for the next ${period} or take another modem`,
  ),

  "outbox.superseded": error(
    ({ node }) =>
      `Another gateway has started under the name ${node}, from a copy of this data directory: this gateway sends nothing while the other one runs. Stop one of them, and remove the file "node" from the copy before starting it again.`,
  ),
  "outbox.resumed": info(({ node }) => `The other gateway under the name ${node} has stopped: this one sends again.`),
  "gateway.copied": warning(({ before, node, database }) => {
    const queue =
      database === "sqlite"
        ? " If the gateway there still runs, both send the messages that were queued when it was copied."
        : "";
    return `The data directory was copied, restored or moved here from another place, where the gateway is called ${before}: this gateway is now called ${node}.${queue}`;
  }),
  "gateway.reboot": warning(() => "A restart of the gateway was requested"),
  "gateway.halt": warning(() => "A halt of the gateway was requested"),
  "clock.step": warning(({ clock, byMs, messages, whileStopped }) => {
    const whose = clock === "server" ? "The database server's" : "This machine's";
    const when = whileStopped ? " while the gateway was not running" : "";
    const what = messages === 1 ? "1 waiting message was" : `${messages} waiting messages were`;
    return `${whose} clock was set ${byMs > 0 ? "forward" : "back"} by ${describeSpan(byMs)}${when}: ${what} moved with it.`;
  }),
  "clock.off": warning(
    ({ aheadMs }) =>
      `This machine's clock is ${describeSpan(aheadMs)} ${aheadMs > 0 ? "ahead of" : "behind"} the database server's: the gateway follows the server's. Set this machine's clock (NTP).`,
  ),
  "clock.right": info(() => "This machine's clock agrees with the database server's again."),
  "tls.certificate-made": info(
    ({ reason, fingerprint }) => `A TLS certificate was created: ${reason}. Its SHA-256 is ${fingerprint}`,
  ),
  "events.dropped": warning(
    ({ details: { kind, events, reason } }) => `${events} events of kind ${kind} were dropped: ${WHY_DROPPED[reason]}`,
  ),

  "telegram.token-refused": error(
    () =>
      "Telegram refused the bot's token: messages for Telegram go by SMS or fail. Set --telegram-token to the token that BotFather shows.",
  ),
  "telegram.trouble": warning(({ problem }) => `Telegram sends no updates: ${problem}`),
  "telegram.back": info(() => "Telegram sends updates again"),
  "telegram.linked": info(({ name, number }) => `${name} has linked ${maskNumber(number)} to Telegram`),
  "telegram.unlinked": info(({ name, number, by }) =>
    by === "owner"
      ? `${name} has unlinked ${maskNumber(number)} from Telegram`
      : `${name} was unlinked from Telegram on the command line`,
  ),
  "telegram.blocked": info((person) => `${whoOf(person)} has blocked the bot`),
  "telegram.unblocked": info((person) => `${whoOf(person)} no longer blocks the bot`),
};

const STEPS: Readonly<Record<RecordedStep, string>> = {
  "start-again": "The modem is set up again.",
  reset: "The modem is restarted (AT+CFUN=1,1).",
  reopen: "The modem's port is closed and opened again.",
  find: "The modem was found under another device name.",
  power: "The modem's power is switched off and on.",
};

const WHY_DROPPED: Readonly<Record<DropReason, string>> = {
  flood: "too many in a short time",
  database: "too many waited for the database",
  modem: "the modem caused too many",
};

/** `from 10.0.0.0/8, 60 requests a minute` */
export function describeLimits({ networks, requestsPerMinute }: CallLimits): string {
  const from = networks === undefined ? "from any address" : `from ${networks.join(", ")}`;
  const rate = requestsPerMinute === undefined ? "any number of requests" : `${requestsPerMinute} requests`;
  return `${from}, ${rate} a minute`;
}

/** `12 added, 3 changed, …` */
export function describeCounts({ added, changed, unchanged, removed, refused }: ImportCounts): string {
  return `${added} added, ${changed} changed, ${removed} removed, ${unchanged} unchanged, ${refused} refused`;
}

/**
 * 20: enough to see what is wrong with the file; more would make the event unreadable. The import's report lists all
 * rows.
 */
const ROWS_NAMED = 20;

function namesOf(rows: readonly RefusedRow[]): string {
  if (rows.length === 0) return "";
  const shown = rows.slice(0, ROWS_NAMED);
  const texts = shown.map(({ line, name, problems }) => `line ${line} (${name}): ${problems.join(", ")}`);
  const more = rows.length > shown.length ? `; and ${rows.length - shown.length} more` : "";
  return `. Refused: ${texts.join("; ")}${more}`;
}

function routeTrouble({ tried, forMs, modems, affected }: DomainEvent<"route.waiting" | "route.diverted">): string {
  const minutes = Math.round(forMs / 60_000);
  const since = minutes > 0 ? `${minutes} min` : seconds(forMs);
  const whose = tried.map((each) => describeTarget(each)).join(" and ");
  return `Nothing could be sent by ${whose} for ${since} (${reasons(modems)}): ${messagesOf(affected)}`;
}

function reasons(modems: DomainEvent<"route.waiting">["modems"]): string {
  if (modems.length === 0) return "no such modem";
  const shown = modems.slice(0, 4).map(({ name, problem }) => `${name} ${problem ?? "is ready again"}`);
  return modems.length > shown.length ? `${shown.join(", ")} and others` : shown.join(", ");
}

/** `messages to +49… and +41…`, `messages`. */
function messagesOf(affected: AffectedMessages): string {
  if (affected === "all") return "messages";
  if (affected === "asking") return "messages that ask for it";
  return `messages to ${affected.prefixes.map((prefix) => `${prefix}…`).join(" and ")}`;
}

function sentenceStart(target: Target): string {
  const text = target.kind === "any" ? "a modem" : describeTarget(target);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const whoOf = ({ name, number }: { name?: string; number?: string }) =>
  name === undefined || number === undefined ? "Somebody" : `${name} (${maskNumber(number)})`;

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;

/** `28 s`, `10 min`, `3 h`, `3 days`; the sign is ignored. */
function describeSpan(ms: number): string {
  const size = Math.round(Math.abs(ms) / 1_000);
  if (size < 120) return `${size} s`;
  const minutes = Math.round(size / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
