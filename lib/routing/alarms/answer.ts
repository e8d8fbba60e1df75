import type {
  Alarm,
  AlarmActor,
  AlarmAnswer,
  AlarmCase,
  AlarmDecision,
  NewMessage,
  RequestedChannel,
} from "../../messages/index.ts";
import { act, isHolder } from "./act.ts";
import { alarmMessage, type Writing } from "./compose.ts";
import { numberList } from "./numbers.ts";
import { type Answer, readAnswer } from "./reading.ts";

/** A message of somebody who may have been called. */
interface Replied {
  text: string;
  /** The number that it came from, as messages have it. */
  address: string;
  channel: "sms" | "telegram";
  now: number;
}

/** What a message means to those alarms. `isAnswer`: it is no ordinary message, and rules do not see it. */
interface ReadReply extends AlarmAnswer {
  isAnswer: boolean;
}

const NOTHING: ReadReply = { isAnswer: false, decisions: new Map() };

/**
 * Makes what reads messages of people who were called. It answers each at once: who has what now, or how to answer. Pure.
 */
export const createReplyReader =
  (writing: Writing) =>
  (replied: Replied, called: readonly AlarmCase[]): ReadReply => {
    const { address, now } = replied;
    const mine = called.filter(({ calls }) => calls.some((call) => call.address === address && wasTold(call)));
    const open = mine.filter(({ alarm }) => alarm.state !== "resolved");
    const answer = readAnswer(replied.text);
    if (mine.length === 0) return NOTHING;
    if (open.length === 0) return answer === undefined ? NOTHING : sayOver(replied, overOf(answer, mine), writing);
    const by = actorOf(mine, replied);
    const waiting = open.filter(({ alarm }) => alarm.state === "open" || alarm.state === "unanswered");
    const [first] = waiting;
    if (answer?.isAgreement && first !== undefined && wasOtherLast(mine, { address, by })) {
      const numbers = numberList(waiting.map(({ alarm }) => alarm.number));
      const text = writing.texts().whichOne(numbers, waiting.length, first.alarm.number);
      return remind(replied, { concerned: waiting, text }, writing);
    }
    const over = answer === undefined ? [] : namedOver(answer, { mine, open });
    const targets = answer && targetsOf(answer, { open, over, by });
    if (answer === undefined || targets === undefined) return help(replied, open, writing);
    const decisions = new Map<number, AlarmDecision>();
    const lines: { kind: Outcome; found: AlarmCase }[] = [];
    for (const found of targets) {
      const decision = act(found, { act: { kind: answer.act }, by, at: address }, now);
      if (decision !== undefined) decisions.set(found.alarm.id, decision);
      lines.push({ kind: outcomeOf(found, { answer, isDone: decision !== undefined }), found });
    }
    if (lines.length === 0) return sayOver(replied, over, writing);
    const ended = over.length === 0 ? [] : [overText(over, writing)];
    const text = [describe(lines, writing), ...ended].join("\n");
    return decisions.size === 0
      ? remind(replied, { concerned: [...targets, ...over], text }, writing)
      : { ...tell(replied, text, writing), decisions };
  };

/** 3 answers that change nothing: a machine that answers the answers gets no fourth for the same alarm. */
const MOST_REMINDERS = 3;

/** Says how it stands to somebody whose answer changes nothing. */
function remind(
  replied: Replied,
  { concerned, text }: { concerned: readonly AlarmCase[]; text: string },
  writing: Writing,
): ReadReply {
  const { address } = replied;
  const left = concerned.filter(({ reminded }) => reminded.filter((each) => each === address).length < MOST_REMINDERS);
  if (left.length === 0) return { isAnswer: true, decisions: new Map() };
  const entry = { kind: "reminded", person: actorOf(left, replied).name ?? address, address } as const;
  return {
    ...tell(replied, text, writing),
    decisions: new Map(left.map(({ alarm }) => [alarm.id, { alarm: {}, entries: [entry] }])),
  };
}

const sayOver = (replied: Replied, over: readonly AlarmCase[], writing: Writing): ReadReply =>
  remind(replied, { concerned: over, text: overText(over, writing) }, writing);

const overText = (over: readonly AlarmCase[], { texts }: Writing): string =>
  texts().isOver(numberList(over.map(({ alarm }) => alarm.number)));

/** Nobody answers what still waits for a modem, or was never sent. A ring says nothing, and mail carries no answer. */
const wasTold = ({ hasGone, droppedAt, way }: AlarmCase["calls"][number]) =>
  hasGone === true && droppedAt === undefined && way !== "email" && way !== "ring";

/**
 * Whether what the person was told last is news, or what became of an answer, and no call: *ok* means that then, and not an alarm that the
 * person was called for before.
 */
function wasOtherLast(mine: readonly AlarmCase[], { address, by }: { address: string; by: AlarmActor }): boolean {
  const timesOf = (tellings: AlarmCase["calls"]) =>
    tellings.flatMap((each) => (each.address === address && wasTold(each) ? (each.toldAt ?? []) : []));
  const called = Math.max(0, ...mine.flatMap(({ calls }) => timesOf(calls)));
  const news = Math.max(0, ...mine.flatMap((found) => timesOf(found.news)));
  const answered = Math.max(0, ...mine.map((found) => (isHolder(found, by) ? (found.alarm.acknowledgedAt ?? 0) : 0)));
  return Math.max(news, answered) > called;
}

