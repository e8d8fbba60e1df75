import {
  type AnyMessage,
  errorIn,
  type IncomingMessage,
  type OutgoingMessage,
  type OutgoingPart,
  type TimelineEntry,
} from "../messages/index.ts";
import { contentOf } from "../routing/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";

/** All that is known about a message that was accepted. */
interface MessageStory {
  message: OutgoingMessage;
  parts: readonly OutgoingPart[];
  timeline: readonly TimelineEntry[];
}

/** Interfaces, as people know them; any other by its own name. */
const SOURCES: Readonly<Record<string, string>> = {
  "api.php": "/api.php",
  rest: "the REST API",
  isms: "the iSMS interface",
  alerts: "the alert interface",
  resend: "aldis message resend",
};

/** 40 characters of a text in a list: enough to recognize a message; more would widen every row. */
const SHORT_TEXT = 40;
const DUPLICATE = "may be a duplicate";

/** One line each, with headings. */
export function listText(messages: readonly AnyMessage[]): string {
  if (messages.length === 0) return "no messages\n";
  return columns([["ID", "TIME", "STATE", "NUMBER", "BY", "TEXT", ""], ...messages.map(rowOf)]);
}

function rowOf(any: AnyMessage): string[] {
  if (any.direction === "incoming") {
    const { id, receivedAt, state, sender = "-", modem } = any.message;
    const shownState = state === "complete" ? "incoming" : state;
    return [`in-${id}`, timeText(receivedAt), shownState, sender, modem, shortened(contentOf(any.message).text), ""];
  }
  const { id, createdAt, state, recipient, modem, text, kind, mayBeDuplicate } = any.message;
  const what = kind === "ring" ? "(ring)" : shortened(text);
  return [String(id), timeText(createdAt), state, recipient, modem ?? "-", what, mayBeDuplicate ? DUPLICATE : ""];
}

/** What is known (with the name of the user who sent it, when that still exists), its parts, and what happened to it, oldest first. */
export function storyText(
  { message, parts, timeline }: MessageStory,
  { userName, waitsBecause }: { userName?: string | undefined; waitsBecause?: string | undefined } = {},
): string {
  const isTried = message.state === "queued" && waitsBecause === undefined;
  const facts: [string, string | undefined][] = [
    ["Message:", String(message.id)],
    ["State:", message.mayBeDuplicate ? `${message.state}, ${DUPLICATE}` : message.state],
    ["To:", message.recipient],
    ["By:", message.via === "sms" ? (message.kind === "ring" ? "call" : "SMS") : "Telegram"],
    ["Only by:", message.askedModem === undefined ? undefined : `modem ${message.askedModem}`],
    ["Accepted:", `${timeText(message.createdAt)} by ${SOURCES[message.source] ?? message.source}`],
    ["User:", userName ?? (message.userId === undefined ? undefined : `ID ${message.userId}, which no longer exists`)],
    ["Next attempt:", isTried ? timeText(message.dueAt) : undefined],
    ["Waits:", waitsBecause],
    ["Valid until:", timeText(message.expiresAt)],
    ["Attempts:", String(message.attempts)],
    ["Last error:", errorIn(message.state, message.lastError) || undefined],
    ["Text:", message.kind === "ring" ? undefined : message.textGone ? "[text deleted]" : printable(message.text)],
  ];
  const shown = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)]]));
  return [columns(shown), partsText(parts), timelineText(timeline)].filter((part) => part !== "").join("\n");
}

/** What is known about an incoming message. Its text comes last, with its own lines. */
export function incomingText(message: IncomingMessage): string {
  const facts: [string, string | undefined][] = [
    ["Message:", `in-${message.id}`],
    ["State:", incomingState(message)],
    ["From:", message.sender ?? "-"],
    ["By:", `${message.channel === "sms" ? "SMS" : "Telegram"}, ${message.modem}`],
    ["Sent:", message.sentAt === undefined ? undefined : timeText(message.sentAt)],
    ["Received:", timeText(message.receivedAt)],
    ["Kind:", message.kind === "text" ? undefined : KINDS[message.kind]],
    ["Replaces:", message.replaces === undefined ? undefined : `in-${message.replaces}`],
    ["Replaced by:", message.replacedBy === undefined ? undefined : `in-${message.replacedBy}`],
  ];
  const shown = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, printable(value)]]));
  // Its lines are indented, so that none of them looks like one of the facts.
  const lines = contentOf(message).text.split(/\r\n|[\n\r]/);
  return columns([...shown, ...lines.map((line, at) => [at === 0 ? "Text:" : "", visible(line)])]);
}

const KINDS: Readonly<Record<Exclude<IncomingMessage["kind"], "text">, string>> = {
  flash: "flash message",
  silent: "silent message (type 0)",
  replace: "replaces the one before of its sender and type",
  waiting: "message-waiting indication",
  mms: "MMS notice: the gateway cannot fetch it",
  "wap-push": "WAP push",
  binary: "binary message",
  undecodable: "cannot be read",
  call: "call, not answered",
};

function incomingState({ state, parts: { total, present } }: IncomingMessage): string {
  if (state === "complete" || state === "undecodable") return state;
  return `${state}: of ${total} parts ${present.join(", ")} ${present.length === 1 ? "is" : "are"} there`;
}

function partsText(parts: readonly OutgoingPart[]): string {
  if (parts.length === 0) return "";
  const rows = parts.map(({ position, state, modem, sim, reference, sentAt }) => [
    String(position),
    state,
    modem ?? "-",
    sim ?? "-",
    reference === undefined ? "-" : String(reference),
    sentAt === undefined ? "-" : timeText(sentAt),
  ]);
  return `${columns([["PART", "STATE", "MODEM", "SIM", "REFERENCE", "SENT"], ...rows])}`;
}

function timelineText(timeline: readonly TimelineEntry[]): string {
  const rows = timeline.map(({ at, state, position, modem, detail }) => [
    timeText(at),
    position === undefined ? state : `part ${position} ${state}`,
    modem ?? "",
    printable(detail ?? ""),
  ]);
  return columns([["TIME", "STATE", "MODEM", ""], ...rows]);
}

/** `2026-01-05T12:00:03Z` */
export const timeText = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

function shortened(text: string): string {
  const line = printable(text);
  return [...line].length > SHORT_TEXT ? `${[...line].slice(0, SHORT_TEXT - 1).join("")}…` : line;
}

/** On one line, and without what a terminal would obey: a text comes from anybody. */
const printable = (text: string): string => visible(text.replaceAll(/\s+/g, " "));
