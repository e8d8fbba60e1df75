import {
  ALARM_SEVERITIES,
  ALARM_TITLE_CHARACTERS,
  type Alarm,
  type AlarmNews,
  type AlarmTelling,
  type Compose,
  type NewMessage,
  type Priority,
} from "../../messages/index.ts";
import { numberList } from "./numbers.ts";
import type { AlarmTexts } from "./texts.ts";

/** 6 h: a call that comes later finds an alarm that others were called for long ago. */
const VALID_MS = 6 * 3_600_000;
/** 600 characters of a message that carries several alarms: four parts. Numbers are in it, whatever there is no room for. */
const JOINED_CHARACTERS = 600;
/** 40 characters of a title in it: what it is about, and where. */
const JOINED_TITLE = 40;
/** 100 characters of a title in the news. */
const NEWS_TITLE = 100;

const PRIORITIES: Readonly<Record<Alarm["severity"], Priority>> = { info: 0, warning: 1, critical: 2 };

/** What messages of alarms are made with. */
export interface Writing {
  texts: () => AlarmTexts;
  laneOf: (message: NewMessage) => string;
  now: () => number;
}

/** What every message of an alarm has in common. */
export function alarmMessage(
  { laneOf, now }: Pick<Writing, "laneOf" | "now">,
  message: Pick<NewMessage, "recipient" | "text" | "kind" | "channel" | "priority">,
): NewMessage {
  const at = now();
  const whole: NewMessage = { ...message, flash: false, source: "alarm", sendAt: at, expiresAt: at + VALID_MS };
  return { ...whole, lane: laneOf(whole) };
}

/** Makes what puts all that a person is told by one way into one message. */
export const createCompose =
  (writing: Writing): Compose =>
  ({ tellings, alarms, called }) => {
    const { way, address } = tellings[0] ?? { way: "sms", address: "" };
    const severities = alarms.map(({ severity }) => severity);
    const severity = ALARM_SEVERITIES.findLast((each) => severities.includes(each)) ?? "info";
    // A drill does not keep the modem from what is real.
    const priority = alarms.every(({ drill }) => drill) ? 0 : PRIORITIES[severity];
    if (way === "ring") {
      const message = { recipient: address, text: "", kind: "ring", channel: "sms", priority } as const;
      return { message: alarmMessage(writing, message) };
    }
    const { text, subject, detail } = textOf({ tellings, alarms, called }, writing.texts());
    const why = detail === undefined ? {} : { detail };
    if (way === "email") {
      // Mail carries no answer back.
      const [first] = tellings;
      const payload = { to: address, subject, text: `${text}\n`, alarm: first?.alarmId ?? 0 };
      const eventId = `alarm-telling-${first?.id ?? 0}`;
      return { job: { eventId, kind: "email", destination: "email", payload }, ...why };
    }
    return {
      message: alarmMessage(writing, { recipient: address, text, kind: "text", channel: way, priority }),
      ...why,
    };
  };

type Told = Parameters<Compose>[0];

/** Pure. */
function textOf(
  { tellings, alarms, called }: Told,
  texts: AlarmTexts,
): { text: string; subject: string; detail?: string } {
  const byId = new Map(alarms.map((alarm) => [alarm.id, alarm]));
  const news = [...newsLines(tellings, { byId, texts }), ...noPlaceLines(tellings, texts)];
  const ids = new Set(tellings.flatMap((telling) => (telling.news === undefined ? [telling.alarmId] : [])));
  const calls = alarms.filter(({ id }) => ids.has(id));
  const [only] = calls;
  const answers = tellings[0]?.way !== "email";
  if (only === undefined) return { text: news.join("\n"), subject: news[0] ?? "", ...joined(tellings, alarms, 0) };
  if (calls.length === 1) {
    const heading = headingOf(only, texts);
    const reply = called > 1 ? texts.replyNumber(only.number) : texts.replyOne;
    const lines = [...news, `${heading}: ${line(only.title)}`, ...bodyOf(only), ...(answers ? [reply] : [])];
    const subject = texts.mailSubject(heading, line(only.title));
    return { text: lines.join("\n"), subject, ...joined(tellings, alarms, 0) };
  }
  const { lines, leftOut } = listOf(calls, texts);
  const [first] = calls;
  // An answer without a number takes what is real, and leaves drills.
  const isDrill = calls.every(({ drill }) => drill) && called > calls.length;
  const reply = isDrill ? texts.replyNumber(first?.number ?? 1) : texts.replyAll(called, first?.number ?? 1);
  const text = [...news, ...lines, ...(answers ? [reply] : [])].join("\n");
  return { text, subject: lines[0] ?? "", ...joined(tellings, alarms, leftOut) };
}

