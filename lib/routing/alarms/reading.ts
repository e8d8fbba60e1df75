import { composed } from "../../names.ts";
import {
  type AnswerAct,
  ASKING,
  BEFORE_TIMES,
  DIGITS,
  FILLERS,
  isAround,
  isBehindDigit,
  SUBJECTS,
  turnsAround,
  UNITS,
  WITH_ICH,
  WORD_ACTS,
} from "./answer-words.ts";

/** What an answer asks for, and for which alarms: none named means those that it can mean. */
export interface Answer {
  act: AnswerAct;
  /** They stand right behind the digit or word: they mean alarms, or nothing. */
  numbers: readonly number[];
  /** They stand somewhere behind: they mean alarms only where there are such. */
  perhaps: readonly number[];
}

/** 300 characters of an answer are looked at: whoever takes an alarm says so first. */
const CHARACTERS = 300;

/** Letters in a row, or digits in a row, and what stands between them and those before. */
interface Token {
  word: string;
  before: string;
}

/**
 * Reads what somebody answers to an alarm, in any case; `undefined`: it is no answer that can be understood. People add to a digit what
 * they like, as long as it does not turn the digit around. A sentence without a digit is an answer only if every word of it is
 * known: an alarm that goes on to the next person does less harm than one that nobody has taken. A question is none. Pure.
 */
export function readAnswer(text: string): Answer | undefined {
  const beginning = composed(text.slice(0, CHARACTERS).toWellFormed(), CHARACTERS) ?? "";
  if (/[?？]/.test(beginning)) return undefined;
  const tokens = tokensOf(beginning);
  const act = DIGITS.get(tokens[0]?.word ?? "");
  return act === undefined ? readWords(tokens) : readDigit(act, tokens);
}

/** Apostrophes do not part a word. */
function tokensOf(text: string): Token[] {
  const plain = text.toLowerCase().replaceAll(/['’`´]/g, "");
  return [...plain.matchAll(/([^\p{L}\d]*)(\p{L}+|\d+)/gu)].map(([, before = "", word = ""]) => ({ word, before }));
}

function readDigit(act: AnswerAct, [digit, ...rest]: readonly Token[]): Answer | undefined {
  const [next] = rest;
  // `+1`, `2nd`, `1:30`, `1/2`, `2 min`
  if (/[+-]$/.test(digit?.before ?? "") || next?.before === "") return undefined;
  if (next !== undefined && (UNITS.has(next.word) || (isDigits(next.word) && GLUED.test(next.before))))
    return undefined;
  const { numbers, behind } = numbersOf(rest);
  const [first] = behind;
  if (first !== undefined) {
    // *1,5 hours*
    if (next?.before === "," && isDigits(next.word)) return undefined;
    const isApart = /[,!;:\n–—-]/.test(first.before);
    if (!isApart && !isBehindDigit(act, first.word)) return undefined;
    const isOther = ({ word }: Token) => (WORD_ACTS.get(word) ?? act) !== act || turnsAround(act, word);
    if (behind.some(isOther)) return undefined;
  }
  return { act, numbers, perhaps: alarmsIn(behind) };
}

function readWords(tokens: readonly Token[]): Answer | undefined {
  const words = tokens.map(({ word }) => word);
  const isFirstPerson = words.includes("ich");
  // *Ack no. 47*
  const isNumberSign = (at: number) => at > 0 && words[at] === "no" && isDigits(words[at + 1] ?? "");
  const actAt = (at: number): AnswerAct | undefined =>
    isNumberSign(at)
      ? undefined
      : isFirstPerson && WITH_ICH.has(words[at] ?? "")
        ? "take"
        : WORD_ACTS.get(words[at] ?? "");
  const acts = new Set(words.flatMap((_, at) => actAt(at) ?? []));
  const [act] = acts;
  if (act === undefined || acts.size > 1) return undefined;
  const isKnown = (word: string, at: number) =>
    isDigits(word) || actAt(at) !== undefined || isNumberSign(at) || (isAround(act, word) && !WITH_ICH.has(word));
  if (!words.every(isKnown)) return undefined;
  if (ASKING.has(words[0] ?? "") && SUBJECTS.has(words[1] ?? "")) return undefined;
  const at = words.findIndex((_, each) => actAt(each) !== undefined);
  const { numbers, behind } = numbersOf(tokens.slice(at + 1));
  // *Yes, 1*: a digit that says the same once more.
  const [only, ...others] = numbers;
  if (others.length === 0 && only !== undefined && DIGITS.get(`${only}`) === act)
    return { act, numbers: [], perhaps: [only] };
  return { act, numbers, perhaps: [...alarmsIn(tokens.slice(0, at)), ...alarmsIn(behind)] };
}

/** Numbers at the beginning, and what stands behind them. */
function numbersOf(tokens: readonly Token[]): { numbers: number[]; behind: readonly Token[] } {
  const numbers: number[] = [];
  let at = 0;
  for (; at < tokens.length; at += 1) {
    const { word = "" } = tokens[at] ?? {};
    const isSign = word === "no" && isDigits(tokens[at + 1]?.word ?? "");
    if (isNumber(word) && !isTime(tokens, at)) numbers.push(Number(word));
    else if (!FILLERS.has(word) && !isSign) break;
  }
  return { numbers, behind: tokens.slice(at) };
}

const alarmsIn = (tokens: readonly Token[]): number[] =>
  tokens.flatMap(({ word }, at) => (isNumber(word) && !isTime(tokens, at) ? [Number(word)] : []));

/** `3 Uhr`, `um 3`, `3:30`, `0.5` */
function isTime(tokens: readonly Token[], at: number): boolean {
  const isGlued = (token: Token | undefined) => token !== undefined && isDigits(token.word) && GLUED.test(token.before);
  const next = tokens[at + 1];
  if (UNITS.has(next?.word ?? "") || isGlued(next)) return true;
  return (
    at > 0 &&
    (BEFORE_TIMES.has(tokens[at - 1]?.word ?? "") || (isDigits(tokens[at - 1]?.word ?? "") && isGlued(tokens[at])))
  );
}

/** Between digits that are one thing: a time, a fraction, a date. */
const GLUED = /^[.:/–-]$/;
const isDigits = (token: string) => /^\d+$/.test(token);
const isNumber = (token: string) => /^\d{1,4}$/.test(token);
