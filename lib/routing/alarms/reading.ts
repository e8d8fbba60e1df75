import { composed } from "../../names.ts";
import {
  AGREEING,
  type AnswerAct,
  ASKING,
  BEFORE_TIMES,
  DIGITS,
  FILLERS,
  isAround,
  isBehindDigit,
  SUBJECTS,
  TAKING_WITH,
  THANKS,
  turnsAround,
  UNITS,
  WORD_ACTS,
} from "./answer-words.ts";

/** What an answer asks for, and for which alarms: none named means those that it can mean. */
export interface Answer {
  act: AnswerAct;
  /** They stand right behind the digit or word: they mean alarms, or nothing. */
  numbers: readonly number[];
  /** They stand somewhere behind: they mean alarms only where there are such. */
  perhaps: readonly number[];
  /** It only agrees, as *ok* and 👍 do: to a call, or to news. */
  isAgreement?: true;
}

/** 300 characters of an answer are looked at: whoever takes an alarm says so first. */
const CHARACTERS = 300;

/** A thumb, and perhaps numbers of alarms. */
const THUMB = /^\s*👍[\u{1f3fb}-\u{1f3ff}\ufe0f]*[\d\s,]*$/u;

/** Letters in a row, or digits in a row, and what stands between them and those before. */
interface Token {
  word: string;
  before: string;
}

/**
 * Reads what somebody answers to an alarm, in any case; `undefined`: it is no answer that can be understood. People add to a digit what
 * they like, as long as it does not turn the digit around. A sentence without a digit is an answer only if every word of it is
 * known: an alarm that goes on to the next person does less harm than one that nobody has taken. A question is none, and so is what leaves some
 * alarms out. Pure.
 */
export function readAnswer(text: string): Answer | undefined {
  const beginning = composed(text.slice(0, CHARACTERS).toWellFormed(), CHARACTERS) ?? "";
  if (/[?？]/.test(beginning)) return undefined;
  const tokens = tokensOf(THUMB.test(beginning) ? beginning.replace(/\P{N}+/u, "ok ") : beginning);
  const act = DIGITS.get(tokens[0]?.word ?? "");
  return act === undefined ? readWords(tokens) : readDigit(act, tokens);
}