const headingOf = ({ number, severity, drill, state }: Alarm, texts: AlarmTexts): string =>
  texts.heading({ number, severity, drill, unanswered: state === "unanswered" });

/** The text, unless the title says it all: of `shop is down: answered 503` the title is not said twice. */
function bodyOf({ title, text }: Pick<Alarm, "title" | "text">): string[] {
  const body = text.trim();
  if (line(body) === line(title)) return [];
  if (!body.startsWith(title)) return [body];
  const rest = body.slice(title.length);
  // A title that was cut goes on; another one that ends within a word is not this one.
  if (title.length < ALARM_TITLE_CHARACTERS && /^[\p{L}\d]/u.test(rest)) return [body];
  const said = rest.replace(/^[\s:;,.–-]+/, "").trim();
  return said === "" ? [] : [said];
}

/** The worst first; those without room are there by their numbers. */
function listOf(calls: readonly Alarm[], texts: AlarmTexts): { lines: string[]; leftOut: number } {
  const rank = ({ severity }: Alarm) => ALARM_SEVERITIES.indexOf(severity);
  const sorted = calls.toSorted((one, other) => rank(other) - rank(one) || one.number - other.number);
  const isDrill = calls.every((alarm) => alarm.drill);
  const lines = [`${isDrill ? `${texts.drill}: ` : ""}${texts.several(calls.length)}`];
  let room = JOINED_CHARACTERS;
  let shown = 0;
  for (const { number, title } of sorted) {
    const each = `${number} ${cut(line(title), JOINED_TITLE)}`;
    if (each.length + 1 > room) break;
    room -= each.length + 1;
    shown += 1;
    lines.push(each);
  }
  const rest = sorted.slice(shown);
  if (rest.length > 0) lines.push(`${texts.andMore(rest.length)} ${numberList(rest.map(({ number }) => number))}`);
  return { lines, leftOut: rest.length };
}

/** One as a whole; of several the titles, as far as there is room. */
function noPlaceLines(tellings: readonly AlarmTelling[], texts: AlarmTexts): string[] {
  const all = tellings.flatMap(({ news }) => (news?.what === "no-place" ? [news] : []));
  const [only, ...others] = all;
  if (only === undefined) return [];
  if (others.length === 0) return [texts.noPlace(line(only.title)), ...bodyOf(only)];
  let room = JOINED_CHARACTERS;
  const shown = all.flatMap(({ title }) => {
    const each = cut(line(title), JOINED_TITLE);
    room -= each.length + 1;
    return room < 0 ? [] : [each];
  });
  const left = all.length - shown.length;
  return [texts.severalNoPlace(all.length), ...shown, ...(left === 0 ? [] : [`+ ${left}`])];
}

type Happened = Exclude<AlarmNews, { what: "no-place" }>;

/** Of what happened in the same way, one line. */
function newsLines(
  tellings: readonly AlarmTelling[],
  { byId, texts }: { byId: ReadonlyMap<number, Alarm>; texts: AlarmTexts },
): string[] {
  const news = tellings.filter((telling): telling is AlarmTelling & { news: Happened } => {
    return telling.news !== undefined && telling.news.what !== "no-place";
  });
  const groups = Map.groupBy(
    news,
    (telling) => `${telling.news.what} ${telling.news.by ?? byId.get(telling.alarmId)?.severity}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const about = [...new Set(group.map(({ alarmId }) => alarmId))].flatMap((id) => byId.get(id) ?? []);
    const [alarm] = about;
    if (first === undefined || alarm === undefined) return [];
    const title = about.length === 1 ? cut(line(alarm.title), NEWS_TITLE) : undefined;
    const numbers = numberList(about.map(({ number }) => number));
    return [texts.news(first.news, { numbers, count: about.length, severity: alarm.severity, title })];
  });
}

/** What the timelines say of a message with several alarms. */
function joined(tellings: readonly AlarmTelling[], alarms: readonly Alarm[], leftOut: number): { detail?: string } {
  if (alarms.length < 2) return {};
  const numbers = numberList(alarms.map(({ number }) => number));
  const limit = `${tellings.length} things to tell within a minute, in one message: alarms ${numbers}`;
  return { detail: leftOut === 0 ? limit : `${limit}; ${leftOut} of them without their titles` };
}

const line = (text: string) => text.replaceAll(/\s+/g, " ").trim();

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text
    .slice(0, longest - 2)
    .toWellFormed()
    .trimEnd()}..`;
}
