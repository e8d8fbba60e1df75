import type { AlarmActor, AlarmCase, AlarmTelling } from "../../../messages/index.ts";
import { LONGEST_TEXT, pieceText, splitText } from "../../telegram/sending/split.ts";
import { isCalledNow, isHolder } from "../act.ts";
import { numberList } from "../numbers.ts";
import type { AlarmTexts } from "../texts.ts";
import { BUTTON_ACTS, type ButtonAct } from "./button-data.ts";

/** What stands under the text of a message. */
export interface Shown {
  /** Empty as long as nobody has done anything. */
  state: string;
  buttons: readonly ButtonAct[];
  /** Nobody is asked for an answer any more: the line that says how is left out. */
  isSettled: boolean;
}

/** An alarm, seen from a message that calls somebody for it. */
interface Seen {
  found: AlarmCase;
  /** It waits for somebody to take it. */
  isFree: boolean;
  /** The message is one of the step that waits for an answer. */
  isCalled: boolean;
  /** Whoever got the message has it. */
  isHeld: boolean;
}

/** Who got the message. Pure. */
export function receiverOf(cases: readonly AlarmCase[], messageId: number): AlarmActor {
  const call = cases.map((found) => callOf(found, messageId)).find((each) => each !== undefined);
  return {
    door: "telegram",
    ...(call === undefined ? {} : { name: call.person }),
    ...(call?.contactId === undefined ? {} : { contactId: call.contactId }),
  };
}

/** How alarms look from a message that calls somebody for them. Pure. */
export function seenFrom(cases: readonly AlarmCase[], messageId: number): Seen[] {
  const by = receiverOf(cases, messageId);
  return cases.map((found) => {
    const { alarm, answered } = found;
    const call = callOf(found, messageId);
    const hasAnswered = alarm.drill && answered.some(({ person }) => person === by.name);
    const isOpen = alarm.state === "open" || alarm.state === "unanswered";
    return {
      found,
      isFree: isOpen && !hasAnswered,
      isCalled: call !== undefined && alarm.state === "open" && !hasAnswered && isOfStep(found, call),
      isHeld: alarm.state === "acknowledged" && isHolder(found, by),
    };
  });
}

/** What a message shows of its alarms. Pure. */
export function render(cases: readonly AlarmCase[], messageId: number, texts: AlarmTexts): Shown {
  const seen = seenFrom(cases, messageId);
  const isOne = seen.length === 1;
  const may: Record<ButtonAct, boolean> = {
    take: seen.some(({ isFree }) => isFree),
    pass: seen.some(({ isCalled, isHeld }) => isCalled || isHeld),
    // One press must not end many alarms that others may work on; a drill goes on to its end.
    resolve: seen.some(({ isFree, isHeld, found }) => isHeld || (isOne && isFree && !found.alarm.drill)),
  };
  const groups = [...Map.groupBy(seen, (each) => stateOf(each, messageId, texts))];
  const state = groups.flatMap(([line, alarms]) => {
    if (line === undefined) return [];
    return isOne ? line : `${numberList(alarms.map(({ found }) => found.alarm.number))}: ${line}`;
  });
  return { state: state.join("\n"), buttons: BUTTON_ACTS.filter((act) => may[act]), isSettled: !may.take };
}

/** The whole text with what stands under it, as far as Telegram takes it. Pure. */
export function shownText(sent: string, { state, isSettled }: Pick<Shown, "state" | "isSettled">): string {
  const lengths = splitText(sent);
  const length = lengths.at(-1) ?? 0;
  const text = pieceText(sent, { from: sent.length - length, length });
  // Texts of alarms end with how to answer.
  const body = isSettled ? text.slice(0, Math.max(0, text.lastIndexOf("\n"))) : text;
  if (state === "") return body.trim() === "" ? text : body;
  const room = LONGEST_TEXT - state.length - 2;
  return `${body.slice(0, Math.max(0, room)).toWellFormed()}\n\n${state}`.trim().slice(0, LONGEST_TEXT).toWellFormed();
}

function stateOf({ found, isCalled }: Seen, messageId: number, texts: AlarmTexts): string | undefined {
  const { alarm, answered } = found;
  const call = callOf(found, messageId);
  if (alarm.state === "resolved") return texts.state.resolved;
  if (alarm.state === "acknowledged") return texts.state.taken(alarm.holder?.name ?? alarm.holder?.door ?? "");
  if (alarm.drill && answered.some(({ person }) => person === call?.person))
    return texts.drillAnswered(`${alarm.number}`);
  if (alarm.state !== "open" || call === undefined || isCalled) return undefined;
  // It began again: a new message calls whoever is called now.
  if (call.createdAt < alarm.begunAt || isCalledNow(found, call.address)) return undefined;
  return texts.state.given;
}

const callOf = ({ calls }: AlarmCase, messageId: number): AlarmTelling | undefined =>
  calls.find((call) => call.messageId === messageId);

const isOfStep = ({ alarm }: AlarmCase, { step, round, createdAt }: AlarmTelling): boolean =>
  step === alarm.step && round === alarm.round && createdAt >= alarm.begunAt;
