import type { Alarm, AlarmEntry } from "../messages/index.ts";
import { columns } from "../table.ts";
import { visible } from "../visible.ts";
import { timeText } from "./message-text.ts";

/** One line each, with headings. */
export function alarmList(alarms: readonly Alarm[]): string {
  if (alarms.length === 0) return "no alarms\n";
  const rows = alarms.map((alarm) => [
    alarm.state === "resolved" ? "-" : String(alarm.number),
    `id:${alarm.id}`,
    timeText(alarm.openedAt),
    alarm.drill ? `${alarm.state} (drill)` : alarm.state,
    alarm.severity,
    holderOf(alarm) ?? "-",
    visible(alarm.policy),
    visible(alarm.title),
  ]);
  return columns([["ALARM", "ID", "OPENED", "STATE", "SEVERITY", "WHO", "POLICY", "TITLE"], ...rows]);
}

/** All that is known of an alarm, and what has happened with it. */
export function alarmStory(alarm: Alarm, timeline: readonly AlarmEntry[]): string {
  const { nextAt, key, text, title, count } = alarm;
  const facts: [string, string | undefined][] = [
    ["Alarm", `${alarm.number} (id:${alarm.id})${alarm.drill ? ", a drill" : ""}`],
    ["Title", visible(title)],
    ["Text", text === title ? undefined : visible(text)],
    ["State", alarm.state],
    ["Severity", alarm.severity],
    ["Taken by", holderOf(alarm)],
    ["Policy", visible(alarm.policy)],
    ["Key", key === undefined ? undefined : visible(key)],
    ["Raised", count === 1 ? undefined : `${count} times`],
    ["Opened", timeText(alarm.openedAt)],
    ["Next step", alarm.state === "open" && nextAt !== undefined ? timeText(nextAt) : undefined],
    ["Opens again", alarm.state === "acknowledged" && nextAt !== undefined ? timeText(nextAt) : undefined],
    ["Resolved", alarm.resolvedAt === undefined ? undefined : timeText(alarm.resolvedAt)],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const lines = timeline.map((entry) => [timeText(entry.at), entryText(entry)]);
  return `${columns(known)}\n${columns(lines)}`;
}

/** A line of a timeline as a sentence. */
export function entryText({ kind, person = "somebody", way, address, step, round, door, detail }: AlarmEntry): string {
  const by = door === undefined ? "" : ` (${door})`;
  const why = detail === undefined ? "" : `: ${detail}`;
  const sentences: Readonly<Record<AlarmEntry["kind"], string>> = {
    opened: `opened${by}${why}`,
    added: `raised again${by}${why}`,
    "severity-raised": `raised again with a higher severity${by}${why}`,
    "opened-again": `opened again${by}${why}`,
    step: `step ${step ?? "?"} of round ${round ?? "?"}${why}`,
    told: `${person} is told by ${way ?? "?"}${address === undefined ? "" : ` at ${address}`}${why}`,
    joined: `${person} gets one message for several alarms${why}`,
    held: `${person} is told by ${way ?? "?"}${address === undefined ? "" : ` at ${address}`} within the minute: alarms went there less than a minute ago`,
    "not-told": `${person} is not told${why}`,
    undelivered: `the message to ${person} did not arrive${why}`,
    taken: `taken by ${person}${by}`,
    passed: `passed on by ${person}${by}`,
    "given-back": `given back by ${person}${by}`,
    "not-resolved": `not resolved in time${why}`,
    resolved: `resolved by ${person}${by}${why}`,
    unanswered: `nobody has answered${why}`,
    reported: `reported that nobody has answered${why}`,
    helped: `${person} sent an answer that was not understood${why}`,
    reminded: `${person} answered again and was told how it stands`,
    answered: `${person} answered ${detail ?? ""}${by}`,
    "drill-ended": `the drill is over${why}`,
    "no-place": `there was no room for another alarm, which is told by a message${why}`,
  };
  return visible(sentences[kind]);
}

const holderOf = ({ holder }: Alarm) => (holder === undefined ? undefined : visible(holder.name ?? holder.door));