/** Who answers: whoever was called at the number. */
function actorOf(mine: readonly AlarmCase[], { address, channel }: Replied): AlarmActor {
  const call = mine.flatMap(({ calls }) => calls).findLast((each) => each.address === address);
  return {
    door: channel,
    name: call?.person ?? address,
    ...(call?.contactId === undefined ? {} : { contactId: call.contactId }),
  };
}

/** The resolved alarms that an answer names. */
function namedOver(
  { numbers }: Answer,
  { mine, open }: { mine: readonly AlarmCase[]; open: readonly AlarmCase[] },
): readonly AlarmCase[] {
  const isOpen = (number: number) => open.some(({ alarm }) => alarm.number === number);
  return mine.filter(({ alarm }) => numbers.includes(alarm.number) && !isOpen(alarm.number));
}

/** Those that an answer means where nothing is open. */
function overOf({ numbers }: Answer, mine: readonly AlarmCase[]): readonly AlarmCase[] {
  const named = mine.filter(({ alarm }) => numbers.includes(alarm.number));
  return named.length > 0 ? named : mine;
}

/** The alarms that an answer is about; `undefined`: nobody can tell. */
function targetsOf(
  { act: what, numbers, perhaps }: Answer,
  { open, over, by }: { open: readonly AlarmCase[]; over: readonly AlarmCase[]; by: AlarmActor },
): readonly AlarmCase[] | undefined {
  const named = (list: readonly number[]) => open.filter(({ alarm }) => list.includes(alarm.number));
  if (numbers.length > 0) {
    const left = new Set(numbers.filter((number) => !over.some(({ alarm }) => alarm.number === number)));
    const all = named([...left]);
    // One that the person was not called for: better to ask than to take another.
    return all.length === left.size ? all : undefined;
  }
  const meant = named(perhaps);
  if (meant.length > 0) return meant;
  const held = open.filter((found) => isHolder(found, by));
  const free = open.filter(({ alarm }) => alarm.state === "open" || alarm.state === "unanswered");
  // Whoever does not say which means what is real.
  const real = free.filter(({ alarm }) => !alarm.drill);
  const asked = real.length > 0 ? real : free;
  if (what === "take") return asked.length > 0 ? asked : open;
  if (what === "pass") return asked.length > 0 ? asked : held.length > 0 ? held : open;
  if (held.length > 0) return held;
  const drills = free.filter(({ alarm }) => alarm.drill);
  const left = real.length > 0 ? open.filter(({ alarm }) => !alarm.drill) : drills.length > 0 ? drills : open;
  return left.length === 1 ? left : undefined;
}

type Outcome = "taken" | "passed" | "resolved" | "drill" | "held" | "passed-before";

function outcomeOf({ alarm }: AlarmCase, { answer, isDone }: { answer: Answer; isDone: boolean }): Outcome {
  if (alarm.drill && answer.act !== "resolve") return "drill";
  if (!isDone) return alarm.state === "acknowledged" ? "held" : "passed-before";
  if (answer.act === "take") return "taken";
  return answer.act === "resolve" ? "resolved" : "passed";
}

function describe(lines: readonly { kind: Outcome; found: AlarmCase }[], { texts }: Writing): string {
  const words = texts();
  const groups = Map.groupBy(lines, ({ kind, found }) => (kind === "held" ? `held ${holderOf(found)}` : kind));
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { found, kind } = first;
      const numbers = numberList(group.map((each) => each.found.alarm.number));
      switch (kind) {
        case "taken": {
          const title = group.length === 1 ? short(found.alarm) : undefined;
          return [words.taken({ numbers, count: group.length, title })];
        }
        case "passed":
          return [words.passed(numbers)];
        case "resolved":
          return [words.resolved(numbers)];
        case "drill":
          return [words.drillAnswered(numbers)];
        case "held":
          return [words.hasIt(numbers, holderOf(found))];
        case "passed-before":
          return [words.isPassed(numbers)];
        default:
          return kind satisfies never;
      }
    })
    .join("\n");
}

const holderOf = ({ alarm: { holder } }: AlarmCase): string => holder?.name ?? holder?.door ?? "";

/** 60 characters of the title: whoever answers has just read it. */
const TITLE_CHARACTERS = 60;
const short = ({ title }: Alarm) => title.replaceAll(/\s+/g, " ").trim().slice(0, TITLE_CHARACTERS).toWellFormed();

/** Once for each alarm and person. The message stays an ordinary one. */
function help(replied: Replied, open: readonly AlarmCase[], writing: Writing): ReadReply {
  const { address } = replied;
  const unhelped = open.filter(({ helped }) => !helped.includes(address));
  const [first] = unhelped;
  if (first === undefined) return NOTHING;
  const person = first.calls.find((call) => call.address === address)?.person ?? address;
  const entry = { kind: "helped", person, address } as const;
  return {
    ...tell(replied, writing.texts().help(first.alarm.number), writing),
    isAnswer: false,
    decisions: new Map(unhelped.map(({ alarm }) => [alarm.id, { alarm: {}, entries: [entry] }])),
  };
}

function tell({ address, channel }: Replied, text: string, writing: Writing): ReadReply {
  const way: RequestedChannel = channel === "telegram" ? "auto" : "sms";
  const reply: NewMessage = alarmMessage(writing, {
    recipient: address,
    text,
    kind: "text",
    channel: way,
    priority: 2,
  });
  return { isAnswer: true, decisions: new Map(), reply };
}
