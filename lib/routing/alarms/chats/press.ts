import type { AlarmCase, AlarmDecision } from "../../../messages/index.ts";
import { act } from "../act.ts";
import { numberList } from "../numbers.ts";
import type { AlarmTexts } from "../texts.ts";
import type { ButtonAct } from "./button-data.ts";
import { receiverOf, seenFrom } from "./render.ts";

type Seen = ReturnType<typeof seenFrom>[number];

/** Somebody has pressed a button. */
interface Pressed {
  act: ButtonAct;
  messageId: number;
  /** The number that the person was called at. */
  address: string;
  now: number;
}

/** 200 characters: Telegram shows no more. */
const TEXT_CHARACTERS = 200;

/** What a pressed button does, as an answer by SMS to the message would, and what the person is told at once. Pure. */
export function decidePress(
  pressed: Pressed,
  cases: readonly AlarmCase[],
  texts: AlarmTexts,
): { decisions: ReadonlyMap<number, AlarmDecision>; text: string } {
  const { messageId, address, now } = pressed;
  const by = receiverOf(cases, messageId);
  const seen = seenFrom(cases, messageId);
  const targets = targetsOf(pressed, seen);
  const decisions = new Map<number, AlarmDecision>();
  const done: { found: AlarmCase; outcome: Outcome }[] = [];
  for (const { found } of targets) {
    const decision = act(found, { act: { kind: pressed.act }, by, at: address }, now);
    if (decision === undefined) continue;
    decisions.set(found.alarm.id, decision);
    done.push({ found, outcome: outcomeOf(pressed.act, found) });
  }
  const told = done.length > 0 ? done : seen.map((each) => ({ ...each, outcome: whyNot(pressed.act, each) }));
  const lines = [...Map.groupBy(told, ({ outcome }) => outcome)].map(([outcome, group]) =>
    lineOf(outcome, numberList(group.map(({ found }) => found.alarm.number)), texts),
  );
  return { decisions, text: lines.join("\n").slice(0, TEXT_CHARACTERS).toWellFormed() };
}

/** The alarms that it is about: those for which the button would be there. */
function targetsOf({ act: what, now }: Pressed, seen: readonly Seen[]): readonly Seen[] {
  const held = seen.filter(({ isHeld }) => isHeld);
  if (what === "take") return seen.filter(({ isFree }) => isFree);
  // A drill goes on to its end.
  if (what === "resolve") return seen.length === 1 ? seen.filter(({ found: { alarm } }) => !alarm.drill) : held;
  // Whose next step begins anyway was passed on already.
  const called = seen.filter(
    ({ isCalled, found: { alarm } }) => isCalled && !(alarm.nextAt !== undefined && alarm.nextAt <= now),
  );
  return called.length > 0 ? called : held;
}

/** Of what others have, it says who. */
const HELD_BY = "held by ";
type Outcome =
  | "taken"
  | "passed"
  | "resolved"
  | "drill"
  | "over"
  | "passed-before"
  | "not-taken"
  | `${typeof HELD_BY}${string}`;

function outcomeOf(what: ButtonAct, { alarm }: AlarmCase): Outcome {
  if (alarm.drill && what !== "resolve") return "drill";
  if (what === "take") return "taken";
  return what === "pass" ? "passed" : "resolved";
}

/** Why nothing is done. */
function whyNot(what: ButtonAct, { found: { alarm }, isHeld, isFree }: Seen): Outcome {
  if (alarm.state === "resolved") return "over";
  if (alarm.state === "acknowledged")
    return isHeld ? "taken" : `${HELD_BY}${alarm.holder?.name ?? alarm.holder?.door ?? ""}`;
  if (alarm.drill && !isFree) return "drill";
  return what === "pass" ? "passed-before" : "not-taken";
}

function lineOf(outcome: Outcome, numbers: string, texts: AlarmTexts): string {
  switch (outcome) {
    case "taken":
      return texts.hasIt(numbers, undefined);
    case "passed":
      return texts.passed(numbers);
    case "resolved":
      return texts.resolved(numbers);
    case "drill":
      return texts.drillAnswered(numbers);
    case "over":
      return texts.isOver(numbers);
    case "passed-before":
      return texts.isPassed(numbers);
    case "not-taken":
      return texts.takeFirst(numbers);
    default:
      return texts.hasIt(numbers, outcome.slice(HELD_BY.length));
  }
}