/** Apostrophes do not part a word, nor do the dots of *o.k.* */
function tokensOf(text: string): Token[] {
  const plain = text
    .toLowerCase()
    .replaceAll(/['’`´]/g, "")
    .replaceAll(/(?<!\p{L})o\. ?k(?!\p{L})/gu, "ok");
  return [...plain.matchAll(/([^\p{L}\d]*)(\p{L}+|\d+)/gu)].map(([, before = "", word = ""]) => ({ word, before }));
}

function readDigit(act: AnswerAct, [digit, ...rest]: readonly Token[]): Answer | undefined {
  const [next] = rest;
  // `+1`, `2nd`, `1:30`, `1/2`, `1 - 3`, `1 bis 3`, `2 min`
  if (/[+-]$/.test(digit?.before ?? "") || next?.before === "") return undefined;
  if (joinedTo(rest, 0) !== undefined || UNITS.has(next?.word ?? "")) return undefined;
  const { numbers, behind, isUnclear } = numbersOf(rest);
  if (isUnclear || leavesOut(rest)) return undefined;
  const [first] = behind;
  const perhaps = alarmsIn(behind);
  if (first !== undefined) {
    // *1,5 hours*
    if (next?.before === "," && isDigits(next.word)) return undefined;
    const isApart = /[,!;:\n–—-]/.test(first.before);
    if (!isApart && !isBehindDigit(act, first.word)) return undefined;
    const isOther = ({ word }: Token) => (WORD_ACTS.get(word) ?? act) !== act || turnsAround(act, word);
    if (behind.some(isOther) || perhaps === undefined) return undefined;
    if (act === "resolve" && behind.some((_, at) => spanAt(behind, at).kind === "time")) return undefined;
  }
  return { act, numbers, perhaps: perhaps ?? [] };
}

function readWords(tokens: readonly Token[]): Answer | undefined {
  const words = tokens.map(({ word }) => word);
  // *Ack no. 47*
  const isNumberSign = (at: number) => at > 0 && words[at] === "no" && isDigits(words[at + 1] ?? "");
  const actAt = (at: number): AnswerAct | undefined => {
    const word = words[at] ?? "";
    const beside = TAKING_WITH.get(word);
    if (isNumberSign(at)) return undefined;
    return beside !== undefined && words.includes(beside) ? "take" : WORD_ACTS.get(word);
  };
  const acts = new Set(words.flatMap((_, at) => actAt(at) ?? []));
  const [act] = acts;
  if (act === undefined || acts.size > 1 || leavesOut(tokens)) return undefined;
  const isKnown = (word: string, at: number) =>
    isDigits(word) ||
    (at > 0 && isDigits(words[at - 1] ?? "") && joinedTo(tokens, at) !== undefined) ||
    actAt(at) !== undefined ||
    isNumberSign(at) ||
    (isAround(act, word) && !TAKING_WITH.has(word));
  if (!words.every(isKnown)) return undefined;
  if (ASKING.has(words[0] ?? "") && SUBJECTS.has(words[1] ?? "")) return undefined;
  if (words.some((word) => THANKS.has(word)) && words.every((word) => THANKS.has(word) || AGREEING.has(word)))
    return undefined;
  // *Nein, ich* takes it rather.
  if (act === "pass" && /^i(?:ch)?$/.test(words.at(-1) ?? "")) return undefined;
  const at = words.findIndex((_, each) => actAt(each) !== undefined);
  const { numbers, behind, isUnclear } = numbersOf(tokens.slice(at + 1));
  const perhaps = [alarmsIn(tokens.slice(0, at), "all"), alarmsIn(behind, "all")];
  if (isUnclear || perhaps.includes(undefined)) return undefined;
  // *Yes, 1*: a digit that says the same once more.
  const [only, ...others] = numbers;
  if (others.length === 0 && only !== undefined && DIGITS.get(`${only}`) === act)
    return { act, numbers: [], perhaps: [only] };
  const isAgreement = words.every((word) => AGREEING.has(word));
  return { act, numbers, perhaps: perhaps.flatMap((each) => each ?? []), ...(isAgreement ? { isAgreement } : {}) };
}

/** *All but 20*: what is left out is not what is meant. */
const leavesOut = (tokens: readonly Token[]): boolean =>
  tokens.some(({ word, before }, at) => {
    const last = tokens[at - 1]?.word ?? "";
    if (last === "bis" && word === "auf") return true;
    return isNumber(word) && (ALL.test(last) ? /[-–—]/.test(before) : NOT.test(last));
  });
const ALL = /^alle?$/;
const NOT = /^(?:not|nicht|kein|ohne|without)$/;

/** Numbers at the beginning, and what stands behind them. */
function numbersOf(tokens: readonly Token[]): { numbers: number[]; behind: readonly Token[]; isUnclear: boolean } {
  const numbers: number[] = [];
  let at = 0;
  let isUnclear = false;
  while (at < tokens.length) {
    const { word = "" } = tokens[at] ?? {};
    const isSign = word === "no" && isDigits(tokens[at + 1]?.word ?? "");
    const span = spanAt(tokens, at);
    if (span.kind === "unclear") isUnclear = true;
    if (span.kind === "alarms") numbers.push(...span.alarms);
    else if (span.kind !== "none" || (!FILLERS.has(word) && !isSign)) break;
    at += span.length;
  }
  return { numbers, behind: tokens.slice(at), isUnclear };
}

/** Numbers anywhere; `undefined`: nobody can tell which. In what people add, dates and addresses are no alarms. */
function alarmsIn(tokens: readonly Token[], strict?: "all"): number[] | undefined {
  const alarms: number[] = [];
  for (let at = 0; at < tokens.length; ) {
    const span = spanAt(tokens, at);
    if (span.kind === "unclear" && (strict === "all" || !span.isPlain)) return undefined;
    if (span.kind === "alarms") alarms.push(...span.alarms);
    at += span.length;
  }
  return alarms;
}

/** What digits mean that belong together, and how many tokens they are. */
type Span = { length: number } & (
  | { kind: "none" | "time" | "text" }
  | { kind: "alarms"; alarms: number[] }
  | { kind: "unclear" /** As a time or a date is written. */; isPlain: boolean }
);

/** `3 Uhr`, `um 3:30`, `20-30 min` are times, `20-22` and `20 bis 22` three alarms; `20/21` may be anything. */
function spanAt(tokens: readonly Token[], from: number): Span {
  const digits: string[] = [];
  const joints: string[] = [];
  let end = from;
  for (let joint: string | undefined; isDigits(tokens[end]?.word ?? ""); joints.push(joint)) {
    digits.push(tokens[end]?.word ?? "");
    end += 1;
    joint = joinedTo(tokens, end);
    if (joint === undefined) break;
    if (joint === "bis") end += 1;
  }
  const length = Math.max(1, end - from);
  const [first = "", last = ""] = digits;
  if (digits.length === 0) return { kind: "none", length };
  if (UNITS.has(tokens[end]?.word ?? "") || BEFORE_TIMES.has(tokens[from - 1]?.word ?? ""))
    return { kind: "time", length };
  if (!digits.every(isNumber)) return { kind: "text", length };
  if (digits.length === 1) return { kind: "alarms", alarms: [Number(first)], length };
  const more = Number(last) - Number(first);
  const isRange = digits.length === 2 && RANGE.test(joints[0] ?? "") && more > 0 && more < LONGEST_RANGE;
  if (!isRange) return { kind: "unclear", isPlain: joints.every((joint) => /^[.:]$/.test(joint)), length };
  return { kind: "alarms", alarms: Array.from({ length: more + 1 }, (_, at) => Number(first) + at), length };
}

/** What joins the digits at this place to those before; `undefined`: nothing does. */
function joinedTo(tokens: readonly Token[], at: number): string | undefined {
  const { word, before } = tokens[at] ?? { word: "", before: "" };
  if (word === "bis") return isDigits(tokens[at + 1]?.word ?? "") ? word : undefined;
  return isDigits(word) && GLUED.test(before) ? before.trim() : undefined;
}

/** Numbers of alarms go from 1 to 99 as long as there are few. */
const LONGEST_RANGE = 99;
const RANGE = /^(?:[-–—]|bis)$/;
/** Between digits that are one thing: a time, a fraction, a date, a range. */
const GLUED = /^(?:[.:/]|\.{2,}|\s*[-–—]\s*)$/;
const isDigits = (token: string) => /^\d+$/.test(token);
const isNumber = (token: string) => /^\d{1,4}$/.test(token);
